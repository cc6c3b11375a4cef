import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ManifestVideo } from '@vitascope/media/manifest';
import { affordableRate, chooseFirst, isNear } from './first-rendition.ts';

const rung = (height: number, megabits: number): ManifestVideo => ({
  id: `v${height}`,
  codecs: 'avc1.64001f',
  peakBandwidth: megabits * 1e6,
  averageBandwidth: megabits * 8e5,
  timeline: 0,
  init: null,
  width: (height * 16) / 9,
  height,
  frameRate: 25,
});
const ladder = [rung(1080, 5), rung(720, 2.8), rung(480, 1.1), rung(240, 0.4)];
const facts = { bandwidth: 200e6, use: 'auto', shownHeight: null } as const;

test('begins with the best that the line carries with a margin, and with the smallest on a line that carries none', () => {
  const first = (bandwidth: number) => chooseFirst(ladder, { ...facts, bandwidth })?.id;
  assert.deepEqual([200e6, 5e6, 1.4e6, 1e5].map(first), ['v1080', 'v720', 'v480', 'v240']);
  assert.equal(chooseFirst([], facts), null);
});

test('begins no larger than it is shown, unless the viewer wants the best', () => {
  assert.equal(chooseFirst(ladder, { ...facts, shownHeight: 600 })?.id, 'v720');
  assert.equal(chooseFirst(ladder, { ...facts, shownHeight: 2160 })?.id, 'v1080');
  assert.equal(chooseFirst(ladder, { ...facts, shownHeight: 200, use: 'high' })?.id, 'v1080');
});

test('saves data where the viewer has asked for it', () => {
  assert.equal(chooseFirst(ladder, { ...facts, use: 'save' })?.id, 'v480');
  assert.equal(chooseFirst(ladder, { ...facts, maxBandwidth: 500_000 })?.id, 'v240');
});

test('tells a near server from one behind the internet', () => {
  for (const host of ['localhost', '127.0.0.1', '192.168.1.4', '172.20.0.1', 'films.local', '[::1]'])
    assert.equal(isNear(host), true, host);
  for (const host of ['films.example.org', '172.40.0.1', '8.8.8.8', 'localhost.example.org'])
    assert.equal(isNear(host), host.startsWith('localhost'), host);
});

test('reckons what fits into half a megabyte by how long the first segment is', () => {
  const manifest = {
    version: 1,
    durationMs: 16_000,
    mayCarryCaptions: false,
    hasStoryboard: false,
    timelines: [
      {
        timescale: 1,
        start: 0,
        runs: [
          [4, 2],
          [8, 1],
        ],
      },
    ],
    video: ladder,
    audio: [],
  } as const;
  assert.equal(affordableRate(500_000, manifest, 0), 1e6);
  assert.equal(affordableRate(500_000, manifest, 9), 5e5);
});
