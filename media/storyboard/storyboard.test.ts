import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planStoryboard, sheetCount, tileSpan, tilesOnSheet, writeStoryboard } from './index.ts';

const minutes = (count: number) => count * 60_000;

test('films have a picture every ten seconds, on sheets of a hundred', () => {
  const film = planStoryboard(minutes(120));
  assert.deepEqual(film, { intervalMs: 10_000, tiles: 720, columns: 10, rows: 10 });
  assert.equal(sheetCount(film), 8);
  assert.deepEqual(tilesOnSheet(film, 0), { first: 0, end: 100 });
  assert.deepEqual(tilesOnSheet(film, 7), { first: 700, end: 720 });
});

test('what is long has them further apart, what is short closer together', () => {
  for (const [durationMs, intervalMs, tiles] of [
    [minutes(150), 10_000, 900],
    [minutes(300), 20_000, 900],
    [minutes(9 * 24 * 60), 864_000, 900],
    [minutes(1), 6_000, 10],
    [8_000, 800, 10],
    [2_000, 500, 4],
    [40, 500, 1],
    [0, 500, 1],
  ] as const) {
    const plan = planStoryboard(durationMs);
    assert.deepEqual([plan.intervalMs, plan.tiles], [intervalMs, tiles], `${durationMs} ms`);
  }
});

test('at every length the tiles cover the title, fit their sheets and are no more than 900', () => {
  for (let durationMs = 1; durationMs < minutes(2_000); durationMs = Math.ceil(durationMs * 1.07)) {
    const plan = planStoryboard(durationMs);
    assert.ok(plan.tiles >= 1 && plan.tiles <= 900, `${plan.tiles} tiles at ${durationMs} ms`);
    assert.ok(tileSpan(plan, plan.tiles - 1).start < durationMs);
    assert.ok(tileSpan(plan, plan.tiles - 1).end >= durationMs);
    assert.equal(tilesOnSheet(plan, sheetCount(plan) - 1).end, plan.tiles);
  }
});

test('the file names sheet and place of every moment, up to the end of the title', () => {
  const plan = { intervalMs: 1000, tiles: 5, columns: 2, rows: 2 };
  const text = writeStoryboard(
    { id: 'board-1', ...plan, tileWidth: 160, tileHeight: 90, peakBandwidth: 1 },
    4_500,
  );
  assert.equal(
    text,
    `WEBVTT

00:00:00.000 --> 00:00:01.000
board-1/0.jpg#xywh=0,0,160,90

00:00:01.000 --> 00:00:02.000
board-1/0.jpg#xywh=160,0,160,90

00:00:02.000 --> 00:00:03.000
board-1/0.jpg#xywh=0,90,160,90

00:00:03.000 --> 00:00:04.000
board-1/0.jpg#xywh=160,90,160,90

00:00:04.000 --> 00:00:04.500
board-1/1.jpg#xywh=0,0,160,90
`,
  );
});
