import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBeatLog, createPlayedTime, mostBeats } from './beat-log.ts';

const beat = (positionMs: number) =>
  ({ atMs: positionMs, positionMs, durationMs: 9e6, state: 'playing', playedMs: positionMs }) as const;

test('keeps what was not taken, and forgets what was', () => {
  const log = createBeatLog();
  log.add(beat(1));
  log.add(beat(2));
  const sent = [...log.waiting()];
  log.add(beat(3));
  log.forget(sent);
  assert.deepEqual(
    log.waiting().map(({ sequence, positionMs }) => [sequence, positionMs]),
    [[3, 3]],
  );
});

test('an evening offline fits into one message, with its first and its last beat', () => {
  const log = createBeatLog();
  for (let n = 0; n < 1500; n++) log.add(beat(n));
  const kept = log.waiting();
  assert.ok(kept.length <= mostBeats);
  assert.deepEqual([kept[0]?.positionMs, kept.at(-1)?.positionMs], [0, 1499]);
  assert.deepEqual(
    kept.map(({ sequence }) => sequence),
    kept.map(({ sequence }) => sequence).toSorted((a, b) => a - b),
  );
});

test('counts only while it plays', () => {
  const played = createPlayedTime();
  played.run(100);
  played.run(150);
  assert.equal(played.total(200), 100);
  played.rest(250);
  played.rest(400);
  assert.equal(played.total(900), 150);
  played.run(1000);
  assert.equal(played.total(1050), 200);
});
