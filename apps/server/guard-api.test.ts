// Which requests take one of the places for work: whoever could pass by the limit could take everything.
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { needsPlace } from './guard-api.ts';

const asset = '/api/v1/assets/as_0';

test('only what lasts by its nature takes no place', () => {
  const table: Readonly<Record<string, boolean>> = {
    '/api/v1/assets': true,
    [asset]: true,
    [`${asset}?wait=playable`]: false,
    [`${asset}?timeoutSeconds=2&wait=playable`]: false,
    [`${asset}?await=playable`]: true,
    [`${asset}/events`]: false,
    [`${asset}/events?x`]: false,
    '/api/v1/assets/events': false,
    '/api/v1/assets/events?x': false,
    '/api/v1/assets/eventsx': true,
    '/api/v1/assets/actions': true,
    '/api/v1/catalog/titles?wait=playable': true,
    '/api/v1/assets?wait=playable': true,
    '/api/v1/catalog/titles/events': true,
    '/api/v1/uploads': false,
    '/api/v1/uploads/up_0': false,
    '/healthz': false,
    '/t/token/as_0/main.m3u8': false,
    '/': false,
  };
  for (const [url, wanted] of Object.entries(table))
    assert.equal(needsPlace({ url } as IncomingMessage), wanted, url);
});
