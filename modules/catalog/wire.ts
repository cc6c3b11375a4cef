// The catalogue over HTTP: what may be sent, and how content is written. Times are ISO 8601 on the wire.
import { z } from 'zod';
import { titleArtworkKinds } from './artwork/image-kinds.ts';
import { deviceKinds, offerKinds, publicationStates, refusals } from './availability.ts';
import { canonicalLanguage } from './language.ts';
import { MAX_SLUG_LENGTH, slugPattern } from './slug.ts';
import { isTerritory } from './territory.ts';
import {
  assetPurposes,
  creditRoles,
  markerKinds,
  type PersonContent,
  relationKinds,
  type TermContent,
  type TitleContent,
  termKinds,
  titleKinds,
} from './title.ts';

/** One line for people to read: composed (NFC), without control characters and without what reorders other text. */
export const line = (max: number) =>
  z
    .string()
    .normalize('NFC')
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, 'has control characters');
const paragraphs = (max: number) =>
  z
    .string()
    .normalize('NFC')
    .trim()
    .min(1)
    .max(max)
    .regex(/^(?:[^\p{Cc}\u202a-\u202e\u2066-\u2069]|[\n\t])*$/u, 'has control characters');

export const language = z
  .string()
  .max(35)
  .refine((tag) => canonicalLanguage(tag) === tag, 'is no BCP 47 tag in its usual spelling, such as `pt-BR`');
