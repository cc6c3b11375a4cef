import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeFromFragment, isWholeCode, spellCode } from './user-code.ts';

test('spells a code as the television shows it, however it is typed', () => {
  assert.equal(spellCode('bcdfghjk'), 'BCDF-GHJK');
  assert.equal(spellCode(' bcdf ghjk '), 'BCDF-GHJK');
  assert.equal(spellCode('BCDF-GHJKLMN'), 'BCDF-GHJK');
  assert.equal(spellCode('bcdf'), 'BCDF');
  assert.equal(spellCode('bcdfg'), 'BCDF-G');
});

test('knows when a code is whole', () => {
  assert.equal(isWholeCode('BCDF-GHJ'), false);
  assert.equal(isWholeCode('BCDF-GHJK'), true);
});

test('takes a code from a fragment, and nothing else', () => {
  assert.equal(codeFromFragment('#code=BCDF-GHJK'), 'BCDF-GHJK');
  assert.equal(codeFromFragment('code=bcdfghjk'), 'bcdfghjk');
  for (const fragment of ['', '#code=', '#code=BCDF-GHJKL', '#code=<b>-<b>', '#token=BCDF-GHJK'])
    assert.equal(codeFromFragment(fragment), null, fragment);
});
