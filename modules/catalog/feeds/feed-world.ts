// Where records of a feed arrive: the catalogue itself, or, in a dry run, a picture of it that nothing is written to.
import { isDeepStrictEqual } from 'node:util';
import { newId } from '@vitascope/platform/kernel';
import { createPreparation, type PrepareDeps } from '../prepare.ts';
import type { AnyTransaction, Subject, SubjectStore } from '../rows.ts';
import { foldText } from '../search-text.ts';
import type { PersonContent, TermContent, TitleContent } from '../title.ts';
import type { Versioned } from '../versioned.ts';
import type { Sidecar } from './feed-record.ts';
import type { FeedStore } from './feed-store.ts';

export type Outcome = 'created' | 'changed' | 'unchanged';

interface Saved {
  readonly id: string;
  readonly outcome: Outcome;
}

export interface Contents {
  title: TitleContent;
  person: PersonContent;
  term: TermContent;
}

/** The catalogue as one record meets it, within one transaction. */
export interface FeedWorld {
  subjectsOf(
    kind: 'title' | 'person',
    externalIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly id: string; readonly sidecars: readonly Sidecar[] }>>;
  /** By folded names. */
  peopleNamed(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  find<K extends 'title' | 'person'>(kind: K, id: string): Promise<Contents[K] | null>;
  findTerm(kind: TermContent['kind'], slug: string): Promise<Subject<TermContent> | null>;
  /** @throws what `prepare` throws */
  save<K extends keyof Contents>(kind: K, id: string | null, content: Contents[K]): Promise<Saved>;
  writeReference(reference: Parameters<FeedStore['writeReference']>[1]): Promise<void>;
}

export interface FeedWorldDeps {
  readonly feeds: FeedStore;
  readonly stores: { readonly [K in keyof Contents]: Pick<SubjectStore<Contents[K]>, 'find'> };
}

/** The catalogue itself. */
export function realWorld(
  deps: FeedWorldDeps & { readonly versioned: { readonly [K in keyof Contents]: Versioned<Contents[K]> } },
  transaction: AnyTransaction,
  actor: string,
): FeedWorld {
  const { feeds } = deps;
  return {
    subjectsOf: (kind, externalIds) => feeds.subjectsOf(transaction, kind, externalIds),
    peopleNamed: (names) => feeds.peopleNamed(transaction, names),
    find: async (kind, id) => (await deps.stores[kind].find(id, transaction))?.content ?? null,
    findTerm: (kind, slug) => feeds.findTerm(transaction, kind, slug),
    async save(kind, id, content) {
      const before = id === null ? null : await deps.stores[kind].find(id, transaction);
      const subject = await deps.versioned[kind].save(transaction, { id, actor, change: () => content });
      const outcome =
        before === null ? 'created' : before.revision < subject.revision ? 'changed' : 'unchanged';
      return { id: subject.id, outcome };
    },
    writeReference: (reference) => feeds.writeReference(transaction, reference),
  };
}

/** Remembers what a feed would have made, and checks with that in mind. Ids of what would be made are made up. */
export function imaginedWorld(deps: FeedWorldDeps & { readonly prepare: PrepareDeps }) {
  const { feeds } = deps;
  const references = { title: new Map<string, string>(), person: new Map<string, string>() };
  const sidecars = new Map<string, readonly Sidecar[]>();
  const named = new Map<string, string>();
  const kinds = new Map<string, Pick<TitleContent, 'kind' | 'slug'>>();
  const numbers = new Map<string, string>();
  const slugs = {
    title: new Map<string, string>(),
    person: new Map<string, string>(),
    term: new Map<string, string>(),
  };
  const ids = new Set<string>();
  const prepare = createPreparation(imagining(deps.prepare, { ids, kinds, numbers, slugs }));

  function remember<K extends keyof Contents>(kind: K, id: string, content: Contents[K]): void {
    slugs[kind].set(kind === 'term' ? termKey(content as TermContent) : content.slug, id);
    if (kind === 'title') {
      const title = content as TitleContent;
      kinds.set(id, { kind: title.kind, slug: title.slug });
      if (title.number !== null) numbers.set(numberKey(title), id);
    }
    if (kind === 'person')
      for (const name of Object.values((content as PersonContent).names)) {
        const folded = foldText(name);
        if (!named.has(folded)) named.set(folded, id);
      }
  }

  return (transaction: AnyTransaction): FeedWorld => ({
    async subjectsOf(kind, externalIds) {
      const known = new Map(await feeds.subjectsOf(transaction, kind, externalIds));
      for (const externalId of externalIds) {
        const id = references[kind].get(externalId);
        if (id !== undefined) known.set(externalId, { id, sidecars: sidecars.get(externalId) ?? [] });
      }
      return known;
    },
    async peopleNamed(names) {
      const known = await feeds.peopleNamed(transaction, names);
      return new Map([...named].filter(([name]) => names.includes(name)).concat([...known]));
    },
    find: async (kind, id) => (await deps.stores[kind].find(id, transaction))?.content ?? null,
    findTerm: (kind, slug) => feeds.findTerm(transaction, kind, slug),
    async save(kind, id, content) {
      const previous =
        id === null ? null : ((await deps.stores[kind].find(id, transaction))?.content ?? null);
      const place = { id: id ?? newId(idPrefixes[kind]), previous };
      if (previous === null) ids.add(place.id);
      // One of three functions with the type of the content, which the kind decides.
      const check = prepare[kind] as (...args: unknown[]) => Promise<Contents[typeof kind]>;
      const prepared = await check(transaction, content, place);
      remember(kind, place.id, prepared);
      const isSame = previous !== null && isDeepStrictEqual(previous, prepared);
      return { id: place.id, outcome: previous === null ? 'created' : isSame ? 'unchanged' : 'changed' };
    },
    async writeReference({ kind, externalId, subjectId, sidecars: files }) {
      references[kind].set(externalId, subjectId);
      sidecars.set(externalId, files);
    },
  });
}

const idPrefixes = { title: 'ti', person: 'pe', term: 'tm' } as const;

const termKey = ({ kind, slug }: Pick<TermContent, 'kind' | 'slug'>): string => `${kind} ${slug}`;
const numberKey = ({ parentId, kind, number }: Pick<TitleContent, 'parentId' | 'kind' | 'number'>): string =>
  `${parentId} ${kind} ${number}`;

/** What the checks ask for, with what would have been made. */
function imagining(
  { titles, names, knownAssets, imageKinds }: PrepareDeps,
  made: {
    readonly ids: ReadonlySet<string>;
    readonly kinds: ReadonlyMap<string, Pick<TitleContent, 'kind' | 'slug'>>;
    readonly numbers: ReadonlyMap<string, string>;
    readonly slugs: { readonly [K in keyof Contents]: ReadonlyMap<string, string> };
  },
): PrepareDeps {
  const isMadeUp = (id: string): boolean => made.ids.has(id);
  const withMade = (
    owners: ReadonlyMap<string, string>,
    wanted: readonly string[],
    ownerOf: (slug: string) => string | undefined,
  ) => new Map([...owners, ...wanted.flatMap((slug) => pairIf(slug, ownerOf(slug)))]);
  return {
    knownAssets,
    imageKinds,
    titles: {
      async kindsOf(transaction, ids) {
        const known = await titles.kindsOf(
          transaction,
          ids.filter((id) => !isMadeUp(id)),
        );
        return new Map([...known, ...ids.flatMap((id) => pairIf(id, made.kinds.get(id)))]);
      },
      numberTakenBy: async (transaction, place) =>
        made.numbers.get(numberKey(place)) ?? titles.numberTakenBy(transaction, place),
      slugOwners: async (transaction, slugs, options) =>
        withMade(await titles.slugOwners(transaction, slugs, options), slugs, (slug) =>
          made.slugs.title.get(slug),
        ),
    },
    names: {
      async knownPeople(transaction, ids) {
        const known = await names.knownPeople(
          transaction,
          ids.filter((id) => !isMadeUp(id)),
        );
        return new Set([...known, ...ids.filter(isMadeUp)]);
      },
      peopleBySlug: async (transaction, slugs) =>
        withMade(await names.peopleBySlug(transaction, slugs), slugs, (slug) => made.slugs.person.get(slug)),
      termsBySlug: async (transaction, kind, slugs) =>
        withMade(await names.termsBySlug(transaction, kind, slugs), slugs, (slug) =>
          made.slugs.term.get(termKey({ kind, slug })),
        ),
    },
  };
}

function pairIf<T>(key: string, value: T | undefined): (readonly [string, T])[] {
  return value === undefined ? [] : [[key, value]];
}
