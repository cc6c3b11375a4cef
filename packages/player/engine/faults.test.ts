import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeFault, judgeStatusCode, readRetryAfter } from './faults.ts';

const status = (code: number, headers: Record<string, string> = {}) => ({
  code: 1001,
  category: 1,
  data: ['/t/x/as_1/seg.m4s', code, '', headers],
});

test('waits as long as the server asks when it is busy', () => {
  const trouble = judgeFault(status(503, { 'retry-after': '3' }));
  assert.deepEqual([trouble.name, trouble.isPassing, trouble.retryAfterSeconds], ['busy', true, 3]);
});

test('tells what waiting can mend from what it cannot', () => {
  const names = [408, 429, 500, 502, 401, 403, 404, 410, 400].map((code) => {
    const { name, isPassing } = judgeFault(status(code));
    return isPassing ? `${name} passes` : name;
  });
  assert.deepEqual(names, [
    'server passes',
    'busy passes',
    'server passes',
    'server passes',
    'expired',
    'expired',
    'gone',
    'gone',
    'broken',
  ]);
  assert.equal(judgeFault({ code: 1002, category: 1, data: [] }).isPassing, true);
  assert.equal(judgeFault({ code: 1003, category: 1, data: [] }).isPassing, true);
  assert.equal(judgeFault({ code: 4032, category: 4, data: [] }).name, 'unsupported');
  assert.equal(judgeFault({ code: 3016, category: 3, data: [] }).name, 'broken');
  assert.equal(judgeStatusCode(0, null).name, 'connection');
  assert.equal(judgeStatusCode(503, '7').retryAfterSeconds, 7);
});

test('reads Retry-After as seconds or as a date, and never waits longer than a minute', () => {
  const now = Date.parse('Fri, 20 Nov 2026 10:00:00 GMT');
  assert.equal(readRetryAfter('2', now), 2);
  assert.equal(readRetryAfter('Fri, 20 Nov 2026 10:00:05 GMT', now), 5);
  assert.equal(readRetryAfter('Fri, 20 Nov 2026 09:00:00 GMT', now), 0);
  assert.equal(readRetryAfter('86400', now), 60);
  assert.equal(readRetryAfter('soon', now), null);
  assert.equal(readRetryAfter(undefined, now), null);
});
