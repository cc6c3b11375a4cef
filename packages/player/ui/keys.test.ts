import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionOf, nextSpeed } from './keys.ts';

const press = { key: ' ', ctrlKey: false, altKey: false, metaKey: false, focus: 'none' } as const;

test('keys act on the film unless they belong to the browser or to what has the focus', () => {
  assert.deepEqual(actionOf(press), { do: 'toggle' });
  assert.equal(actionOf({ ...press, focus: 'button' }), null);
  assert.deepEqual(actionOf({ ...press, key: 'K' }), { do: 'toggle' });
  assert.deepEqual(actionOf({ ...press, key: '7' }), { do: 'seekTo', share: 0.7 });
  assert.equal(actionOf({ ...press, key: 'f', ctrlKey: true }), null);
  assert.equal(actionOf({ ...press, key: 'm', focus: 'text' }), null);
  assert.equal(actionOf({ ...press, key: 'Escape' }), null);
});

test('arrows seek and set the volume, and go from button to button where one has the focus', () => {
  assert.deepEqual(actionOf({ ...press, key: 'ArrowRight' }), { do: 'seekBy', seconds: 5 });
  assert.equal(actionOf({ ...press, key: 'ArrowRight', focus: 'button' }), null);
  assert.equal(actionOf({ ...press, key: 'End', focus: 'slider' }), null);
  assert.deepEqual(actionOf({ ...press, key: 'End', focus: 'button' }), { do: 'seekTo', share: 1 });
});

test('goes through the speeds and stays at the ends', () => {
  assert.deepEqual(
    [nextSpeed(1, 1), nextSpeed(1, -1), nextSpeed(2, 1), nextSpeed(0.25, -1)],
    [1.25, 0.75, 2, 0.25],
  );
});
