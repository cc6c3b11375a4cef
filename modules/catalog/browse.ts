// The catalogue as viewers see it.
import type { Clock } from '@vitascope/platform/kernel';
import type { ImageStore } from './artwork/image-store.ts';
import {
  type Availability,
  decideAvailability,
  type TitleFacts,
  unknownViewer,
  type ViewerFacts,
} from './availability.ts';
import type { BrowseStore } from './browse-store.ts';
import { catalogError } from './errors.ts';
import type { NameStore } from './name-store.ts';
import {
  artworkFor,
  type Named,
  nameFor,
  presentInFull,
  presentTitle,
  type Reader,
  type ShownTitle,
  type ShownTitleInFull,
  type Surroundings,
} from './present.ts';
import type { Previews } from './previews.ts';
import type { Search, SearchHits, SearchWish } from './search.ts';
import type { Suggest } from './suggest.ts';
import type { TermContent, TitleContent } from './title.ts';
import { type TitleCursor, type TitleFilter, writeCursor } from './title-list.ts';
import type { JudgedTitle, WholeTitles } from './whole-titles.ts';

/** Whoever finds fewer may have meant something else. */
const FEW = 3;
/** More genres, tags and moods than anybody reads through. */
const MAX_TERMS = 1_000;

export interface Browse {
  /** What the reader may see: newest first, or in the order of one parent or collection, unless another is asked for. */
  list(
    reader: Reader,
    filter: TitleFilter & { readonly playableOnly?: boolean },
    page: { readonly after: TitleCursor | null; readonly limit: number },
  ): Promise<{ readonly items: readonly ShownTitle[]; readonly nextCursor: string | null }>;
  /** The genres, tags or moods of which the reader may see a title, by their names. */
  terms(
    kinds: readonly TermContent['kind'][],
    reader: Reader,
  ): Promise<readonly (Named & Pick<TermContent, 'kind'>)[]>;
  /** Those of the titles that the reader may see, in the order of the ids. */
  listByIds(ids: readonly string[], reader: Reader, now?: number): Promise<readonly ShownTitle[]>;
  /** As you type: titles and people that the reader may know of, best first. */
  search(
    reader: Reader,
    wish: Omit<SearchWish, 'viewer'>,
  ): Promise<{
    readonly items: readonly ShownTitle[];
    readonly people: readonly (Named & { readonly id: string })[];
    readonly facets: SearchHits['facets'];
    readonly corrected: boolean;
    /** The name that was probably meant; looked for with the facets, where little is found. */
    readonly suggestion: string | null;
    readonly nextOffset: number | null;
  }>;
  /** Those of the titles that the reader may see, in the order of their ids as given. */
  showMany(ids: readonly string[], reader: Reader): Promise<readonly ShownTitle[]>;
  /** By id or slug. @throws `title-not-found`, also where the reader may not see it */
  get(key: string, reader: Reader): Promise<ShownTitleInFull>;
  /** What the holder of a preview link sees. @throws `preview-not-found` */
  preview(token: string, languages: readonly string[]): Promise<ShownTitleInFull>;
  /** For playback: the decision, and the facts that it was made from. @throws `title-not-found` */
  judge(
    key: string,
    viewer: ViewerFacts,
    now?: number,
  ): Promise<{
    readonly id: string;
    readonly content: TitleContent;
    readonly facts: TitleFacts;
    readonly availability: Availability;
  }>;
}

