// What a viewer gets to read of a title: one language, the rating that holds there, nothing of what only editors know.
import type { Image } from './artwork/image-store.ts';
import {
  chooseArtwork,
  type ShownArtwork,
  type ShownImage,
  showArtwork,
  showImage,
} from './artwork/show-artwork.ts';
import { type Availability, minimumAgeIn, type TitleFacts, type ViewerFacts } from './availability.ts';
import { rankLanguages } from './language.ts';
import type {
  Credit,
  Marker,
  PersonContent,
  Rating,
  TermContent,
  TitleContent,
  TitleKind,
  TitleText,
} from './title.ts';

export interface Named {
  readonly slug: string;
  readonly name: string;
}

/** Enough to name an episode beside its own name. */
export interface ShownSeries extends Named {
  readonly id: string;
  /** That of the name. */
  readonly language: string;
  /** Of an episode. */
  readonly seasonNumber: number | null;
}

/** What stands around titles, for all that are shown together. */
export interface Surroundings {
  /** By id: the seasons and series that the titles belong to, as far as the reader may see them. */
  readonly parents: ReadonlyMap<string, { readonly id: string; readonly content: TitleContent }>;
  /** Milliseconds by the id of an asset. */
  readonly durations: ReadonlyMap<string, number>;
}

/** A title as a viewer sees it. Times are epoch milliseconds. */
export interface ShownTitle {
  readonly id: string;
  readonly kind: TitleKind;
  readonly slug: string;
  readonly parentId: string | null;
  readonly number: number | null;
  /** Of the series that a season or an episode belongs to. */
  readonly series: ShownSeries | null;
  /** Of what it plays, where that is known. */
  readonly durationMs: number | null;
  /** That of the name. */
  readonly language: string;
  readonly name: string;
  readonly tagline: string | null;
  readonly synopsis: string | null;
  readonly originalLanguage: string;
  readonly originalName: string;
  readonly firstShownOn: string | null;
  readonly countries: readonly string[];
  readonly genres: readonly Named[];
  readonly tags: readonly Named[];
  readonly moods: readonly Named[];
  readonly rating: Rating | null;
  readonly minimumAge: number | null;
  readonly artwork: ShownArtwork;
  readonly availability: Availability;
}

/** With what only the page of the title shows. */
export interface ShownTitleInFull extends ShownTitle {
  readonly credits: readonly (Pick<Credit, 'role' | 'character'> & {
    readonly personId: string;
    readonly portrait: ShownImage | null;
  } & Named)[];
  readonly videos: readonly {
    readonly assetId: string;
    readonly purpose: 'trailer' | 'extra';
    readonly name: string | null;
  }[];
  /** Of the main asset; empty for a viewer who may not play it. */
  readonly markers: readonly Marker[];
}

export interface Reader {
  readonly viewer: ViewerFacts;
  /** Best first. */
  readonly languages: readonly string[];
  /** Epoch milliseconds, to look at another time than now. */
  readonly at?: number;
}

interface Subject {
  readonly id: string;
  readonly content: TitleContent;
  readonly facts: TitleFacts;
}

export function presentTitle(
  { id, content, facts }: Subject,
  reader: Reader,
  known: {
    readonly availability: Availability;
    readonly terms: readonly TermContent[];
    readonly images: ReadonlyMap<string, Image>;
    readonly around: Surroundings;
  },
): ShownTitle {
  const ranked = rankLanguages(Object.keys(content.texts), reader.languages, content.originalLanguage);
  const language = ranked[0] ?? content.originalLanguage;
  const first = (field: keyof TitleText): string | null => {
    for (const tag of ranked) if (content.texts[tag]?.[field]) return content.texts[tag][field];
    return null;
  };
  const name = (kind: TermContent['kind']) => (slug: string) => {
    const term = known.terms.find((candidate) => candidate.kind === kind && candidate.slug === slug);
    return { slug, name: (term && nameFor(term, reader.languages)) ?? slug };
  };
  return {
    id,
    kind: content.kind,
    slug: content.slug,
    parentId: content.parentId,
    number: content.number,
    series: seriesOf(content, reader, known.around),
    durationMs: durationOf(content, known.around),
    language,
    name: first('name') ?? content.slug,
    tagline: first('tagline'),
    synopsis: first('synopsis'),
    originalLanguage: content.originalLanguage,
    originalName: content.texts[content.originalLanguage]?.name ?? content.slug,
    firstShownOn: content.firstShownOn,
    countries: content.countries,
    genres: content.genres.map(name('genre')),
    tags: content.tags.map(name('tag')),
    moods: content.moods.map(name('mood')),
    rating: ratingFor(content.ratings, reader.viewer.territory),
    minimumAge: minimumAgeIn(facts, reader.viewer.territory),
    artwork: showArtwork(artworkFor({ content }, reader), known.images),
    availability: known.availability,
  };
}

