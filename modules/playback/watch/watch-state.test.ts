// What follows from beats and marks.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stateOf, touchedAt, type WatchRecord } from './watch-state.ts';

const record = (changes: Partial<WatchRecord> = {}): WatchRecord => ({
  titleId: 'ti_1',
  sessionId: 'ps_1',
  activeAt: 100,
  positionMs: 40_000,
  durationMs: 100_000,
  isFinished: false,
  finishedAt: null,
  finishedIn: null,
  markedAt: null,
  unmarkedAt: null,
  hiddenAt: null,
  droppedAt: null,
  playedMs: 40_000,
  viewings: 0,
  ...changes,
});
const seen = { finishedAt: 90, finishedIn: 'ps_1', viewings: 1 };

describe('the state of a title', () => {
  const cases: [
    string,
    Partial<WatchRecord>,
    [positionMs: number, isWatched: boolean, isInProgress: boolean],
  ][] = [
    ['begun and left', {}, [40_000, false, true]],
    ['opened and closed at once', { positionMs: 0 }, [0, false, false]],
    ['seen to the end', { ...seen, finishedAt: 100, isFinished: true, positionMs: 95_000 }, [0, true, false]],
    ['seen to the end, then a scene again', seen, [40_000, true, false]],
    ['seen to the end, and begun again', { ...seen, sessionId: 'ps_2' }, [40_000, true, true]],
    ['marked as watched', { markedAt: 110 }, [0, true, false]],
    ['marked as watched, and played since', { markedAt: 90 }, [40_000, true, true]],
    ['marked as not watched after all', { ...seen, unmarkedAt: 110 }, [0, false, false]],
    ['marked as not watched, and seen since', { ...seen, unmarkedAt: 80 }, [40_000, true, false]],
    ['marked as watched, then as not', { markedAt: 110, unmarkedAt: 120 }, [0, false, false]],
    ['marked as not watched, then as watched', { markedAt: 120, unmarkedAt: 110 }, [0, true, false]],
    [
      'never played, only marked',
      { sessionId: null, activeAt: null, positionMs: 0, markedAt: 1 },
      [0, true, false],
    ],
  ];
  for (const [name, changes, [positionMs, isWatched, isInProgress]] of cases)
    test(name, () => {
      const state = stateOf(record(changes));
      assert.deepEqual(
        [state.positionMs, state.isWatched, state.isInProgress],
        [positionMs, isWatched, isInProgress],
      );
    });

  test('what was dropped from what is continued comes back when it is played or marked', () => {
    assert.equal(touchedAt(record()), 100);
    assert.equal(touchedAt(record({ droppedAt: 100 })), null);
    assert.equal(touchedAt(record({ droppedAt: 99 })), 100);
    assert.equal(touchedAt(record({ droppedAt: 110, markedAt: 120 })), 120);
  });
});
