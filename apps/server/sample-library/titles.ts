/** The sample library: what the demo puts into the catalogue, as plain data. Nothing in it belongs to anybody. */
import type { BodyOf } from '@vitascope/client';
import type { SamplePicture } from '@vitascope/encoder';
import type { Look } from './artwork/scenes.ts';

type TitleBody = BodyOf<'POST', '/api/v1/catalog/titles'>;

/** What is said of a title by slugs, before anything has an id. */
export interface DemoTitle
  extends Omit<
    TitleBody,
    'slug' | 'parentId' | 'credits' | 'assets' | 'members' | 'markers' | 'artwork' | 'relations'
  > {
  readonly slug: string;
  /** What its artwork shows. */
  readonly look: Look;
  /** Slug of what it stands below; that comes earlier in the list. */
  readonly parent?: string;
  /** Slugs of people. */
  readonly credits?: readonly Credit[];
  /** Slugs of titles. */
  readonly members?: readonly string[];
  /** To slugs of titles earlier in the list. */
  readonly relations?: readonly (readonly [kind: RelationKind, title: string])[];
  readonly film?: DemoFilm;
}

type RelationKind = NonNullable<TitleBody['relations']>[number]['kind'];

type Credit = readonly [
  person: string,
  role: NonNullable<TitleBody['credits']>[number]['role'],
  character?: string,
];

export interface DemoFilm {
  readonly picture: SamplePicture;
  /** Degrees on the colour wheel: no two films look alike. */
  readonly hue: number;
}

const text = (name: string, tagline: string | null = null, synopsis: string | null = null) => ({
  name,
  tagline,
  synopsis,
});
const everywhere = (label: string, minimumAge: number) => ({
  territory: '*',
  system: 'demo',
  label,
  minimumAge,
});
const released = { released: true };
const free = { offer: { kind: 'free' } } as const;
const subscription = (...plans: string[]) => ({ offer: { kind: 'subscription', plans } }) as const;

/** Within the life of the software: what is to come stays to come. */
const farAway = '2096-01-01T00:00:00Z';

const series = 'the-quiet-signal';

