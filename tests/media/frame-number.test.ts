import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawFrameNumber, maxFrameNumber, type QuarterTurns, readFrameNumber } from './frame-number.ts';
import { createPainter } from './picture.ts';
import { completeSpec } from './spec.ts';

function grey(width: number, height: number, bitDepth: number) {
  const stride = width * (bitDepth > 8 ? 2 : 1) + 32;
  return {
    data: new Uint8Array(stride * height).fill(bitDepth > 8 ? 1 : 90),
    width,
    height,
    stride,
    bitDepth,
  };
}

test('reads back what was drawn, in every orientation, at 8 and 10 bits', () => {
  for (const bitDepth of [8, 10])
    for (const turns of [0, 1, 2, 3] as QuarterTurns[])
      for (const number of [0, 1, 12_345, maxFrameNumber]) {
        const plane = grey(426, 240, bitDepth);
        drawFrameNumber(plane, number, turns);
        assert.deepEqual(readFrameNumber(plane), { number, turns });
      }
});

test('is not misled by the texture of turned pictures', () => {
  const { video } = completeSpec({ video: { rotateDegrees: 90 } });
  assert.ok(video);
  const paint = createPainter(video);
  for (let number = 0; number < 300; number++) {
    const plane = { data: paint(number), width: 360, height: 640, stride: 360, bitDepth: 8 };
    assert.deepEqual(readFrameNumber(plane), { number, turns: 1 });
  }
});

test('reads nothing from a picture without a number or with a wrong block', () => {
  const plane = grey(640, 360, 8);
  assert.equal(readFrameNumber(plane), null);
  drawFrameNumber(plane, 77);
  for (let y = 0; y < 36; y++) plane.data.fill(235, y * plane.stride, y * plane.stride + 26);
  assert.equal(readFrameNumber(plane), null);
});

test('refuses a number that does not fit', () => {
  assert.throws(() => drawFrameNumber(grey(640, 360, 8), maxFrameNumber + 1), RangeError);
});
