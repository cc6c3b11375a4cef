/** The people and the names of genres, tags and moods of the sample library. */
import type { BodyOf } from '@vitascope/client';

type PersonBody = BodyOf<'POST', '/api/v1/catalog/people'>;
type TermBody = BodyOf<'POST', '/api/v1/catalog/terms'>;

export const people: readonly (PersonBody & { readonly slug: string })[] = [
  { slug: 'mara-lindqvist', originalLanguage: 'sv', names: { sv: 'Mara Lindqvist' } },
  { slug: 'tomas-okoye', originalLanguage: 'en', names: { en: 'Tomas Okoye' } },
  { slug: 'yuki-tanabe', originalLanguage: 'ja', names: { ja: '田辺 雪', en: 'Yuki Tanabe' } },
  { slug: 'amina-haddad', originalLanguage: 'ar', names: { ar: 'أمينة حداد', en: 'Amina Haddad' } },
  { slug: 'omar-benali', originalLanguage: 'ar', names: { ar: 'عمر بنعلي', fr: 'Omar Benali' } },
  { slug: 'lena-brandt', originalLanguage: 'de', names: { de: 'Lena Brandt' } },
  { slug: 'chen-yulan', originalLanguage: 'zh', names: { zh: '陈玉兰', en: 'Chen Yulan' } },
];

const term = (kind: TermBody['kind'], slug: string, names: Readonly<Record<string, string>>): TermBody => ({
  kind,
  slug,
  originalLanguage: 'en',
  names,
});

export const terms: readonly TermBody[] = [
  term('genre', 'drama', { en: 'Drama', de: 'Drama', fr: 'Drame', ja: 'ドラマ', zh: '剧情', ar: 'دراما' }),
  term('genre', 'science-fiction', { en: 'Science fiction', de: 'Science-Fiction', ja: 'SF', zh: '科幻' }),
  term('genre', 'mystery', { en: 'Mystery', de: 'Rätsel', fr: 'Mystère', ja: 'ミステリー' }),
  term('genre', 'animation', { en: 'Animation', de: 'Trickfilm', ja: 'アニメ', zh: '动画' }),
  term('genre', 'comedy', { en: 'Comedy', de: 'Komödie', fr: 'Comédie' }),
  term('genre', 'horror', { en: 'Horror', de: 'Horror', es: 'Terror' }),
  term('genre', 'family', { en: 'Family', de: 'Familie', fr: 'Famille' }),
  term('genre', 'documentary', { en: 'Documentary', de: 'Dokumentarfilm', fr: 'Documentaire' }),
  term('genre', 'music', { en: 'Music', de: 'Musik', fr: 'Musique' }),
  term('tag', 'fractals', { en: 'Fractals', de: 'Fraktale' }),
  term('tag', 'night', { en: 'Night', de: 'Nacht', ja: '夜' }),
  term('tag', 'sea', { en: 'The sea', de: 'Das Meer', fr: 'La mer' }),
  term('mood', 'calm', { en: 'Calm', de: 'Ruhig', fr: 'Calme' }),
  term('mood', 'tense', { en: 'Tense', de: 'Spannend' }),
  term('mood', 'playful', { en: 'Playful', de: 'Verspielt' }),
];
