import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renewAfterMs } from './renewal.ts';

test('asks in good time by the server’s clock, whatever the viewer’s says', () => {
  const expiresAt = '2026-11-20T10:30:00Z';
  const date = 'Fri, 20 Nov 2026 10:00:00 GMT';
  const wrong = Date.parse('2020-01-01T00:00:00Z');
  assert.equal(renewAfterMs(expiresAt, date, wrong), 21 * 60_000);
  assert.equal(renewAfterMs(expiresAt, null, Date.parse('2026-11-20T10:20:00Z')), 7 * 60_000);
});

test('neither hurries a token that has ended nor waits for longer than a timer can', () => {
  assert.equal(renewAfterMs('2026-11-20T10:00:00Z', 'Fri, 20 Nov 2026 11:00:00 GMT'), 2_000);
  assert.equal(renewAfterMs('2099-11-20T10:00:00Z', null), 2 ** 31 - 1);
});
