// Starts are counted against the limits of whoever asks, before anything is decided.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { type Bench, openBench, type TestServer } from './testing/bench.ts';

const SESSIONS = '/api/v1/playback-sessions';

describe('starts beyond the limit', () => {
  let bench: Bench;
  let strict: TestServer;
  before(async () => {
    bench = await openBench();
    strict = await bench.start({ requestsPerMinute: 2 });
  });
  after(() => bench?.close());

  test('are refused to the account whatever they ask, take no screen and are not recorded', async () => {
    const { client, accountId, profileId } = await bench.household();
    const title = await bench.title();
    const at = client.at(strict);
    const statuses: (readonly [number, string | null])[] = [];
    // One that is allowed, one that is not, and one whose body says nothing.
    for (const wish of [
      { titleId: title.id },
      { titleId: `ti_${'0'.repeat(26)}` },
      {},
      { titleId: title.id },
    ]) {
      const { status, headers } = await at.fetch('POST', SESSIONS, { profileId, ...wish });
      statuses.push([status, headers.get('ratelimit')?.split(';')[1] ?? null]);
    }
    assert.deepEqual(statuses, [
      [201, 'r=1'],
      [404, 'r=0'],
      [429, 'r=0'],
      [429, 'r=0'],
    ]);
    assert.equal((await client.fetch('GET', SESSIONS)).body.items.length, 1);
    const decisions = await strict.module.decisions.list({ accountId }, { after: null, limit: 10 });
    assert.equal(decisions.length, 2);
    // Nobody else has to suffer for it.
    const other = await bench.household();
    const body = { profileId: other.profileId, titleId: title.id };
    assert.equal((await other.client.at(strict).fetch('POST', SESSIONS, body)).status, 201);
  });

  test('are refused by address to whoever is not signed in, and to whoever was', async () => {
    const { client, accountId, profileId } = await bench.household();
    const body = { profileId, titleId: (await bench.title()).id };
    await sql`delete from identity.sessions where account_id = ${accountId}`.execute(bench.database.kysely);
    const was = client.at(strict);
    const never = bench.client(strict);
    const told = [];
    for (const who of [was, never, was, never]) {
      const { status, headers } = await who.fetch('POST', SESSIONS, body);
      told.push([status, headers.get('ratelimit-policy')?.split(';')[0]]);
    }
    assert.deepEqual(told, [
      [401, '"address"'],
      [401, '"address"'],
      [429, '"address"'],
      [429, '"address"'],
    ]);
  });
});
