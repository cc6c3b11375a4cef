import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dominantColour } from './dominant-colour.ts';
import { centred, focusWithin, frame } from './frame.ts';
import { widthsFor } from './image-kinds.ts';

const wide = { width: 1600, height: 900 };
const focusOn = (x: number, y: number) => ({ ...centred, focus: { x, y } });

describe('the frame of a picture', () => {
  for (const [name, framing, ratio, expected] of [
    ['is everything where the proportions fit', centred, 16 / 9, { x: 0, y: 0, width: 1600, height: 900 }],
    ['is everything where there are no proportions', centred, null, { x: 0, y: 0, width: 1600, height: 900 }],
    ['is cut from the middle', centred, 2 / 3, { x: 500, y: 0, width: 600, height: 900 }],
    ['follows the focus', focusOn(0.25, 0.5), 2 / 3, { x: 100, y: 0, width: 600, height: 900 }],
    ['stops at the edge', focusOn(1, 1), 2 / 3, { x: 1000, y: 0, width: 600, height: 900 }],
    ['loses height where it is too high', focusOn(0.5, 0), 4, { x: 0, y: 0, width: 1600, height: 400 }],
    [
      'stays within the crop',
      { focus: { x: 1, y: 1 }, crop: { x: 0.25, y: 0, width: 0.5, height: 1 } },
      2 / 3,
      { x: 600, y: 0, width: 600, height: 900 },
    ],
    [
      'has a pixel at least',
      { focus: { x: 0, y: 0 }, crop: { x: 1, y: 1, width: 0, height: 0 } },
      1,
      { x: 1599, y: 899, width: 1, height: 1 },
    ],
  ] as const)
    test(name, () => assert.deepEqual(frame(wide, framing, ratio), expected));

  test('lies within every picture, whatever is asked for', () => {
    for (let round = 0; round < 2_000; round += 1) {
      const picture = { width: 1 + (round % 97), height: 1 + ((round * 7) % 89) };
      const share = (seed: number) => ((round * seed) % 101) / 100;
      const crop = { x: share(3), y: share(5), width: share(11), height: share(13) };
      const { x, y, width, height } = frame(
        picture,
        { focus: { x: share(17), y: share(19) }, crop },
        round % 2 ? 2 / 3 : 16 / 9,
      );
      assert.ok(x >= 0 && y >= 0 && width >= 1 && height >= 1);
      assert.ok(
        x + width <= picture.width && y + height <= picture.height,
        JSON.stringify({ picture, crop }),
      );
    }
  });

  test('knows where the focus lies in it', () => {
    const area = frame(wide, focusOn(0.25, 0.5), 2 / 3);
    assert.deepEqual(focusWithin(wide, area, { x: 0.25, y: 0.5 }), { x: 0.5, y: 0.5 });
    assert.deepEqual(focusWithin(wide, area, { x: 1, y: 0 }), { x: 1, y: 0 });
  });
});

describe('sizes', () => {
  test('are never wider than the picture, and as wide as it where that is less than the kind has', () => {
    assert.deepEqual(widthsFor('poster', 5_000), [160, 320, 640, 960]);
    assert.deepEqual(widthsFor('poster', 700), [160, 320, 640, 700]);
    assert.deepEqual(widthsFor('poster', 640), [160, 320, 640]);
    assert.deepEqual(widthsFor('poster', 160), [160]);
  });
});

describe('the dominant colour', () => {
  test('is the one that there is most of, not the mean', () => {
    const pixels = [
      [250, 0, 0, 255],
      [254, 0, 0, 255],
      [0, 0, 255, 255],
    ];
    assert.equal(dominantColour(Uint8Array.from(pixels.flat())), '#fc0000');
  });

  test('does not count what cannot be seen', () => {
    const pixels = [
      [0, 255, 0, 0],
      [0, 255, 0, 0],
      [0, 0, 255, 9],
    ];
    assert.equal(dominantColour(Uint8Array.from(pixels.flat())), '#0000ff');
    assert.equal(dominantColour(new Uint8Array(4)), '#000000');
  });
});
