import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { isStorable } from './storable-text.ts';

test('refuses NUL and halves of surrogate pairs wherever they stand', () => {
  for (const text of ['\0', 'a\0b', '\ud800', '\udfff\ud800'])
    for (const value of [
      text,
      [text],
      { a: text },
      { [text]: 1 },
      { a: [{ b: [text] }] },
      Object.assign(Object.create(null), { a: text }),
    ])
      assert.equal(isStorable(value), false, JSON.stringify(value));
});

test('lets everything else through, however deep', () => {
  for (const value of [
    undefined,
    null,
    1,
    true,
    '',
    '😀 \u202e \uffff',
    { a: ['ü'] },
    Buffer.from('\0'),
    Readable.from([]),
  ])
    assert.equal(isStorable(value), true);
  let deep: unknown = 'x';
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];
  assert.equal(isStorable(deep), true);
});
