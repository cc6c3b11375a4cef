import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createServiceTimes,
  defaultDeadlineMs,
  expectedWaitMs,
  remainingMs,
  workUnits,
} from './admission.ts';
import { choose, warmthAfter } from './affinity.ts';
import { makeRequest } from './testing/requests.ts';

test('a free process means no wait, whatever the others do', () => {
  assert.equal(expectedWaitMs([5000, 0], []), 0);
});

test('the wait is over when the first process has worked off what comes before', () => {
  assert.equal(expectedWaitMs([3000], [1000, 1000]), 5000);
  assert.equal(expectedWaitMs([3000, 500], [1000, 1000]), 2500);
});

test('a job that has overrun is not believed to end at once', () => {
  assert.equal(remainingMs(1000, 400), 600);
  assert.equal(remainingMs(1000, 9000), 8000);
});

test('estimates follow the measurements and grow with the work', () => {
  const times = createServiceTimes();
  const one = makeRequest('a');
  const ten = makeRequest('a', 0, 10);
  assert.equal(times.estimate(ten), 10 * times.estimate(one));
  const before = times.estimate(one);
  for (let job = 0; job < 30; job += 1) times.learn(one, 100);
  assert.ok(times.estimate(one) < before && times.estimate(one) < 110);
});

test('work without sane times still counts by its segments', () => {
  const request = {
    ...makeRequest('a', 0, 3),
    timeline: { track: 0, timescale: 0, originTicks: 0, compositionShift: 0 },
  };
  assert.ok(workUnits(request) > 0 && Number.isFinite(workUnits(request)));
});

test('deadlines grow with the range and are wider for fill', () => {
  const one = defaultDeadlineMs(makeRequest('a'), false);
  assert.ok(defaultDeadlineMs(makeRequest('a', 0, 10), false) > one);
  assert.ok(defaultDeadlineMs(makeRequest('a'), true) > one);
});

const fresh = { name: 'fresh', warmth: null };
const other = { name: 'other', warmth: warmthAfter(makeRequest('other')) };
const same = { name: 'same', warmth: warmthAfter(makeRequest('film', 40)) };
const continuing = { name: 'continuing', warmth: warmthAfter(makeRequest('film', 4, 2)) };

test('a request goes to the process that stopped where it begins, else to one that has its source open', () => {
  const request = makeRequest('film', 6);
  assert.equal(choose([other, fresh, same, continuing], request)?.name, 'continuing');
  assert.equal(choose([other, fresh, same], request)?.name, 'same');
});

test('a fresh process is taken before one that has something else open', () => {
  assert.equal(choose([other, fresh], makeRequest('film'))?.name, 'fresh');
  assert.equal(choose([other], makeRequest('film'))?.name, 'other');
});
