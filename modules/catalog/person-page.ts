// A person as viewers see one: who it is, and in which of the titles that they may see it had which part.
import type { Clock } from '@vitascope/platform/kernel';
import type { ImageStore } from './artwork/image-store.ts';
import { type ShownImage, showImage } from './artwork/show-artwork.ts';
import type { Browse } from './browse.ts';
import type { BrowseStore } from './browse-store.ts';
import { catalogError } from './errors.ts';
import { rankLanguages } from './language.ts';
import type { NameStore } from './name-store.ts';
import { nameFor, type Reader, type ShownTitle } from './present.ts';
import type { Credit } from './title.ts';
import type { TitleCursor } from './title-list.ts';

export interface ShownPerson {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly originalName: string;
  readonly biography: string | null;
  readonly portrait: ShownImage | null;
  /** Newest first. */
  readonly titles: readonly {
    readonly title: ShownTitle;
    /** As the title credits them. */
    readonly roles: readonly Pick<Credit, 'role' | 'character'>[];
  }[];
  readonly nextCursor: string | null;
}

/** By id or slug. @throws `person-not-found`, also where the reader may see nothing that credits the person */
export type ShowPerson = (
  key: string,
  reader: Reader,
  page: { readonly after: TitleCursor | null; readonly limit: number },
) => Promise<ShownPerson>;

export function createPersonPage(deps: {
  readonly names: Pick<NameStore, 'people'>;
  readonly store: Pick<BrowseStore, 'creditsFor' | 'isCreditedFor'>;
  readonly images: Pick<ImageStore, 'byId'>;
  readonly browse: Pick<Browse, 'list'>;
  readonly clock: Clock;
}): ShowPerson {
  const { names, store, images, browse, clock } = deps;
  return async (key, reader, page) => {
    const person = await names.people.find(key);
    const judgement = { viewer: reader.viewer, now: clock.now() };
    // Whoever is only in what the reader may not know of is as unknown as nobody.
    if (person === null || !(await store.isCreditedFor(person.id, judgement)))
      throw catalogError('person-not-found', `There is no person ${key}.`);
    const { id, content } = person;
    const [{ items, nextCursor }, portraits] = await Promise.all([
      browse.list(reader, { personId: id }, page),
      images.byId(content.portraitId === null ? [] : [content.portraitId]),
    ]);
    const credits = await store.creditsFor(
      id,
      items.map((title) => title.id),
    );
    const portrait = portraits.get(content.portraitId ?? '');
    const tags = Object.keys(content.biographies);
    const [language = ''] = rankLanguages(tags, reader.languages, content.originalLanguage);
    return {
      id,
      slug: content.slug,
      name: nameFor(content, reader.languages) ?? content.slug,
      originalName: content.names[content.originalLanguage] ?? content.slug,
      biography: content.biographies[language] ?? null,
      portrait: portrait === undefined ? null : showImage(portrait),
      titles: items.map((title) => ({ title, roles: credits.get(title.id) ?? [] })),
      nextCursor,
    };
  };
}
