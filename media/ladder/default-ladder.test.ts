import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultLadder, type LadderSource, rungName } from './index.ts';

const options = { maxHeight: 1080, preset: 'veryfast', encoder: 'x264' };

function sourceOf(width: number, height: number, more: Partial<LadderSource> = {}): LadderSource {
  return {
    track: 0,
    displayWidth: width,
    displayHeight: height,
    frameRate: { numerator: 24, denominator: 1 },
    treatment: { deinterlace: false, rotateDegrees: 0, tonemap: false },
    hasCopy: false,
    copyPeakBitrate: null,
    ...more,
  };
}

function rungsOf(source: LadderSource, maxHeight = 1080): string[] {
  return defaultLadder(source, { ...options, maxHeight }).map(
    ({ label, recipe }) => `${label} ${recipe.width}×${recipe.height}`,
  );
}

/** Sizes that people upload, and ones that nobody should. */
function randomSources(seed: number): LadderSource[] {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; // Numerical Recipes' generator
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: 2_000 }, () =>
    sourceOf(1 + random(random(2) === 0 ? 700 : 8_000), 1 + random(random(2) === 0 ? 700 : 8_000), {
      hasCopy: random(2) === 0,
      frameRate: { numerator: 1 + random(240_000), denominator: random(2) === 0 ? 1_000 : 1_001 },
    }),
  );
}

describe('the default ladder', () => {
  it('offers a full film at all sizes', () => {
    assert.deepEqual(rungsOf(sourceOf(1920, 1080)), [
      '1080p 1920×1080',
      '720p 1280×720',
      '480p 854×480',
      '360p 640×360',
      '240p 426×240',
    ]);
    assert.deepEqual(rungsOf(sourceOf(1920, 800)).slice(0, 2), ['1080p 1920×800', '720p 1280×534']);
  });

  it('leaves the top to the copy where there is one', () => {
    assert.equal(rungsOf(sourceOf(1920, 1080, { hasCopy: true }))[0], '720p 1280×720');
    assert.equal(rungsOf(sourceOf(3840, 2160, { hasCopy: true }))[0], '1080p 1920×1080');
    assert.deepEqual(rungsOf(sourceOf(320, 180, { hasCopy: true })), []);
  });

  it('turns its boxes for pictures that are higher than wide', () => {
    assert.deepEqual(rungsOf(sourceOf(1080, 1920)).slice(0, 3), [
      '1080p 1080×1920',
      '720p 720×1280',
      '480p 480×854',
    ]);
  });

  it('names a small picture by its own size and gives it no more bits than that needs', () => {
    assert.deepEqual(rungsOf(sourceOf(640, 360)), ['360p 640×360', '240p 426×240']);
    const [small] = defaultLadder(sourceOf(320, 180), options);
    assert.equal(small?.label, '240p');
    assert.equal(small?.recipe.maxBitrate, 450_000);
  });

  it('stops at the height that the policy allows', () => {
    assert.deepEqual(rungsOf(sourceOf(1920, 1080), 480), ['480p 854×480', '360p 640×360', '240p 426×240']);
  });

  it('takes a line from an odd side', () => {
    assert.deepEqual(rungsOf(sourceOf(641, 361)), ['360p 640×360', '240p 426×240']);
  });

  it('never enlarges, has even sides, keeps the shape and falls at every step', () => {
    for (const source of randomSources(11)) {
      const { displayWidth, displayHeight } = source;
      const steps = defaultLadder(source, options);
      const name = `${displayWidth}×${displayHeight}: ${JSON.stringify(steps.map(({ label }) => label))}`;
      assert.equal(new Set(steps.map(({ label }) => label)).size, steps.length, name);
      assert.ok(source.hasCopy || steps.length > 0, name);
      let above = source.hasCopy ? displayWidth * displayHeight * 0.8 : Number.POSITIVE_INFINITY;
      let bitrate = Number.POSITIVE_INFINITY;
      for (const { recipe } of steps) {
        const { width, height } = recipe;
        assert.ok(width % 2 === 0 && height % 2 === 0 && width >= 2 && height >= 2, name);
        // A picture of a single line has to grow to the two that 4:2:0 needs.
        assert.ok(width <= Math.max(2, displayWidth) && height <= Math.max(2, displayHeight), name);
        assert.ok(Math.max(width, height) <= 1920 && Math.min(width, height) <= 1080, name);
        // One scale fits both sides, give or take the line that makes them even.
        const least = Math.max((width - 2) / displayWidth, (height - 2) / displayHeight);
        assert.ok(least <= Math.min((width + 2) / displayWidth, (height + 2) / displayHeight), name);
        assert.ok(width * height < above && recipe.maxBitrate < bitrate, name);
        above = width * height * 0.8;
        bitrate = recipe.maxBitrate;
      }
    }
  });
});

describe('the frame rate of a rendition', () => {
  const recipeAt = (numerator: number, denominator: number) =>
    defaultLadder(sourceOf(1280, 720, { frameRate: { numerator, denominator } }), options)[0]?.recipe;

  it('is the source’s own up to 60 a second, 59.94 and a little over included', () => {
    for (const [numerator, denominator] of [
      [24_000, 1_001],
      [25, 1],
      [60_000, 1_001],
      [60, 1],
      [60_400, 1_000],
    ] as const) {
      const recipe = recipeAt(numerator, denominator);
      assert.deepEqual(recipe?.frameRate, { numerator, denominator });
      assert.equal(recipe?.maxFrameRate, null);
    }
  });

  it('is brought down to 60 above that', () => {
    for (const rate of [61, 100, 120, 240]) {
      const recipe = recipeAt(rate, 1);
      assert.deepEqual(recipe?.frameRate, { numerator: 60, denominator: 1 });
      assert.equal(recipe?.maxFrameRate, 60);
    }
  });

  it('allows half as many bits again when it is high', () => {
    assert.equal(recipeAt(30, 1)?.maxBitrate, 3_200_000);
    assert.equal(recipeAt(50, 1)?.maxBitrate, 4_800_000);
  });
});

describe('the name of a size', () => {
  it('is the smallest step that holds it, whichever way it is turned', () => {
    for (const [width, height, name] of [
      [1920, 1080, '1080p'],
      [1920, 1088, '1080p'],
      [1080, 1920, '1080p'],
      [1280, 544, '720p'],
      [640, 480, '480p'],
      [160, 90, '240p'],
      [3840, 2160, '2160p'],
    ] as const) {
      assert.equal(rungName(width, height), name);
    }
  });
});

it('a smaller picture is not given more bits than its share of a copied source', () => {
  const source = sourceOf(640, 360, { hasCopy: true, copyPeakBitrate: 110_000 });
  for (const { recipe } of defaultLadder(source, options))
    assert.ok(recipe.maxBitrate < 110_000, `${recipe.maxBitrate}`);
});
