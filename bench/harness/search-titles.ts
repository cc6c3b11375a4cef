// A catalogue of many titles in several languages, and what people type to find some of them.

/** A title that is looked for, and the text that is typed to find it, letter by letter: as it is written, so that all can. */
export interface Sought {
  readonly language: string;
  readonly name: string;
  readonly typed: string;
}

/** Each is in the catalogue once, among titles made of the same words as it. */
export const sought: readonly Sought[] = [
  { language: 'en', name: 'The Silent Harbour of Winter', typed: 'the silent harbour of win' },
  { language: 'en', name: 'Midnight Orchard Lighthouse', typed: 'midnight orchard light' },
  { language: 'en', name: 'A Letter to the Lighthouse Keeper', typed: 'letter to the lighth' },
  { language: 'en', name: 'Copper Rain on Paper', typed: 'copper rain on' },
  { language: 'de', name: 'Der gläserne Wald am Ende', typed: 'der gläserne wald am' },
  { language: 'de', name: 'Straße nach Süden und zurück', typed: 'straße nach süden un' },
  { language: 'fr', name: 'Un été des étoiles perdues', typed: 'un été des étoil' },
  { language: 'fr', name: 'Le Jardin caché sous la neige', typed: 'jardin caché sous' },
  { language: 'es', name: 'La montaña del corazón dormido', typed: 'montaña del corazón do' },
  { language: 'ru', name: 'Тихий берег нашей зимы', typed: 'тихий берег наш' },
  { language: 'ru', name: 'Ёлка и звёзды над домом', typed: 'ёлка и звёзды на' },
  { language: 'el', name: 'Το σπίτι της μεγάλης θάλασσας', typed: 'σπίτι της μεγάλ' },
  { language: 'ja', name: '静かな港にて冬', typed: '静かな港にて' },
  { language: 'ja', name: 'ソラノオトガス', typed: 'ソラノオトガ' },
  { language: 'ko', name: '겨울의 조용한 마을', typed: '겨울의 조용한 마' },
  { language: 'zh-Hans', name: '冬天里寂静港湾', typed: '冬天里寂静' },
];

/** What only those find who forgive accents, scripts and slips. */
export const forgiven: readonly (readonly [typed: string, name: string])[] = [
  ['der glaserne wald am', 'Der gläserne Wald am Ende'],
  ['strasse nach suden un', 'Straße nach Süden und zurück'],
  ['елка и звезды на', 'Ёлка и звёзды над домом'],
  ['そらのおとが', 'ソラノオトガス'],
  ['寂静港湾', '冬天里寂静港湾'],
  ['coper rian on', 'Copper Rain on Paper'],
];

/** Where the sought titles stand among so many. */
export function idOfSought(name: string, total: number): string {
  const index = sought.findIndex((one) => one.name === name);
  return idOf(index * Math.floor(total / sought.length) + 7);
}

const idOf = (number: number): string => `ti_${String(number).padStart(26, '0')}`;

const vocabularies: Readonly<Record<string, readonly string[]>> = {
  en: 'the of a silent harbour winter midnight orchard letter lighthouse keeper copper rain summer night stone river shadow golden city lost road broken crown last train blue garden dream fire wolf queen distant empire paper moon glass forest secret island brother sister memory storm bridge thunder velvet echo iron valley hidden song'.split(
    ' ',
  ),
  de: 'der die das gläserne Wald Straße nach Süden Nacht Winter Haus verlorene Stadt letzte Zug Fluss Schatten Königin Brücke Traum Sommer Insel Feuer stille Garten Mond Sturm Geheimnis Bruder Lied'.split(
    ' ',
  ),
  fr: 'le la des été étoiles perdues jardin sous neige nuit hiver maison ville dernier train rivière ombre reine pont rêve île feu silence lune orage secret frère chanson'.split(
    ' ',
  ),
  es: 'la el del montaña corazón noche invierno casa ciudad último tren río sombra reina puente sueño isla fuego silencio jardín luna tormenta secreto hermano canción'.split(
    ' ',
  ),
  ru: 'тихий берег зимы ёлка и звёзды ночь дом город последний поезд река тень королева мост мечта остров огонь тишина сад луна буря тайна брат песня'.split(
    ' ',
  ),
  el: 'το σπίτι της θάλασσας νύχτα χειμώνας πόλη τελευταίο τρένο ποτάμι σκιά βασίλισσα γέφυρα όνειρο νησί φωτιά σιωπή κήπος φεγγάρι'.split(
    ' ',
  ),
  ja: '静か な 港 の 冬 夜 家 街 最後 列車 川 影 女王 橋 夢 島 火 沈黙 庭 月 嵐 秘密 兄弟 歌 ソラ オト'.split(
    ' ',
  ),
  ko: '겨울의 조용한 항구 밤 집 도시 마지막 기차 강 그림자 여왕 다리 꿈 섬 불 침묵 정원 달 폭풍 비밀 형제 노래'.split(
    ' ',
  ),
  'zh-Hans':
    '冬天 的 寂静 港湾 夜 家 城市 最后 火车 河 影子 女王 桥 梦 岛 火 沉默 花园 月亮 风暴 秘密 兄弟 歌'.split(
      ' ',
    ),
};

