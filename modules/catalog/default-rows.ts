// The rows of a page that nobody has arranged: what a new system shows.
import { anyWork, everybody, type HomeRowContent, KIDS_PAGE } from './home-row.ts';
import type { TermContent } from './title.ts';

const DEFAULT_LIMIT = 20;

/** A row with the key by which viewers ask for more of it: its id, or the name of a default. */
export interface PlacedRow {
  readonly key: string;
  readonly content: HomeRowContent;
}

const names = {
  'continue-watching': {
    en: 'Continue watching',
    de: 'Weiterschauen',
    fr: 'Reprendre',
    es: 'Seguir viendo',
    it: 'Continua a guardare',
    pt: 'Continuar a ver',
    nl: 'Verder kijken',
    pl: 'Oglądaj dalej',
    tr: 'İzlemeye devam et',
    ru: 'Продолжить просмотр',
    ja: '続きを見る',
    ko: '이어서 보기',
    'zh-Hans': '继续观看',
    ar: 'متابعة المشاهدة',
  },
  'my-list': {
    en: 'My list',
    de: 'Meine Liste',
    fr: 'Ma liste',
    es: 'Mi lista',
    it: 'La mia lista',
    pt: 'A minha lista',
    nl: 'Mijn lijst',
    pl: 'Moja lista',
    tr: 'Listem',
    ru: 'Мой список',
    ja: 'マイリスト',
    ko: '내 목록',
    'zh-Hans': '我的片单',
    ar: 'قائمتي',
  },
  new: {
    en: 'New',
    de: 'Neu',
    fr: 'Nouveautés',
    es: 'Novedades',
    it: 'Novità',
    pt: 'Novidades',
    nl: 'Nieuw',
    pl: 'Nowości',
    tr: 'Yeni',
    ru: 'Новинки',
    ja: '新着',
    ko: '신작',
    'zh-Hans': '最新上线',
    ar: 'الجديد',
  },
} as const;

/** Only these two pages exist without being made. */
const pagesWithDefaults: readonly string[] = ['home', KIDS_PAGE];

/** What was begun, what was kept, what is new, then one row for each of the genres, which are the commonest ones. */
export function defaultRows(
  page: string,
  genres: readonly string[],
  terms: readonly TermContent[],
): readonly PlacedRow[] {
  if (!pagesWithDefaults.includes(page)) return [];
  const row = (key: string, content: Partial<HomeRowContent>) => ({ key, content });
  const rows = [
    ...(['continue-watching', 'my-list', 'new'] as const).map((kind) =>
      row(kind, { kind, names: names[kind] }),
    ),
    ...genres.map((genre) => {
      const term = terms.find(({ kind, slug }) => kind === 'genre' && slug === genre);
      return row(`genre-${genre}`, {
        kind: 'query',
        originalLanguage: term?.originalLanguage ?? 'en',
        names: term?.names ?? { en: spokenSlug(genre) },
        filter: { ...anyWork, genre },
      });
    }),
  ];
  return rows.map(({ key, content }, index) => ({
    key,
    content: { ...blank, page, position: index + 1, ...content },
  }));
}

const blank: HomeRowContent = {
  page: 'home',
  position: 1,
  kind: 'new',
  originalLanguage: 'en',
  names: {},
  titleIds: [],
  collectionId: null,
  filter: anyWork,
  limit: DEFAULT_LIMIT,
  isEnabled: true,
  audience: everybody,
};

/** `science-fiction` → `Science fiction` */
function spokenSlug(slug: string): string {
  const spoken = slug.replaceAll('-', ' ');
  return spoken.charAt(0).toUpperCase() + spoken.slice(1);
}
