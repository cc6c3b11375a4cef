import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from './arrow-focus.ts';

const box = (left: number, top: number, width = 40, height = 40) => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});
const slider = box(0, 0, 1000, 20);
const row = [box(0, 40), box(50, 40), box(900, 40)];

test('goes along the row to the neighbour, and up to what lies above, however wide', () => {
  const from = row[1] ?? slider;
  const all = [slider, ...row];
  const to = (direction: Parameters<typeof nearest>[2]) => all[nearest(from, all, direction)];
  assert.equal(to('ArrowLeft'), row[0]);
  assert.equal(to('ArrowRight'), row[2]);
  assert.equal(to('ArrowUp'), slider);
  assert.equal(to('ArrowDown'), undefined);
});
