/** The demo's home page: what every viewer has of their own, and what an editor would put beside it. */
import type { BodyOf, Client } from '@vitascope/client';

type Row = Omit<BodyOf<'POST', '/api/v1/catalog/rows'>, 'titleIds' | 'collectionId'> & {
  /** Slugs. */
  readonly titles?: readonly string[];
  readonly collection?: string;
};

const row = (kind: Row['kind'], names: Row['names'], more: Partial<Row> = {}): Row => ({
  kind,
  originalLanguage: 'en',
  names,
  ...more,
});

const rows: readonly Row[] = [
  row('continue-watching', {
    en: 'Continue watching',
    de: 'Weiterschauen',
    fr: 'Reprendre',
    ja: '続きを見る',
    zh: '继续观看',
  }),
  row(
    'editorial',
    { en: 'Start here', de: 'Zum Einstieg', fr: 'Pour commencer', ja: 'まずはこれから', zh: '从这里开始' },
    {
      titles: [
        'the-quiet-signal',
        'the-coast-without-end',
        'paper-moon-over-the-river',
        'night-of-fractals',
        'the-little-circle',
      ],
    },
  ),
  row('my-list', { en: 'My list', de: 'Meine Liste', fr: 'Ma liste', ja: 'マイリスト', zh: '我的片单' }),
  row('new', { en: 'New', de: 'Neu', fr: 'Nouveautés', ja: '新着', zh: '最新上线' }),
  row(
    'query',
    {
      en: 'For a quiet evening',
      de: 'Für einen ruhigen Abend',
      fr: 'Pour une soirée calme',
      ja: '静かな夜に',
    },
    { filter: { mood: 'calm' } },
  ),
  row(
    'query',
    { en: 'Drama', de: 'Drama', fr: 'Drame', ja: 'ドラマ', zh: '剧情', ar: 'دراما' },
    { filter: { genre: 'drama' } },
  ),
  row(
    'collection',
    { en: 'First Lights', de: 'Erste Lichter', ja: 'はじまりの光' },
    { collection: 'first-lights' },
  ),
  row(
    'query',
    { en: 'Not before midnight', de: 'Nicht vor Mitternacht', fr: 'Pas avant minuit' },
    { filter: { mood: 'tense' }, audience: { profiles: 'grown-ups' } },
  ),
  row(
    'query',
    { en: 'Mystery', de: 'Rätsel', fr: 'Mystère', ja: 'ミステリー' },
    { filter: { genre: 'mystery' } },
  ),
];

/** Arranges the page unless somebody has. Returns how many rows were made. */
export async function arrangeHome(
  api: Client,
  titleIds: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<number> {
  const idOf = (slug: string): string => titleIds.get(slug) ?? '';
  const { data } = await api.GET('/api/v1/catalog/pages/{page}', {
    params: { path: { page: 'home' } },
    signal,
  });
  const known = new Set(data.items.map(({ names }) => names['en']));
  if (data.items.some(({ names }) => rows.every((own) => own.names['en'] !== names['en']))) return 0;
  let made = 0;
  for (const [index, { titles = [], collection, ...body }] of rows.entries()) {
    if (known.has(body.names['en'] ?? '')) continue;
    const collectionId = collection === undefined ? null : idOf(collection);
    await api.POST('/api/v1/catalog/rows', {
      body: { ...body, position: index + 1, titleIds: titles.map(idOf), collectionId },
      signal,
    });
    made++;
  }
  return made;
}
