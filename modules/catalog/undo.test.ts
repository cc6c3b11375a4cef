import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planUndo } from './undo.ts';

const one = { name: 'one', tags: ['a'] };
const two = { name: 'two', tags: ['a'] };

describe('undoing', () => {
  for (const [name, current, before, after, plan] of [
    ['sets back what the change touched', two, one, two, { content: one }],
    [
      'leaves later changes of other fields',
      { ...two, tags: ['b'] },
      one,
      two,
      { content: { name: 'one', tags: ['b'] } },
    ],
    [
      'refuses where a touched field changed again',
      { ...two, name: 'three' },
      one,
      two,
      { superseded: ['name'] },
    ],
    ['of a creation deletes', one, null, one, { content: null }],
    ['of a creation is refused when it was edited since', two, null, one, { superseded: ['name'] }],
    ['of a creation is refused when it is gone', null, null, one, { superseded: ['its existence'] }],
    ['of a deletion brings it back', null, one, null, { content: one }],
    ['of a deletion is refused when it is back', one, one, null, { superseded: ['its existence'] }],
    ['of an edit is refused when it is gone', null, one, two, { superseded: ['its existence'] }],
  ] as const) {
    test(name, () => assert.deepEqual(planUndo<object>(current, { before, after }), plan));
  }
});
