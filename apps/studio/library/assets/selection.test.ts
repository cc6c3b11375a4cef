import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extended, noSelection, pressed, type Selection, toggled } from './selection.ts';

const order = [...'abcdefghijklmnopqrst'].map((id) => ({ id }));
const idsOf = ({ ids }: Selection) => [...ids].sort().join('');
const press = (selection: Selection, ...keys: readonly string[]): Selection =>
  keys.reduce((now, name) => {
    const [key = '', ...more] = name.split('+').reverse();
    const shift = more.includes('shift');
    return pressed(now, order, { key, shift, control: more.includes('control') }) ?? now;
  }, selection);

test('arrows move without selecting, and stop at the ends', () => {
  assert.deepEqual(press(noSelection, 'ArrowDown', 'ArrowDown').active, 1);
  assert.deepEqual(press(noSelection, 'ArrowDown', 'ArrowUp', 'ArrowUp').active, 0);
  assert.deepEqual(press(noSelection, 'End', 'ArrowDown').active, order.length - 1);
  assert.deepEqual(press(noSelection, 'End', 'Home').active, 0);
  assert.deepEqual(press(noSelection, 'ArrowDown', 'PageDown').active, 10);
  assert.equal(idsOf(press(noSelection, 'End', 'Home')), '');
});

test('space selects one more or one less', () => {
  const two = press(noSelection, 'ArrowDown', ' ', 'ArrowDown', 'ArrowDown', ' ');
  assert.equal(idsOf(two), 'ac');
  assert.equal(idsOf(press(two, ' ')), 'a');
  assert.equal(press(noSelection, ' '), noSelection);
});

test('shift selects from the anchor, and gives up what the range no longer holds', () => {
  const three = press(noSelection, 'ArrowDown', 'shift+ArrowDown', 'shift+ArrowDown');
  assert.equal(idsOf(three), 'abc');
  assert.equal(idsOf(press(three, 'shift+ArrowUp')), 'ab');
  const beside = extended(toggled(three, order, 6), order, 8);
  assert.equal(idsOf(beside), 'abcghi');
  assert.equal(idsOf(extended(beside, order, 5)), 'abcfg');
});

test('everything is selected at once, and given up at once', () => {
  const all = press(noSelection, 'control+a');
  assert.equal(all.ids.size, order.length);
  assert.equal(press(all, 'Escape').ids.size, 0);
  assert.equal(pressed(noSelection, order, { key: 'Escape', shift: false, control: false }), null);
  assert.equal(pressed(noSelection, order, { key: 'x', shift: false, control: false }), null);
});