export function createBrowse(deps: {
  readonly store: BrowseStore;
  readonly names: NameStore;
  readonly images: Pick<ImageStore, 'byId'>;
  readonly previews: Previews;
  readonly search: Pick<Search, 'search'>;
  readonly suggest: Suggest;
  /** In milliseconds, of the assets of which it is known. */
  assetDurations(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  readonly clock: Clock;
}): Browse {
  const { store, names, clock } = deps;

  async function judge(key: string, viewer: ViewerFacts, now = clock.now()) {
    const title = await store.find(key);
    if (title === null) throw unknownTitle(key);
    return { ...title, availability: decideAvailability(title.facts, viewer, now) };
  }

  async function get(key: string, reader: Reader): Promise<ShownTitleInFull> {
    const title = await judge(key, reader.viewer, reader.at);
    if (!title.availability.visible) throw unknownTitle(key);
    const [terms, missing, people] = await Promise.all([
      names.termsNamed(termsOf([title])),
      store.missingAmong(title.content.assets.map(({ assetId }) => assetId)),
      names.peopleById([...new Set(title.content.credits.map(({ personId }) => personId))]),
    ]);
    const portraits = [...people.values()].flatMap(({ portraitId }) => portraitId ?? []);
    const [images, around] = await Promise.all([
      deps.images.byId([...imagesOf([title], reader), ...portraits]),
      surroundings([title], reader, reader.at ?? clock.now()),
    ]);
    return presentInFull(title, reader, {
      around,
      availability: title.availability,
      terms,
      people,
      images,
      missing,
    });
  }

  /** For all of them at once: one question for what they play, and two more where there are episodes among them. */
  async function surroundings(
    titles: readonly JudgedTitle[],
    { viewer }: Pick<Reader, 'viewer'>,
    now: number,
  ): Promise<Surroundings> {
    const parentsOf = async (children: readonly JudgedTitle[]): Promise<readonly JudgedTitle[]> => {
      const ids = children.flatMap(({ content: { kind, parentId } }) =>
        kind === 'season' || kind === 'episode' ? (parentId ?? []) : [],
      );
      const { titles: found } = await store.findMany([...new Set(ids)]);
      return found.filter(({ facts }) => decideAvailability(facts, viewer, now).visible);
    };
    const main = titles.flatMap(({ content }) =>
      content.assets.flatMap(({ assetId, purpose }) => (purpose === 'main' ? assetId : [])),
    );
    const [durations, seasons] = await Promise.all([
      deps.assetDurations([...new Set(main)]),
      parentsOf(titles),
    ]);
    const all = [...seasons, ...(await parentsOf(seasons))];
    return { durations, parents: new Map(all.map((title) => [title.id, title])) };
  }

  /** As the reader sees them; one that was deleted or hidden meanwhile is left out. */
  async function show({ titles, terms }: WholeTitles, reader: Reader, now: number): Promise<ShownTitle[]> {
    const [images, around] = await Promise.all([
      deps.images.byId(imagesOf(titles, reader)),
      surroundings(titles, reader, now),
    ]);
    return titles.flatMap((title) => {
      const availability = decideAvailability(title.facts, reader.viewer, now);
      return availability.visible
        ? [presentTitle(title, reader, { availability, terms, images, around })]
        : [];
    });
  }

  async function showMany(ids: readonly string[], reader: Reader): Promise<readonly ShownTitle[]> {
    return show(await store.findMany(ids), reader, clock.now());
  }

  async function meant(text: string, reader: Reader): Promise<string | null> {
    const known = await deps.suggest(text, { viewer: reader.viewer, now: clock.now() });
    if (known === null) return null;
    if (!known.isPerson) return (await showMany([known.subjectId], reader))[0]?.name ?? null;
    const person = (await names.peopleById([known.subjectId])).get(known.subjectId);
    return person === undefined ? null : nameFor(person, reader.languages);
  }

  return {
    judge,
    get,
    showMany,
    async list(reader, filter, page) {
      const now = reader.at ?? clock.now();
      const wish = { ...filter, languages: reader.languages };
      const titles = await store.list({ viewer: reader.viewer, now }, wish, page);
      const last = titles.length === page.limit ? titles.at(-1) : undefined;
      return {
        items: await show({ titles, terms: await names.termsNamed(termsOf(titles)) }, reader, now),
        nextCursor: last === undefined ? null : writeCursor(last.cursor),
      };
    },
    async terms(kinds, reader) {
      const seen = await store.termsSeen(kinds, { viewer: reader.viewer, now: clock.now() }, MAX_TERMS);
      const known = await names.termsNamed([...new Set(seen.map(({ slug }) => slug))]);
      const named = seen.map(({ kind, slug }) => {
        const term = known.find((candidate) => candidate.kind === kind && candidate.slug === slug);
        return { kind, slug, name: (term && nameFor(term, reader.languages)) ?? slug };
      });
      const { compare } = new Intl.Collator([...reader.languages]);
      return named.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || compare(a.name, b.name));
    },
    async listByIds(ids, reader, now = clock.now()) {
      const shown = await show(await store.findMany([...new Set(ids)]), reader, now);
      const byId = new Map(shown.map((title) => [title.id, title]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    async search(reader, wish) {
      const hits = await deps.search.search({ ...wish, viewer: reader.viewer });
      const isAsked = wish.withFacets && wish.offset === 0;
      const [items, people] = await Promise.all([
        show(hits, reader, clock.now()),
        names.peopleById(hits.people),
      ]);
      return {
        items,
        people: hits.people.flatMap((id) => {
          const person = people.get(id);
          if (person === undefined) return [];
          return [{ id, slug: person.slug, name: nameFor(person, reader.languages) ?? person.slug }];
        }),
        facets: hits.facets,
        corrected: hits.corrected,
        suggestion: isAsked && (hits.corrected || items.length < FEW) ? await meant(wish.text, reader) : null,
        nextOffset: hits.hasMore ? wish.offset + hits.titles.length : null,
      };
    },
    async preview(token, languages) {
      const titleId = await deps.previews.open(token);
      return get(titleId, { viewer: { ...unknownViewer, previews: [titleId] }, languages });
    },
  };
}

/** The same words whether it does not exist or is hidden: nobody learns of a title that they may not see. */
export function unknownTitle(key: string): Error {
  return catalogError('title-not-found', `There is no title ${key}.`);
}

function imagesOf(titles: readonly { readonly content: TitleContent }[], reader: Reader): string[] {
  return titles.flatMap((title) => artworkFor(title, reader).map(({ imageId }) => imageId));
}

function termsOf(titles: readonly { readonly content: TitleContent }[]): string[] {
  return [
    ...new Set(titles.flatMap(({ content }) => [...content.genres, ...content.tags, ...content.moods])),
  ];
}
