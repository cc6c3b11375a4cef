// What an editor says about a title. Everything that viewers see or may not see is derived from it.
import type { titleArtworkKinds } from './artwork/image-kinds.ts';
import type { Publication, Window } from './availability.ts';

export const titleKinds = ['film', 'series', 'season', 'episode', 'clip', 'event', 'collection'] as const;
export type TitleKind = (typeof titleKinds)[number];

export const creditRoles = [
  'actor',
  'voice',
  'director',
  'writer',
  'producer',
  'composer',
  'cinematographer',
  'editor',
  'presenter',
  'guest',
  'creator',
] as const;
export const assetPurposes = ['main', 'trailer', 'extra'] as const;
export const markerKinds = ['intro', 'recap', 'credits'] as const;

export interface TitleText {
  readonly name: string;
  readonly tagline: string | null;
  readonly synopsis: string | null;
}

/** A rating is valid in its territory (ISO 3166-1 alpha-2), or with `*` wherever no other is. */
export interface Rating {
  readonly territory: string;
  /** The body that rated: `FSK`, `MPA`, `BBFC`. */
  readonly system: string;
  readonly label: string;
  /** Years from which on it may be seen. */
  readonly minimumAge: number;
}

export interface Credit {
  readonly personId: string;
  readonly role: (typeof creditRoles)[number];
  /** Whom an actor plays. */
  readonly character: string | null;
}

export interface AssetLink {
  readonly assetId: string;
  readonly purpose: (typeof assetPurposes)[number];
  /** What viewers read on a trailer or an extra, by language; may be empty. */
  readonly names: Readonly<Record<string, string>>;
}

/** A span of the main asset, in milliseconds from its beginning; the end does not belong to it. */
export interface Marker {
  readonly kind: (typeof markerKinds)[number];
  readonly startMs: number;
  readonly endMs: number;
}

export interface ArtworkLink {
  readonly kind: (typeof titleArtworkKinds)[number];
  readonly imageId: string;
  /** Of the words in the picture; null for a picture without words. */
  readonly language: string | null;
}

/** What another title is to this one: its sequel, the franchise that it belongs to. */
export const relationKinds = [
  'sequel',
  'prequel',
  'remake',
  'spinoff',
  'adaptation',
  'franchise',
  'related',
] as const;
export type RelationKind = (typeof relationKinds)[number];

export interface Relation {
  readonly kind: RelationKind;
  readonly titleId: string;
}

export interface TitleContent {
  readonly kind: TitleKind;
  readonly slug: string;
  /** The series of a season, the season of an episode, what a clip belongs to. */
  readonly parentId: string | null;
  /** Of a season in its series, of an episode in its season. 0 is for specials. */
  readonly number: number | null;
  /** BCP 47. */
  readonly originalLanguage: string;
  /** By language (BCP 47); one of them is the original. */
  readonly texts: Readonly<Record<string, TitleText>>;
  /** `YYYY-MM-DD` */
  readonly firstShownOn: string | null;
  readonly countries: readonly string[];
  readonly genres: readonly string[];
  readonly tags: readonly string[];
  readonly moods: readonly string[];
  readonly ratings: readonly Rating[];
  readonly credits: readonly Credit[];
  readonly assets: readonly AssetLink[];
  readonly markers: readonly Marker[];
  /** The titles of a collection, in order. */
  readonly members: readonly string[];
  readonly artwork: readonly ArtworkLink[];
  readonly relations: readonly Relation[];
  readonly publication: Publication;
  readonly windows: readonly Window[];
}

export interface PersonContent {
  readonly slug: string;
  readonly originalLanguage: string;
  /** By language. */
  readonly names: Readonly<Record<string, string>>;
  /** An image. */
  readonly portraitId: string | null;
  /** By language; may be empty. */
  readonly biographies: Readonly<Record<string, string>>;
}

export const termKinds = ['genre', 'tag', 'mood'] as const;

/** What a genre, tag or mood is called. Titles refer to it by `slug`, and may use one that has no names yet. */
export interface TermContent {
  readonly kind: (typeof termKinds)[number];
  readonly slug: string;
  readonly originalLanguage: string;
  readonly names: Readonly<Record<string, string>>;
}

/** What versions wrote that did not know of all fields. */
type Written<C, Added extends keyof C> = Omit<C, Added> & Partial<Pick<C, Added>>;
export type WrittenTitle = Written<TitleContent, 'artwork' | 'relations'>;
export type WrittenPerson = Written<PersonContent, 'portraitId' | 'biographies'>;

export function completeTitle(written: WrittenTitle): TitleContent {
  return { ...written, artwork: written.artwork ?? [], relations: written.relations ?? [] };
}

export function completePerson(written: WrittenPerson): PersonContent {
  return { ...written, portraitId: written.portraitId ?? null, biographies: written.biographies ?? {} };
}
