import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { foldText, indexTokens, mistakesBetween, queryTokens, spellings } from './search-text.ts';

describe('folding text', () => {
  for (const [text, folded] of [
    ["Amélie's  Straße!", 'amelies strasse'],
    ['Ёлки-палки', 'елки палки'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['İstanbul ısı', 'istanbul isi'],
    ['ＡＫＢ４８', 'akb48'],
    ['ゴジラ', 'ごじら'],
    ['ｺﾞｼﾞﾗ', 'ごじら'],
    ['が か', 'が か'],
    ['기생충', '기생충'],
    ['שָׁלוֹם', 'שלום'],
    ['مُحَمَّد', 'محمد'],
    ['हिन्दी', 'हिन्दी'],
    ["'); drop table titles; --", 'drop table titles'],
    ['', ''],
  ] as const) {
    test(`"${text}" becomes "${folded}"`, () => assert.equal(foldText(text), folded));
  }
});

describe('tokens', () => {
  test('are words, and pairs where there are no spaces', () => {
    assert.deepEqual(indexTokens('the third man', 9), ['the', 'third', 'man']);
    assert.deepEqual(indexTokens('千と千尋', 9), ['千と', 'と千', '千尋', '尋']);
    assert.deepEqual(indexTokens('akb48劇場', 9), ['akb48', '劇場', '場']);
    assert.deepEqual(indexTokens('one two three', 2), ['one', 'two']);
  });

  test('of a query may end in an unfinished word, and one letter begins a pair', () => {
    assert.deepEqual(queryTokens('third ma', 9), [
      { text: 'third', isPrefix: false, isWord: true },
      { text: 'ma', isPrefix: true, isWord: true },
    ]);
    assert.deepEqual(
      queryTokens('千と千', 9).map(({ text }) => text),
      ['千と', 'と千'],
    );
    assert.deepEqual(queryTokens('千', 9), [{ text: '千', isPrefix: true, isWord: false }]);
  });

  test('never hold what would end a quotation', () => {
    for (const text of [`a'b`, 'a\\b', "a':*", '!&|()<->', 'a\u0000b', "'''", '\\\\'])
      for (const { text: token } of queryTokens(foldText(text), 9))
        assert.match(token, /^[\p{L}\p{N}\p{M}]+$/u);
  });
});

describe('misspelt words', () => {
  test('share a spelling with what differs by one letter more, less, other or swapped', () => {
    const known = new Set(spellings('matrix'));
    for (const typed of ['matrix', 'matrx', 'mattrix', 'matryx', 'martix'])
      assert.ok(
        spellings(typed).some((spelling) => known.has(spelling)),
        typed,
      );
    assert.ok(!spellings('tractor').some((spelling) => known.has(spelling)));
    assert.deepEqual(spellings('up'), []);
  });

  for (const [typed, word, isPrefix, mistakes] of [
    ['matrix', 'matrix', false, 0],
    ['martix', 'matrix', false, 1],
    ['matrx', 'matrix', false, 1],
    ['mat', 'matrix', false, 3],
    ['mat', 'matrix', true, 0],
    ['mta', 'matrix', true, 1],
    ['intersteler', 'interstellar', false, 2],
    ['', 'matrix', true, 0],
  ] as const) {
    test(`"${typed}" is ${mistakes} from ${isPrefix ? 'the beginning of ' : ''}"${word}"`, () =>
      assert.equal(mistakesBetween(typed, word, isPrefix), mistakes));
  }
});