export const titles: readonly DemoTitle[] = [
  {
    kind: 'series',
    slug: series,
    look: { scene: 'hills', hue: 210 },
    originalLanguage: 'en',
    texts: {
      en: text(
        'The Quiet Signal',
        'Somebody answered.',
        'A radio operator at the end of a valley hears her own voice, from next week.',
      ),
      de: text('Das leise Signal', 'Jemand hat geantwortet.'),
      ja: text('静かな信号'),
    },
    firstShownOn: '2024-03-01',
    countries: ['IE'],
    genres: ['science-fiction', 'mystery'],
    tags: ['radio', 'time'],
    moods: ['tense'],
    ratings: [everywhere('12', 12), { territory: 'DE', system: 'FSK', label: '12', minimumAge: 12 }],
    credits: [
      ['mara-lindqvist', 'actor', 'Ines'],
      ['tomas-okoye', 'actor', 'The voice'],
      ['yuki-tanabe', 'creator'],
    ],
    publication: released,
    windows: [subscription('standard', 'premium')],
  },
  season(1),
  episode([1, 1], ['Static', 'Rauschen'], { picture: 'dusk', hue: 0 }, [free]),
  episode([1, 2], ['Carrier', 'Träger'], { picture: 'dusk', hue: 90 }),
  season(2),
  episode([2, 1], ['Echo', 'Echo'], { picture: 'dusk', hue: 180 }),
  episode([2, 2], ['Noise Floor', 'Grundrauschen'], { picture: 'dusk', hue: 270 }),
  {
    kind: 'collection',
    slug: 'the-shores',
    look: { scene: 'coast', hue: 160, seed: 3 },
    originalLanguage: 'en',
    texts: {
      en: text('The Shores', 'Two films, one coast.'),
      de: text('Die Küsten'),
      fr: text('Les Rivages'),
    },
    publication: released,
    windows: [free],
  },
  {
    kind: 'film',
    slug: 'the-coast-without-end',
    look: { scene: 'coast', hue: 190 },
    originalLanguage: 'en',
    texts: {
      en: text(
        'The Coast Without End',
        'However closely you look.',
        'A surveyor is sent to measure a shore, and finds that it grows with every step.',
      ),
      fr: text('La Côte sans fin', 'De si près que l’on regarde.'),
      de: text('Die Küste ohne Ende'),
    },
    firstShownOn: '2021-09-12',
    countries: ['GB', 'FR'],
    genres: ['drama', 'science-fiction'],
    tags: ['fractals', 'sea'],
    moods: ['calm'],
    ratings: [everywhere('6', 6)],
    credits: [
      ['mara-lindqvist', 'actor', 'The surveyor'],
      ['amina-haddad', 'director'],
    ],
    publication: released,
    windows: [free],
    relations: [['franchise', 'the-shores']],
    film: { picture: 'mandelbrot', hue: 0 },
  },
  {
    kind: 'film',
    slug: 'gardeners-of-light',
    look: { scene: 'lights', hue: 30 },
    originalLanguage: 'ja',
    texts: {
      ja: text('光の庭師', '灯りはひとりでに育つ。', '夜の町で、小さな光が増えては消えていく。'),
      en: text('Gardeners of Light', 'Some lights grow by themselves.'),
    },
    firstShownOn: '2019-04-20',
    countries: ['JP'],
    genres: ['animation'],
    tags: ['night'],
    moods: ['calm', 'playful'],
    ratings: [everywhere('0', 0)],
    credits: [['yuki-tanabe', 'director']],
    publication: released,
    windows: [free],
    film: { picture: 'life', hue: 0 },
  },
  {
    kind: 'film',
    slug: 'wave-theory',
    look: { scene: 'waves', hue: 200 },
    originalLanguage: 'de',
    texts: {
      de: text('Wellenlehre', null, 'Zwei Physikerinnen streiten sich um ein Boot und um alles andere.'),
      en: text('Wave Theory', null, 'Two physicists quarrel about a boat, and about everything else.'),
    },
    firstShownOn: '2023-11-02',
    countries: ['DE', 'AT'],
    genres: ['drama', 'comedy'],
    tags: ['sea'],
    moods: ['playful'],
    ratings: [everywhere('6', 6)],
    credits: [
      ['lena-brandt', 'director'],
      ['lena-brandt', 'writer'],
      ['mara-lindqvist', 'actor', 'Judith'],
    ],
    publication: released,
    windows: [{ offer: { kind: 'rental' } }, { offer: { kind: 'purchase' } }],
    film: { picture: 'waves', hue: 0 },
  },
  {
    kind: 'film',
    slug: 'wave-theory-undertow',
    look: { scene: 'waves', hue: 280 },
    originalLanguage: 'de',
    texts: {
      de: text('Wellenlehre: Sog', null, 'Das Boot ist repariert. Der Streit ist es nicht.'),
      en: text('Wave Theory: Undertow', null, 'The boat has been mended. The quarrel has not.'),
    },
    firstShownOn: '2025-11-06',
    countries: ['DE', 'AT'],
    genres: ['drama', 'comedy'],
    tags: ['sea'],
    moods: ['playful'],
    ratings: [everywhere('6', 6)],
    credits: [
      ['lena-brandt', 'director'],
      ['mara-lindqvist', 'actor', 'Judith'],
    ],
    publication: released,
    windows: [{ offer: { kind: 'rental' } }, subscription('premium')],
    relations: [['prequel', 'wave-theory']],
    film: { picture: 'waves', hue: 60 },
  },
  {
    kind: 'film',
    slug: 'dusk-at-the-well',
    look: { scene: 'dunes', hue: 20 },
    originalLanguage: 'ar',
    texts: {
      ar: text('غروب عند البئر', null, 'قرية تنتظر المطر، وغريب يعرف متى يأتي.'),
      en: text('Dusk at the Well'),
      fr: text('Crépuscule au puits'),
    },
    firstShownOn: '2018-05-17',
    countries: ['MA'],
    genres: ['drama'],
    tags: ['night'],
    moods: ['calm'],
    ratings: [everywhere('12', 12)],
    credits: [
      ['amina-haddad', 'director'],
      ['omar-benali', 'actor', 'الغريب'],
    ],
    publication: released,
    windows: [{ ...subscription(), territories: ['MA', 'DZ', 'TN', 'EG', 'AE', 'SA', 'FR'] }],
    film: { picture: 'rings', hue: 20 },
  },
  {
    kind: 'film',
    slug: 'paper-moon-over-the-river',
    look: { scene: 'moon', hue: 230 },
    originalLanguage: 'zh',
    texts: {
      zh: text('江上纸月', '月亮是纸做的，河是真的。'),
      'zh-Hant': text('江上紙月'),
      ko: text('강 위의 종이 달'),
      en: text('A Paper Moon over the River'),
    },
    firstShownOn: '2022-09-10',
    countries: ['CN'],
    genres: ['drama', 'mystery'],
    tags: ['night', 'sea'],
    moods: ['calm'],
    ratings: [everywhere('12', 12)],
    credits: [['chen-yulan', 'director']],
    publication: released,
    windows: [{ ...subscription('standard', 'premium'), exceptTerritories: ['US'] }],
    film: { picture: 'rings', hue: 140 },
  },
  {
    kind: 'film',
    slug: 'spiral-house',
    look: { scene: 'stairs', hue: 350 },
    originalLanguage: 'en',
    texts: { en: text('Spiral House', 'Do not count the stairs.'), es: text('La casa en espiral') },
    firstShownOn: '2020-10-30',
    countries: ['US'],
    genres: ['horror', 'mystery'],
    moods: ['tense'],
    ratings: [everywhere('18', 18), { territory: 'US', system: 'MPA', label: 'R', minimumAge: 17 }],
    credits: [['tomas-okoye', 'actor', 'The tenant']],
    publication: released,
    windows: [subscription('premium')],
    film: { picture: 'spiral', hue: 0 },
  },
  {
    kind: 'film',
    slug: 'the-little-circle',
    look: { scene: 'shapes', hue: 260 },
    originalLanguage: 'fr',
    texts: { fr: text('Le Petit Rond', 'Il voulait être un carré.'), en: text('The Little Circle') },
    firstShownOn: '2025-06-01',
    countries: ['FR', 'BE'],
    genres: ['animation', 'family'],
    moods: ['playful'],
    ratings: [everywhere('0', 0)],
    credits: [['lena-brandt', 'voice', 'Le Rond']],
    publication: released,
    windows: [free],
    relations: [['related', 'gardeners-of-light']],
    film: { picture: 'rings', hue: 260 },
  },
  {
    kind: 'film',
    slug: 'the-tide-of-tomorrow',
    look: { scene: 'waves', hue: 150 },
    originalLanguage: 'en',
    texts: { en: text('The Tide of Tomorrow', 'Scheduled, and not shown before.') },
    genres: ['science-fiction'],
    ratings: [everywhere('12', 12)],
    publication: { released: true, publishAt: farAway },
    windows: [free],
    relations: [
      ['prequel', 'the-coast-without-end'],
      ['franchise', 'the-shores'],
    ],
    film: { picture: 'waves', hue: 120 },
  },
  {
    kind: 'film',
    slug: 'an-unfinished-thought',
    look: { scene: 'rings', hue: 200 },
    originalLanguage: 'en',
    texts: { en: text('An Unfinished Thought', 'A draft, for editors only.') },
    genres: ['drama'],
  },
  {
    kind: 'clip',
    slug: 'wave-theory-how-it-was-made',
    look: { scene: 'waves', hue: 40 },
    parent: 'wave-theory',
    originalLanguage: 'de',
    texts: { de: text('Wellenlehre: wie sie entstand'), en: text('Wave Theory: How It Was Made') },
    genres: ['documentary'],
    publication: released,
    windows: [free],
    film: { picture: 'waves', hue: 240 },
  },
  {
    kind: 'event',
    slug: 'night-of-fractals',
    look: { scene: 'rings', hue: 300 },
    originalLanguage: 'en',
    texts: { en: text('Night of Fractals', 'Recorded live.'), de: text('Nacht der Fraktale') },
    firstShownOn: '2026-10-31',
    genres: ['music'],
    tags: ['fractals', 'night'],
    moods: ['playful'],
    ratings: [everywhere('0', 0)],
    publication: released,
    windows: [
      { ...free, territories: ['DE', 'AT', 'CH'], closesAt: farAway, devices: ['web', 'phone', 'tv'] },
    ],
    relations: [['related', 'the-coast-without-end']],
    film: { picture: 'mandelbrot', hue: 180 },
  },
  {
    kind: 'collection',
    slug: 'first-lights',
    look: { scene: 'stars', hue: 240 },
    originalLanguage: 'en',
    texts: {
      en: text('First Lights', 'Where to begin.'),
      de: text('Erste Lichter'),
      ja: text('はじまりの光'),
    },
    publication: released,
    windows: [free],
    members: ['the-coast-without-end', 'gardeners-of-light', 'the-little-circle', 'the-quiet-signal'],
  },
];

function season(number: number): DemoTitle {
  return {
    kind: 'season',
    slug: `${series}-s${number}`,
    look: { scene: 'hills', hue: 180 + number * 40, seed: number + 1 },
    parent: series,
    number,
    originalLanguage: 'en',
    texts: { en: text(`Season ${number}`), de: text(`Staffel ${number}`), ja: text(`シーズン${number}`) },
    publication: released,
  };
}

function episode(
  [inSeason, number]: readonly [number, number],
  [en, de]: readonly [string, string],
  film: DemoFilm,
  windows?: DemoTitle['windows'],
): DemoTitle {
  return {
    kind: 'episode',
    slug: `${series}-s${inSeason}e${number}`,
    look: { scene: 'hills', hue: 200 + film.hue / 3, seed: 10 * inSeason + number },
    parent: `${series}-s${inSeason}`,
    number,
    originalLanguage: 'en',
    texts: { en: text(en), de: text(de) },
    publication: released,
    ...(windows === undefined ? {} : { windows }),
    film,
  };
}
