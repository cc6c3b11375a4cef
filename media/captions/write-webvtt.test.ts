import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cue, readCaptions, writeWebVtt, writeWebVttSegment } from './index.ts';

const cue = (startMs: number, endMs: number, text: string, settings = ''): Cue => ({
  startMs,
  endMs,
  settings,
  text,
});
const cues = [
  cue(0, 1_000, 'a'),
  cue(3_500, 4_500, 'b', 'line:0'),
  cue(4_000, 400 * 3_600_000, 'c'),
  cue(8_000, 9_000, 'd'),
];

test('a file is what its cues are', () => {
  const text = writeWebVtt(cues);
  assert.ok(
    text.startsWith(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\na\n\n00:00:03.500 --> 00:00:04.500 line:0\nb\n\n',
    ),
  );
  assert.ok(text.includes('--> 400:00:00.000'));
  assert.deepEqual(readCaptions(new TextEncoder().encode(text)).cues, cues);
});

test('a segment holds every cue that it overlaps, whole, and those at a boundary are in both', () => {
  const segment = (start: number, end: number) => writeWebVttSegment(cues, { start, end, timescale: 24_000 });
  const shown = (text: string) => text.match(/^[a-d]$/gm)?.join('') ?? '';
  assert.equal(
    segment(0, 96_000),
    'WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n00:00:00.000 --> 00:00:01.000\na\n\n00:00:03.500 --> 00:00:04.500 line:0\nb\n',
  );
  assert.equal(shown(segment(96_000, 192_000)), 'bc');
  assert.equal(shown(segment(192_000, 288_000)), 'cd');
  // A segment with nothing to show is one all the same.
  assert.equal(
    writeWebVttSegment([], { start: 0, end: 1, timescale: 1 }),
    'WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n',
  );
});

test('boundaries are exact to the tick', () => {
  // 1001/30000 s: 33.366… ms. A cue that ends at 33 ms is over; one that ends at 34 ms is not.
  const span = { start: 1_001, end: 2_002, timescale: 30_000 };
  assert.ok(
    !writeWebVttSegment([cue(0, 33, 'a')], span).includes('a\n\n') &&
      !/^a$/m.test(writeWebVttSegment([cue(0, 33, 'a')], span)),
  );
  assert.match(writeWebVttSegment([cue(0, 34, 'a')], span), /^a$/m);
});
