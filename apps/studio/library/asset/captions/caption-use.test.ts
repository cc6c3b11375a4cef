import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factsOf, guessFrom, purposeOf } from './caption-use.ts';

const languages = ['en', 'de', 'pt', 'pt-BR', 'hi'];

for (const [name, language, use] of [
  ['film.de.vtt', 'de', 'subtitles'],
  ['Harbour at Dawn (2024).pt_BR.sdh.srt', 'pt-BR', 'captions'],
  ['film.en.forced.srt', 'en', 'forced'],
  ['film.EN.CC.vtt', 'en', 'captions'],
  ['de.vtt', null, 'subtitles'],
  ['film.xx.vtt', null, 'subtitles'],
] as const)
  test(`reads ${name}`, () => assert.deepEqual(guessFrom(name, languages), { language, use }));

test('a use is what the API says of it, both ways', () => {
  for (const use of ['subtitles', 'captions', 'forced'] as const) assert.equal(purposeOf(factsOf(use)), use);
});
