// Beats that come in any order, any number of times, in any pieces.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, test } from 'node:test';
import { type Activity, activityOf, type Beat, creditsAt, join, playerStates } from './activity.ts';

const finishedShare = 0.92;
const viewing = { startedAt: 1_000_000, creditsAtMs: null };
const HOUR_MS = 3_600_000;

const beat = (changes: Partial<Beat> = {}): Beat => ({
  sequence: 1,
  atMs: 10_000,
  positionMs: 10_000,
  durationMs: 100_000,
  state: 'playing',
  playedMs: 10_000,
  ...changes,
});

/** Few different values: what is equal is what goes wrong. */
const randomBeat = (): Beat => ({
  sequence: randomInt(4),
  atMs: randomInt(4) * 1000,
  positionMs: randomInt(4) * 30_000,
  durationMs: randomInt(2) * 90_000,
  state: playerStates[randomInt(4)] ?? 'playing',
  playedMs: randomInt(4) * 1000,
});

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => [randomInt(1_000_000), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

const all = (beats: readonly Beat[]): Activity =>
  beats
    .flatMap((one) => activityOf(one, viewing, { now: Number.MAX_SAFE_INTEGER, finishedShare }) ?? [])
    .reduce(join);

describe('what beats add up to', () => {
  test('is the same in any order, with any of them repeated, in any pieces', () => {
    for (let round = 0; round < 3_000; round++) {
      const beats = Array.from({ length: 1 + randomInt(6) }, randomBeat);
      const expected = all(beats);
      const again = shuffled([...beats, ...beats.filter(() => randomInt(2) === 0)]);
      assert.deepEqual(all(again), expected);
      const cut = 1 + randomInt(again.length);
      const [head, tail] = [again.slice(0, cut), again.slice(cut)];
      const pieces = tail.length === 0 ? [all(head)] : [all(head), all(tail)];
      assert.deepEqual(pieces.reduce(join), expected);
      assert.deepEqual(pieces.reverse().reduce(join), expected);
    }
  });

  test('stands at a position, with a length, that one beat said of its moment', () => {
    for (let round = 0; round < 1_000; round++) {
      const beats = Array.from({ length: 1 + randomInt(6) }, randomBeat);
      const { activeAt, sequence, positionMs, durationMs } = all(beats);
      assert.ok(
        beats.some(
          (one) =>
            viewing.startedAt + one.atMs === activeAt &&
            one.sequence === sequence &&
            one.positionMs === positionMs &&
            one.durationMs === durationMs,
        ),
      );
      assert.equal(activeAt, viewing.startedAt + Math.max(...beats.map(({ atMs }) => atMs)));
    }
  });

  test('goes back with the viewer, and keeps that it was once seen to the end', () => {
    const activity = all([
      beat({ sequence: 2, atMs: 20_000, positionMs: 5_000 }),
      beat({ sequence: 1, atMs: 10_000, positionMs: 95_000 }),
    ]);
    assert.equal(activity.positionMs, 5_000);
    assert.equal(activity.isFinished, false);
    assert.equal(activity.finishedAt, viewing.startedAt + 10_000);
  });
});

describe('a beat', () => {
  const now = viewing.startedAt + HOUR_MS;

  test('from the future says nothing, and a clock that runs a little fast does no harm', () => {
    assert.equal(activityOf(beat({ atMs: HOUR_MS + 5_001 }), viewing, { now, finishedShare }), null);
    assert.equal(
      activityOf(beat({ atMs: HOUR_MS + 5_000 }), viewing, { now, finishedShare })?.activeAt,
      now + 5_000,
    );
    assert.equal(activityOf(beat({ atMs: 0 }), viewing, { now, finishedShare })?.activeAt, viewing.startedAt);
  });

  test('cannot have played for longer than its session has lasted', () => {
    assert.equal(activityOf(beat({ playedMs: HOUR_MS }), viewing, { now, finishedShare })?.playedMs, 10_000);
  });

  test('is at the end from 92 per cent on, in the credits, or where the player says so', () => {
    const isFinished = (changes: Partial<Beat>, creditsAtMs: number | null = null) =>
      activityOf(beat(changes), { ...viewing, creditsAtMs }, { now, finishedShare })?.isFinished;
    assert.equal(isFinished({ positionMs: 91_999 }), false);
    assert.equal(isFinished({ positionMs: 92_000 }), true);
    assert.equal(isFinished({ positionMs: 80_000 }, 80_000), true);
    assert.equal(isFinished({ positionMs: 79_999 }, 80_000), false);
    assert.equal(isFinished({ positionMs: 92_000 }, 99_000), true);
    assert.equal(isFinished({ positionMs: 0, durationMs: 0 }), false);
    assert.equal(isFinished({ state: 'ended' }), true);
    assert.equal(isFinished({ state: 'seeking', positionMs: 99_000 }, 80_000), false);
  });
});

test('credits begin where the last of them are marked, and not in an opening', () => {
  const marker = (kind: string, startMs: number, endMs: number) => ({ kind, startMs, endMs });
  assert.equal(creditsAt([]), null);
  assert.equal(creditsAt([marker('intro', 0, 30)]), null);
  assert.equal(creditsAt([marker('credits', 900, 1000), marker('intro', 0, 30)]), 900);
  assert.equal(creditsAt([marker('credits', 10, 40), marker('credits', 900, 1000)]), 900);
  assert.equal(creditsAt([marker('credits', 10, 40), marker('intro', 500, 600)]), null);
});
