// Framing in the browser: within the picture, around the focus, and as the API takes it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { framingQuery, shownOf, zoomOf } from './framing.ts';

const wide = { width: 1600, height: 900 };

describe('framing', () => {
  test('a poster of a wide picture takes its height, around the focus, and stays within it', () => {
    const at = (x: number) => shownOf(wide, { focus: { x, y: 0.5 }, zoom: 1 }, 2 / 3);
    assert.deepEqual(at(0), { x: 0, y: 0, width: 0.375, height: 1 });
    assert.equal(at(0.5).x, 0.3125);
    assert.equal(at(1).x, 0.625);
  });

  test('the API is told of a crop only where one is closer than need be', () => {
    assert.deepEqual(framingQuery(wide, { focus: { x: 0.3, y: 0.4 }, zoom: 1 }, 2 / 3), {
      focusX: 0.3,
      focusY: 0.4,
    });
    const { crop = '' } = framingQuery(wide, { focus: { x: 1, y: 1 }, zoom: 0.5 }, 16 / 9);
    assert.equal(crop, '.5,.5,.5,.5');
    const [x = 0, y = 0, width = 0, height = 0] = (
      framingQuery(wide, { focus: { x: 0.777, y: 0.333 }, zoom: 0.7 }, 2 / 3).crop ?? ''
    )
      .split(',')
      .map(Number);
    assert.ok(x + width <= 1 && y + height <= 1);
    for (const share of crop.split(',')) assert.match(share, /^(?:0|1|[01]?\.\d{1,6})$/);
  });

  test('a crop gives its zoom back', () => {
    const framing = { focus: { x: 0.5, y: 0.5 }, zoom: 0.6 };
    const zoom = zoomOf(wide, shownOf(wide, framing, 2 / 3), 2 / 3);
    assert.ok(Math.abs(zoom - 0.6) < 1e-9);
  });
});