export const territory = z.string().refine(isTerritory, 'is no ISO 3166-1 alpha-2 code, such as `DE`');
export const slug = z.string().max(MAX_SLUG_LENGTH).regex(slugPattern, 'is not of the form `the-third-man`');
export const idOf = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9a-z]{26}$`));
/** Centuries on both sides of everything that can be meant, and within what every database stores. */
export const time = z.iso
  .datetime({ offset: true })
  .refine((text) => text >= '1800' && text < '3000', 'is not between the years 1800 and 3000');
const MAX_MEDIA_MS = 1_000 * 3_600_000;

export const byLanguage = <T extends z.ZodType>(value: T) =>
  z
    .record(language, value)
    .refine((texts) => Object.keys(texts).length <= 60, 'has more than 60 languages')
    .meta({ description: 'By language (BCP 47).' });
const list = <T extends z.ZodType>(item: T, max: number) => z.array(item).max(max);
export const distinct = <T extends z.ZodType<string>>(item: T, max: number) =>
  list(item, max).refine((items) => new Set(items).size === items.length, 'names something twice');

const windowSchema = z.strictObject({
  opensAt: time.nullable().default(null),
  closesAt: time.nullable().default(null).describe('The first moment that no longer belongs to it.'),
  territories: distinct(territory, 250).default([]).describe('Empty for everywhere.'),
  exceptTerritories: distinct(territory, 250).default([]),
  devices: distinct(z.enum(deviceKinds), deviceKinds.length).default([]).describe('Empty for all.'),
  offer: z.strictObject({
    kind: z.enum(offerKinds),
    plans: distinct(slug, 50)
      .default([])
      .describe('Of a subscription: any of them will do; empty for every plan.'),
  }),
});

const publicationSchema = z.strictObject({
  released: z.boolean().default(false).describe('False for a draft.'),
  publishAt: time.nullable().default(null),
  embargoUntil: time.nullable().default(null).describe('Nothing is shown before, whatever else is set.'),
  expireAt: time.nullable().default(null),
});

const titleFields = {
  kind: z.enum(titleKinds),
  slug: slug.describe('Chosen from the name without it.'),
  parentId: idOf('ti').nullable().describe('The series of a season, the season of an episode, …'),
  number: z.int().min(0).max(99_999).nullable(),
  originalLanguage: language,
  texts: byLanguage(
    z.strictObject({
      name: line(300),
      tagline: line(300).nullable().default(null),
      synopsis: paragraphs(5_000).nullable().default(null),
    }),
  ),
  firstShownOn: z.iso.date().nullable(),
  countries: distinct(territory, 30),
  genres: distinct(slug, 20),
  tags: distinct(slug, 50),
  moods: distinct(slug, 20),
  ratings: list(
    z.strictObject({
      territory: z.union([z.literal('*'), territory]).describe('`*` for wherever there is no other.'),
      system: line(40),
      label: line(20),
      minimumAge: z.int().min(0).max(21),
    }),
    250,
  ),
  credits: list(
    z.strictObject({
      personId: idOf('pe'),
      role: z.enum(creditRoles),
      character: line(200).nullable().default(null),
    }),
    500,
  ),
  assets: list(
    z.strictObject({
      assetId: idOf('as'),
      purpose: z.enum(assetPurposes),
      names: byLanguage(line(300)).default({}),
    }),
    100,
  ),
  markers: list(
    z.strictObject({
      kind: z.enum(markerKinds),
      startMs: z.int().min(0).max(MAX_MEDIA_MS),
      endMs: z.int().min(0).max(MAX_MEDIA_MS),
    }),
    50,
  ),
  members: list(idOf('ti'), 1_000).describe('Of a collection, in order.'),
  artwork: list(
    z.strictObject({
      kind: z.enum(titleArtworkKinds),
      imageId: idOf('im'),
      language: language.nullable().default(null).describe('Of its words; null for a picture without words.'),
    }),
    100,
  ),
  relations: list(z.strictObject({ kind: z.enum(relationKinds), titleId: idOf('ti') }), 200).describe(
    'What other titles are to this one: its sequel, the franchise that it belongs to.',
  ),
  publication: publicationSchema,
  windows: list(windowSchema, 100).describe('Without any, nobody has a right to see it.'),
};

/** What was sent, with what was left out filled in. */
export type Full<T> = { [K in keyof T]-?: Exclude<T[K], undefined> };

/** A new title; what is left out is empty. */
export const titleBody = z.strictObject({
  ...titleFields,
  slug: titleFields.slug.optional(),
  parentId: titleFields.parentId.default(null),
  number: titleFields.number.default(null),
  firstShownOn: titleFields.firstShownOn.default(null),
  countries: titleFields.countries.default([]),
  genres: titleFields.genres.default([]),
  tags: titleFields.tags.default([]),
  moods: titleFields.moods.default([]),
  ratings: titleFields.ratings.default([]),
  credits: titleFields.credits.default([]),
  assets: titleFields.assets.default([]),
  markers: titleFields.markers.default([]),
  members: titleFields.members.default([]),
  artwork: titleFields.artwork.default([]),
  relations: titleFields.relations.default([]),
  publication: titleFields.publication.default({
    released: false,
    publishAt: null,
    embargoUntil: null,
    expireAt: null,
  }),
  windows: titleFields.windows.default([]),
});
/** Each field that is given replaces the one that there is. */
export const titlePatch = z.strictObject(titleFields).partial();
type TitleInput = z.output<typeof titleBody>;

const personFields = {
  slug,
  originalLanguage: language,
  names: byLanguage(line(200)),
  portraitId: idOf('im').nullable().describe('An image of the kind `portrait`.'),
  biographies: byLanguage(paragraphs(10_000)).describe('What viewers read about the person, by language.'),
};
export const personBody = z.strictObject({
  ...personFields,
  slug: slug.optional(),
  portraitId: personFields.portraitId.default(null),
  biographies: personFields.biographies.default({}),
});
export const personPatch = z.strictObject(personFields).partial();
type PersonInput = z.output<typeof personBody>;

export const termBody = z.strictObject({
  kind: z.enum(termKinds),
  slug,
  originalLanguage: language,
  names: byLanguage(line(100)),
});
export const termPatch = termBody.partial();
type TermInput = z.output<typeof termBody>;

export function titleContent(body: TitleInput): TitleContent {
  return {
    kind: body.kind,
    slug: body.slug ?? '',
    parentId: body.parentId,
    number: body.number,
    originalLanguage: body.originalLanguage,
    texts: body.texts,
    firstShownOn: body.firstShownOn,
    countries: body.countries,
    genres: body.genres,
    tags: body.tags,
    moods: body.moods,
    ratings: body.ratings,
    credits: body.credits,
    assets: body.assets,
    markers: body.markers,
    members: body.members,
    artwork: body.artwork,
    relations: body.relations,
    publication: {
      isReleased: body.publication.released,
      publishAt: fromIso(body.publication.publishAt),
      embargoUntil: fromIso(body.publication.embargoUntil),
      expireAt: fromIso(body.publication.expireAt),
    },
    windows: body.windows.map((window) => ({
      opensAt: fromIso(window.opensAt),
      closesAt: fromIso(window.closesAt),
      territories: window.territories,
      exceptTerritories: window.exceptTerritories,
      devices: window.devices,
      offer: { kind: window.offer.kind, plans: window.offer.plans },
    })),
  };
}

export function titleToBody(content: TitleContent): Full<TitleInput> {
  return {
    kind: content.kind,
    slug: content.slug,
    parentId: content.parentId,
    number: content.number,
    originalLanguage: content.originalLanguage,
    texts: mapValues(content.texts, ({ name, tagline, synopsis }) => ({ name, tagline, synopsis })),
    firstShownOn: content.firstShownOn,
    countries: [...content.countries],
    genres: [...content.genres],
    tags: [...content.tags],
    moods: [...content.moods],
    ratings: content.ratings.map(({ territory: where, system, label, minimumAge }) => ({
      territory: where,
      system,
      label,
      minimumAge,
    })),
    credits: content.credits.map(({ personId, role, character }) => ({ personId, role, character })),
    assets: content.assets.map(({ assetId, purpose, names }) => ({ assetId, purpose, names: { ...names } })),
    markers: content.markers.map(({ kind, startMs, endMs }) => ({ kind, startMs, endMs })),
    members: [...content.members],
    artwork: content.artwork.map(({ kind, imageId, language: words }) => ({
      kind,
      imageId,
      language: words,
    })),
    relations: content.relations.map(({ kind, titleId }) => ({ kind, titleId })),
    publication: {
      released: content.publication.isReleased,
      publishAt: toIso(content.publication.publishAt),
      embargoUntil: toIso(content.publication.embargoUntil),
      expireAt: toIso(content.publication.expireAt),
    },
    windows: content.windows.map((window) => ({
      opensAt: toIso(window.opensAt),
      closesAt: toIso(window.closesAt),
      territories: [...window.territories],
      exceptTerritories: [...window.exceptTerritories],
      devices: [...window.devices],
      offer: { kind: window.offer.kind, plans: [...window.offer.plans] },
    })),
  };
}

export function personContent(body: PersonInput): PersonContent {
  return {
    slug: body.slug ?? '',
    originalLanguage: body.originalLanguage,
    names: body.names,
    portraitId: body.portraitId,
    biographies: body.biographies,
  };
}

export function personToBody(content: PersonContent): Full<PersonInput> {
  return {
    slug: content.slug,
    originalLanguage: content.originalLanguage,
    names: { ...content.names },
    portraitId: content.portraitId,
    biographies: { ...content.biographies },
  };
}

export function termContent(body: TermInput): TermContent {
  return { kind: body.kind, slug: body.slug, originalLanguage: body.originalLanguage, names: body.names };
}

export function termToBody(content: TermContent): Full<TermInput> {
  return {
    kind: content.kind,
    slug: content.slug,
    originalLanguage: content.originalLanguage,
    names: { ...content.names },
  };
}

export const versionFields = {
  id: z.string(),
  revision: z.int().describe('Also the ETag.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};
export const titleAnswer = z.strictObject({ ...versionFields, ...titleFields }).meta({ id: 'CatalogTitle' });
export const personAnswer = z
  .strictObject({ ...versionFields, ...personFields })
  .meta({ id: 'CatalogPerson' });
export const termAnswer = z.strictObject({ ...versionFields, ...termBody.shape }).meta({ id: 'CatalogTerm' });

export const stateSchema = z.enum(publicationStates);
export const refusalSchema = z.enum(refusals);

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

export function fromIso(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}

export function toIso(epochMs: number): string;
export function toIso(epochMs: number | null): string | null;
export function toIso(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
