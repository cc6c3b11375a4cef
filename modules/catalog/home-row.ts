// A row of the home page: what an editor says of it, and for whom it is there.
import type { DeviceKind, ViewerFacts } from './availability.ts';
import type { TitleKind } from './title.ts';

/** What fills a row. `query` wants a genre, tag or mood; the last two are the profile's own lists. */
export const homeRowKinds = [
  'editorial',
  'new',
  'query',
  'collection',
  'continue-watching',
  'my-list',
] as const;
export type HomeRowKind = (typeof homeRowKinds)[number];

export const audiences = ['everybody', 'kids', 'grown-ups'] as const;

/** Which titles a row of kind `new` or `query` takes. */
export interface HomeRowFilter {
  /** Empty for whole works: films, series, events. */
  readonly kinds: readonly TitleKind[];
  readonly genre: string | null;
  readonly tag: string | null;
  readonly mood: string | null;
}

/** To whom a row is shown, and when; empty and null for no limit. Times are epoch milliseconds, the end is excluded. */
export interface HomeRowAudience {
  readonly opensAt: number | null;
  readonly closesAt: number | null;
  readonly territories: readonly string[];
  readonly exceptTerritories: readonly string[];
  readonly devices: readonly DeviceKind[];
  /** Any of them will do. */
  readonly plans: readonly string[];
  readonly profiles: (typeof audiences)[number];
}

export interface HomeRowContent {
  /** `home`, `kids`, or any other page that an app shows. */
  readonly page: string;
  /** Rows of a page stand in this order; those at the same position in that of their making. */
  readonly position: number;
  readonly kind: HomeRowKind;
  readonly originalLanguage: string;
  /** By language (BCP 47); one of them is the original. */
  readonly names: Readonly<Record<string, string>>;
  /** Of an editorial row, in order. */
  readonly titleIds: readonly string[];
  readonly collectionId: string | null;
  readonly filter: HomeRowFilter;
  /** Titles on the page itself; more are behind the row's cursor. */
  readonly limit: number;
  readonly isEnabled: boolean;
  readonly audience: HomeRowAudience;
}

export const everybody: HomeRowAudience = {
  opensAt: null,
  closesAt: null,
  territories: [],
  exceptTerritories: [],
  devices: [],
  plans: [],
  profiles: 'everybody',
};

export const anyWork: HomeRowFilter = { kinds: [], genre: null, tag: null, mood: null };

/** The page of kids' profiles: whatever page they ask for, they get this one. */
export const KIDS_PAGE = 'kids';

/** One sentence for each contradiction. */
export function checkHomeRow(row: HomeRowContent): string[] {
  const { kind, names, originalLanguage, titleIds, collectionId, filter, audience } = row;
  const problems: string[] = [];
  if (!Object.hasOwn(names, originalLanguage))
    problems.push(`names has nothing in ${originalLanguage}, which is the originalLanguage.`);
  if (kind !== 'editorial' && titleIds.length > 0)
    problems.push(`Only an editorial row has titleIds, not one of kind ${kind}.`);
  if ((kind === 'collection') !== (collectionId !== null))
    problems.push('A row of kind collection needs a collectionId, and no other kind has one.');
  const isNarrowed = filter.genre !== null || filter.tag !== null || filter.mood !== null;
  if (kind === 'query' && !isNarrowed)
    problems.push('A row of kind query needs a genre, a tag or a mood in its filter.');
  if (kind !== 'query' && isNarrowed)
    problems.push(`A row of kind ${kind} has no genre, tag or mood; make it one of kind query.`);
  if (kind !== 'query' && kind !== 'new' && filter.kinds.length > 0)
    problems.push(`A row of kind ${kind} is not filtered by kinds.`);
  const { opensAt, closesAt, territories, exceptTerritories } = audience;
  if (opensAt !== null && closesAt !== null && closesAt <= opensAt)
    problems.push('audience closes before it opens.');
  if (territories.length > 0 && exceptTerritories.length > 0)
    problems.push('audience lists territories and exceptTerritories; one of them is enough.');
  return problems;
}

/** Whether a row is there for a viewer. As with titles, what is not known of the viewer opens nothing. */
export function isForViewer(
  { isEnabled, audience }: Pick<HomeRowContent, 'isEnabled' | 'audience'>,
  viewer: ViewerFacts & { readonly isKids: boolean },
  now: number,
): boolean {
  const { opensAt, closesAt, territories, exceptTerritories, devices, plans, profiles } = audience;
  if (!isEnabled || (opensAt !== null && opensAt > now) || (closesAt !== null && closesAt <= now))
    return false;
  if (profiles !== 'everybody' && (profiles === 'kids') !== viewer.isKids) return false;
  const isPlaced = territories.length > 0 || exceptTerritories.length > 0;
  if (isPlaced && viewer.territory === null) return false;
  const territory = viewer.territory ?? '';
  if (territories.length > 0 && !territories.includes(territory)) return false;
  if (exceptTerritories.includes(territory)) return false;
  if (devices.length > 0 && (viewer.device === null || !devices.includes(viewer.device))) return false;
  return plans.length === 0 || plans.some((plan) => viewer.plans.includes(plan));
}
