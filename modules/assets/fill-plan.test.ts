import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Recipe } from '@vitascope/media/ladder';
import type { Mould, Rendition } from './asset.ts';
import { missingRuns, planRanges } from './fill.ts';
import { encodedAudio, encodedVideo } from './testing/shelf.ts';

function rendition(id: string, recipe: Recipe, more: Partial<Rendition> = {}): Mould['renditions'][number] {
  return {
    id,
    label: id,
    recipe,
    codecs: '',
    peakBandwidth: 1,
    averageBandwidth: 1,
    width: null,
    height: null,
    channels: null,
    sampleRate: null,
    segments: 40,
    ready: 0,
    sizeBytes: 0,
    state: 'waiting',
    reason: null,
    init: Buffer.alloc(0),
    ...more,
  };
}

const high = rendition('720p', encodedVideo);
const low = rendition('360p', { ...encodedVideo, width: 640, height: 360 });
const copy = rendition('source', { kind: 'video-copy', track: 0 });
const sound = rendition('sound', encodedAudio);

describe('planning the fill', () => {
  test('the first minute of everything comes before the rest of anything, sound first', () => {
    const ranges = planRanges({ renditions: [copy, high, low, sound] });
    assert.deepEqual(
      ranges.slice(0, 3).map((range) => [range.first, range.renditionIds.join(' ')]),
      [
        [0, 'sound'],
        [0, 'source'],
        [0, '720p 360p'],
      ],
    );
    assert.ok(ranges.slice(3).every((range) => range.first > 0));
    const priorities = ranges.map((range) => range.priority);
    assert.deepEqual(
      priorities,
      priorities.toSorted((a, b) => b - a),
    );
  });

  test('every segment of every rendition is planned exactly once', () => {
    const renditions = [copy, high, low, sound];
    const planned = planRanges({ renditions }).flatMap((range) =>
      range.renditionIds.flatMap((id) =>
        Array.from({ length: range.last - range.first + 1 }, (_, i) => `${id}/${range.first + i}`),
      ),
    );
    const expected = renditions.flatMap(({ id, segments }) =>
      Array.from({ length: segments }, (_, i) => `${id}/${i}`),
    );
    assert.deepEqual(planned.toSorted(), expected.toSorted());
  });

  test('the first minute is shared out, and no range near the end is longer than a quarter of what is left', () => {
    const ranges = planRanges({ renditions: [rendition('long', encodedVideo, { segments: 200 })] });
    const beginning = ranges.filter((range) => range.first < 15);
    assert.deepEqual(
      beginning.map((range) => range.last - range.first + 1),
      [3, 3, 3, 3, 3],
    );
    for (const { first, last } of ranges)
      assert.ok(last - first + 1 <= Math.max(1, (200 - first) / 4), `${first} to ${last}`);
    assert.ok(ranges.length < 35, `${ranges.length} ranges`);
  });

  test('renditions of one picture are made from one decode, and never with the copied one', () => {
    const groups = new Set(
      planRanges({ renditions: [copy, high, low] }).map((range) => range.renditionIds.join(' ')),
    );
    assert.deepEqual([...groups].toSorted(), ['720p 360p', 'source']);
  });

  test('a cancelled rendition is left out', () => {
    const ranges = planRanges({ renditions: [high, { ...low, state: 'cancelled' }] });
    assert.ok(ranges.every((range) => range.renditionIds.join() === '720p'));
  });

  test('a film of one segment is one range', () => {
    const [range, ...rest] = planRanges({ renditions: [rendition('short', encodedVideo, { segments: 1 })] });
    assert.deepEqual([range?.first, range?.last, rest.length], [0, 0, 0]);
  });
});

describe('what is missing of a range', () => {
  const runs = (stored: Record<string, number[]>) =>
    missingRuns(
      [high, low],
      { first: 0, last: 5 },
      new Map(Object.entries(stored).map(([id, numbers]) => [id, new Set(numbers)])),
    ).map((run) => `${run.first}-${run.last} ${run.renditions.map(({ id }) => id).join(' ')}`);

  test('is one run when nothing is there', () => assert.deepEqual(runs({}), ['0-5 720p 360p']));
  test('is nothing when all is there', () =>
    assert.deepEqual(runs({ '720p': [0, 1, 2, 3, 4, 5], '360p': [0, 1, 2, 3, 4, 5] }), []));
  test('begins anew after a segment that is there', () =>
    assert.deepEqual(runs({ '720p': [2], '360p': [2] }), ['0-1 720p 360p', '3-5 720p 360p']));
  test('is divided where other renditions are missing', () =>
    assert.deepEqual(runs({ '720p': [0, 1], '360p': [4] }), [
      '0-1 360p',
      '2-3 720p 360p',
      '4-4 720p',
      '5-5 720p 360p',
    ]));
});
