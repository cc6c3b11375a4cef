import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canonicalLanguage, parseLanguages, rankLanguages } from './language.ts';
import { slugOf } from './slug.ts';
import { isTerritory } from './territory.ts';

describe('languages', () => {
  test('canonicalises tags, and refuses what is none', () => {
    assert.equal(canonicalLanguage('PT-br'), 'pt-BR');
    assert.equal(canonicalLanguage('zh-hant-tw'), 'zh-Hant-TW');
    for (const tag of [
      '',
      'x',
      'und',
      '__proto__',
      'constructor',
      'en_US',
      'en-u-nu-arab',
      'x-private',
      'a'.repeat(40),
      'e n',
    ])
      assert.equal(canonicalLanguage(tag), null, tag);
  });

  for (const [name, available, wanted, expected] of [
    ['the very language comes first', ['de', 'en', 'fr'], ['fr'], ['fr', 'en', 'de']],
    ['a region falls back on its language', ['de', 'en'], ['de-AT'], ['de', 'en']],
    ['a language takes another of its regions', ['pt-BR', 'en'], ['pt-PT'], ['pt-BR', 'en']],
    [
      'a script is kept before a region',
      ['zh-Hans', 'zh-Hant', 'en'],
      ['zh-Hant-HK'],
      ['zh-Hant', 'zh-Hans', 'en'],
    ],
    ['wishes count in their order', ['de', 'en', 'fr'], ['it', 'fr', 'de'], ['fr', 'de', 'en']],
    ['without a match the original comes first, then any', ['fr', 'de', 'en'], ['ja'], ['en', 'de', 'fr']],
    ['without the original, any', ['fr', 'de'], ['ja'], ['de', 'fr']],
  ] as const) {
    test(name, () => assert.deepEqual(rankLanguages(available, wanted, 'en'), expected));
  }

  test('reads Accept-Language by weight and leaves out what is none', () => {
    assert.deepEqual(parseLanguages('fr;q=0.5, de-AT, *, en;q=0.8, it;q=0, nonsense!;q=1'), [
      'de-AT',
      'en',
      'fr',
    ]);
    assert.deepEqual(parseLanguages(''), []);
    assert.equal(parseLanguages('de,'.repeat(10_000)).length, 20);
  });
});

describe('slugs', () => {
  for (const [name, slug] of [
    ['Amélie & Zoé', 'amelie-zoe'],
    ["Schindler's List", 'schindlers-list'],
    ['Der große Łódź-Ørsted', 'der-grosse-lodz-orsted'],
    ['  2001: A Space Odyssey ', '2001-a-space-odyssey'],
    ['千と千尋の神隠し', ''],
    ['../../etc/passwd', 'etc-passwd'],
  ] as const) {
    test(`"${name}" becomes "${slug}"`, () => assert.equal(slugOf(name), slug));
  }
  test('a long name is cut', () => assert.ok(slugOf('word '.repeat(100)).length <= 70));
});

test('territories are countries, not unions or placeholders', () => {
  for (const code of ['DE', 'US', 'JP']) assert.ok(isTerritory(code), code);
  for (const code of ['EU', 'ZZ', 'de', 'DEU', '', 'QQ', '*', '1A']) assert.ok(!isTerritory(code), code);
});
