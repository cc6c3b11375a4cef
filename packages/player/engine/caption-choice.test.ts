import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CaptionWishes, captionToShow, chooseCaption } from './caption-choice.ts';
import type { Caption } from './tracks.ts';

const caption = (id: string, change: Partial<Caption> = {}): Caption => ({
  id,
  language: id.split('/', 1)[0] ?? '',
  label: null,
  kind: id.includes('/sdh') ? 'captions' : 'subtitles',
  isForced: id.includes('/forced'),
  isDefault: false,
  isActive: false,
  ...change,
});
const offered = ['en', 'en/sdh', 'en/forced', 'pt-BR', 'pt-PT', 'de', 'de/forced'].map((id) => caption(id));
const plain: CaptionWishes = { captions: 'on', languages: [], kind: 'subtitles', voice: null };

for (const [name, wishes, chosen] of [
  ['none where none are wanted', { captions: 'off', languages: ['en'], voice: 'en' }, null],
  ['the best language that there is', { languages: ['fr', 'de', 'en'] }, 'de'],
  ['the very region, where it is there', { languages: ['pt-PT'] }, 'pt-PT'],
  ['another region of the language', { languages: ['pt-AO'] }, 'pt-BR'],
  [
    'those for who does not hear, where such were chosen',
    { languages: ['en-GB'], kind: 'captions' },
    'en/sdh',
  ],
  ['the language, even where it has no such', { languages: ['de'], kind: 'captions' }, 'de'],
  ['what is heard, where nothing wanted is there', { languages: ['ja'], voice: 'de' }, 'de'],
  ['none rather than a language that nobody asked for', { languages: ['ja'], voice: 'fr' }, null],
  ['the forced ones of what is heard', { captions: 'forced', languages: ['en'], voice: 'de' }, 'de/forced'],
  ['the forced ones of what is read', { captions: 'forced', languages: ['en'], voice: 'ja' }, 'en/forced'],
  ['no forced ones of another language', { captions: 'forced', languages: ['pt'], voice: 'pt' }, null],
] as const)
  test(`shows ${name}`, () =>
    assert.equal(chooseCaption(offered, { ...plain, ...wishes })?.id ?? null, chosen));

test('shows the default where nothing suits better, and anything to who asks for captions', () => {
  const wishes = { ...plain, languages: ['ja'] };
  const marked = [caption('en'), caption('de', { isDefault: true })];
  assert.equal(chooseCaption(marked, wishes)?.id, 'de');
  assert.equal(captionToShow(offered, wishes)?.id, 'en');
  assert.equal(captionToShow([], wishes), null);
});