const languages = Object.keys(vocabularies);
const spaced = (language: string): string => (language === 'ja' || language === 'zh-Hans' ? '' : ' ');

export interface MadeTitle {
  readonly id: string;
  readonly number: number;
  readonly slug: string;
  readonly content: object;
  readonly genre: string;
}

const genres = ['drama', 'comedy', 'noir', 'documentary', 'thriller', 'family', 'science-fiction', 'romance'];

/** The same number makes the same title. Every title but those that are sought ends in its number, and so is another. */
export function makeTitle(number: number, total: number): MadeTitle {
  const random = generator(number + 1);
  const every = Math.floor(total / sought.length);
  const wanted = number % every === 7 ? sought[Math.floor(number / every)] : undefined;
  const second = wanted?.language ?? languages[Math.floor(random() * languages.length)] ?? 'en';
  const names: Record<string, string> = {
    en: `${words('en', 2 + Math.floor(random() * 3), random)} ${number}`,
  };
  if (second !== 'en')
    names[second] = `${words(second, 2 + Math.floor(random() * 3), random)}${spaced(second)}${number}`;
  if (wanted !== undefined) names[wanted.language] = wanted.name;
  const slug = `title-${number}`;
  const genre = genres[number % genres.length] ?? 'drama';
  return {
    id: idOf(number),
    number,
    slug,
    genre,
    content: {
      kind: 'film',
      slug,
      parentId: null,
      number: null,
      originalLanguage: 'en',
      texts: Object.fromEntries(
        Object.entries(names).map(([language, name]) => [
          language,
          { name, tagline: null, synopsis: words(language, 25, random) },
        ]),
      ),
      firstShownOn: null,
      countries: [],
      genres: [genre],
      tags: [],
      moods: [],
      ratings: [],
      credits: [],
      assets: [],
      markers: [],
      members: [],
      publication: { isReleased: true, publishAt: null, embargoUntil: null, expireAt: null },
      windows: [],
    },
  };
}

/** What stands in the search box after each letter. */
export function keystrokes({ typed }: Sought): string[] {
  const letters = [...typed];
  return letters.map((_, index) => letters.slice(0, index + 1).join(''));
}

function words(language: string, count: number, random: () => number): string {
  const vocabulary = vocabularies[language] ?? [];
  const letters = rareLetters[language] ?? rareLetters['en'] ?? [];
  const chosen = Array.from({ length: count }, () => {
    // A third of all words are common ones, the first of them most; the others are rare, as in every language.
    if (random() < 1 / 3) return vocabulary[Math.floor(vocabulary.length * random() ** 2)];
    return Array.from({ length: 3 }, () => letters[Math.floor(letters.length * random() ** 1.5)]).join('');
  });
  return chosen.join(spaced(language));
}

/** What rare words are made of: four thousand and more in each language. */
const latin = 'ka lo mi ra te sun vor den hal pri sto gan bel ix mar cho'.split(' ');
const rareLetters: Readonly<Record<string, readonly string[]>> = {
  en: latin,
  de: latin,
  fr: latin,
  es: latin,
  ru: 'ка ло ми ра те сун вор ден гал при сто ган бел икс мар чо'.split(' '),
  el: 'κα λο μι ρα τε συν βορ δεν χαλ πρι στο γαν μπελ ιξ μαρ τσο'.split(' '),
  ja: [...'亜以宇江尾加木久気子佐志須瀬曽田知津手戸奈仁'],
  ko: [...'가나다라마바사아자차카타파하거너더러머버서어저'],
  'zh-Hans': [...'安北长大方国海和江金开来明南平青山天文西新阳'],
};

/** mulberry32: small, and the same everywhere. */
function generator(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
