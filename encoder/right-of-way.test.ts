import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRightOfWay } from './right-of-way.ts';

const ALL = Number.POSITIVE_INFINITY;

function watch(processors: number) {
  const clock = { ms: 0 };
  let allowed = ALL;
  const rightOfWay = createRightOfWay({
    processors,
    now: () => clock.ms,
    allow: (count) => {
      allowed = count;
    },
  });
  const after = (ms: number): number => {
    clock.ms += ms;
    rightOfWay.tick();
    return allowed;
  };
  const running = (jobs: number): number => {
    rightOfWay.running(jobs);
    return allowed;
  };
  return { after, running };
}

describe('the right of way', () => {
  test('fill gets what viewers leave over', () => {
    const { running } = watch(8);
    assert.deepEqual([1, 2, 3, 4, 9].map(running), [6, 4, 2, 0, 0]);
  });

  test('fill waits a moment for the next request, and then has everything', () => {
    const { running, after } = watch(2);
    assert.deepEqual([running(1), running(0), after(399), after(1)], [0, 0, 0, ALL]);
  });

  test('a request within that moment keeps fill waiting', () => {
    const { running, after } = watch(2);
    running(1);
    running(0);
    after(300);
    assert.deepEqual([running(1), after(300), running(0), after(399), after(1)], [0, 0, 0, 0, ALL]);
  });

  test('viewers who never stop asking do not keep fill waiting for ever', () => {
    const { running, after } = watch(2);
    running(1);
    const seen: number[] = [];
    for (let second = 0; second < 11; second++) {
      running(0);
      running(1);
      seen.push(after(1000));
    }
    assert.deepEqual(seen, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    running(0);
    assert.equal(after(400), ALL);
    assert.equal(running(1), 0);
  });
});
