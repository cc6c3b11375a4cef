import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from './ids.ts';
import { takeRandom } from './random.ts';

describe('takeRandom', () => {
  it('gives no byte twice, past the end of its pool as well', () => {
    const seen = new Set<string>();
    for (let count = 0; count < 2_000; count++) seen.add(Buffer.from(takeRandom(10)).toString('hex'));
    assert.equal(seen.size, 2_000);
  });

  it('does not give more than it holds', () => {
    assert.throws(() => takeRandom(65), RangeError);
  });

  it('makes ids that differ, however many are made in a millisecond', () => {
    const ids = new Set(Array.from({ length: 5_000 }, () => newId('as')));
    assert.equal(ids.size, 5_000);
  });
});
