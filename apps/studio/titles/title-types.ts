/** A title as editors have it, and the lists of what its parts can be. */
import type { CatalogTerm, CatalogTitle } from '@vitascope/client';

export type Title = CatalogTitle;
export type Fields = Omit<Title, 'id' | 'revision' | 'createdAt' | 'updatedAt'>;
export type FieldName = keyof Fields;

export type Kind = Title['kind'];
export type TitleText = Title['texts'][string];
export type Artwork = Title['artwork'][number];
export type ArtworkKind = Artwork['kind'];
export type LinkedAsset = Title['assets'][number];
export type Credit = Title['credits'][number];
export type Marker = Title['markers'][number];
export type Rating = Title['ratings'][number];
export type Relation = Title['relations'][number];
export type Window = Title['windows'][number];
export type Publication = Title['publication'];
export type TermKind = CatalogTerm['kind'];

export const kinds = ['film', 'series', 'season', 'episode', 'clip', 'event', 'collection'] as const;
/** Those that may stand alone. */
export const wholeKinds = ['film', 'series', 'event', 'clip', 'collection'] as const;
export const states = ['draft', 'scheduled', 'published', 'expired'] as const;
export type State = (typeof states)[number];
export const artworkKinds = ['poster', 'backdrop', 'logo', 'still'] as const;
export const purposes = ['main', 'trailer', 'extra'] as const;
export const markerKinds = ['intro', 'recap', 'credits'] as const;
export const offerKinds = ['free', 'subscription', 'rental', 'purchase'] as const;
export const devices = ['web', 'phone', 'tablet', 'tv', 'console', 'headset'] as const;
export const creditRoles = [
  ...['director', 'creator', 'writer', 'producer', 'actor', 'voice', 'guest', 'presenter'],
  ...['composer', 'cinematographer', 'editor'],
] as readonly Credit['role'][];
export const relationKinds = [
  ...['sequel', 'prequel', 'remake', 'spinoff', 'adaptation', 'franchise', 'related'],
] as readonly Relation['kind'][];
export const lacks = [
  ...(['poster', 'backdrop', 'synopsis', 'media'] as const),
  ...(['rating', 'rights', 'credits', 'genre'] as const),
];

/** Kinds that play by themselves. */
export const playable: readonly Kind[] = ['film', 'episode', 'clip', 'event'];

/** What viewers are called to by: the name in the language of the editors, else the original's. */
export function nameOf(title: Pick<Title, 'texts' | 'originalLanguage' | 'slug'>, language?: string): string {
  const wanted = language === undefined ? undefined : title.texts[language]?.name;
  return (
    wanted ?? title.texts[title.originalLanguage]?.name ?? Object.values(title.texts)[0]?.name ?? title.slug
  );
}

/** As the clock has it, of the title by itself: what is above it may hold it back, too. */
export function stateOf(
  { released, publishAt, embargoUntil, expireAt }: Publication,
  now = Date.now(),
): State {
  if (!released) return 'draft';
  const isAt = (time: string | null): boolean => time !== null && Date.parse(time) <= now;
  if (isAt(expireAt)) return 'expired';
  return [embargoUntil, publishAt].every((time) => time === null || isAt(time)) ? 'published' : 'scheduled';
}

export const emptyWindow: Window = {
  opensAt: null,
  closesAt: null,
  territories: [],
  exceptTerritories: [],
  devices: [],
  offer: { kind: 'subscription', plans: [] },
};

/** `Nach Mitternacht` → `nach-mitternacht`, or null where nothing is left. */
export function slugOf(text: string): string | null {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return folded === '' ? null : folded;
}