function durationOf({ assets }: TitleContent, { durations }: Surroundings): number | null {
  const main = assets.find(({ purpose }) => purpose === 'main');
  return main === undefined ? null : (durations.get(main.assetId) ?? null);
}

function seriesOf(
  { kind, parentId }: TitleContent,
  reader: Pick<Reader, 'languages'>,
  { parents }: Surroundings,
): ShownSeries | null {
  const parent = parents.get(parentId ?? '');
  if (parent === undefined || (kind !== 'season' && kind !== 'episode')) return null;
  const season = parent.content.kind === 'season' ? parent.content : null;
  const series = season === null ? parent : parents.get(season.parentId ?? '');
  if (series === undefined) return null;
  const { texts, originalLanguage, slug } = series.content;
  const language = rankLanguages(Object.keys(texts), reader.languages, originalLanguage).find(
    (tag) => texts[tag]?.name,
  );
  return {
    id: series.id,
    slug,
    language: language ?? originalLanguage,
    name: texts[language ?? '']?.name ?? slug,
    seasonNumber: season?.number ?? null,
  };
}

export function presentInFull(
  subject: Subject,
  reader: Reader,
  known: {
    readonly availability: Availability;
    readonly terms: readonly TermContent[];
    readonly people: ReadonlyMap<string, PersonContent>;
    readonly images: ReadonlyMap<string, Image>;
    readonly around: Surroundings;
    /** Assets that are gone. */
    readonly missing: ReadonlySet<string>;
  },
): ShownTitleInFull {
  const { content } = subject;
  return {
    ...presentTitle(subject, reader, known),
    credits: content.credits.flatMap(({ personId, role, character }) => {
      const person = known.people.get(personId);
      if (person === undefined) return [];
      const portrait = known.images.get(person.portraitId ?? '');
      return [
        {
          personId,
          slug: person.slug,
          name: nameFor(person, reader.languages) ?? person.slug,
          role,
          character,
          portrait: portrait === undefined ? null : showImage(portrait),
        },
      ];
    }),
    videos: content.assets.flatMap(({ assetId, purpose, names }) =>
      purpose === 'main' || known.missing.has(assetId)
        ? []
        : [
            {
              assetId,
              purpose,
              name: nameFor({ names, originalLanguage: content.originalLanguage }, reader.languages),
            },
          ],
    ),
    markers: known.availability.playable ? content.markers : [],
  };
}

/** What the reader gets to see of the title's artwork. */
export function artworkFor(
  { content }: Pick<Subject, 'content'>,
  { languages }: Pick<Reader, 'languages'>,
): TitleContent['artwork'] {
  return chooseArtwork(content.artwork, languages, content.originalLanguage);
}

/** The best of several names for a reader; null when there is none. */
export function nameFor(
  { names, originalLanguage }: Pick<PersonContent, 'names' | 'originalLanguage'>,
  languages: readonly string[],
): string | null {
  const [best] = rankLanguages(Object.keys(names), languages, originalLanguage);
  return best === undefined ? null : (names[best] ?? null);
}

function ratingFor(ratings: readonly Rating[], territory: string | null): Rating | null {
  const local = ratings.find((rating) => rating.territory === territory);
  return local ?? ratings.find((rating) => rating.territory === '*') ?? null;
}
