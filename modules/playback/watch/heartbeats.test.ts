// Heartbeats over HTTP: what they are worth, whom they are believed, and what their players are told.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Bench, type Household, openBench, type TestServer } from '../testing/bench.ts';
import { playerStates } from './activity.ts';
import { beginViewing, postJson, type Saying, toBeat } from './testing.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

describe('heartbeats', () => {
  let bench: Bench;
  let other: TestServer;
  let ada: Household;
  before(async () => {
    bench = await openBench({ playback: { screens: 100 } });
    other = await bench.start({ playback: { screens: 100 } });
    ada = await bench.household();
  });
  after(() => bench?.close());

  const begin = async (titleId?: string) => beginViewing(bench, ada, titleId ?? (await bench.title()).id);
  const stateOf = async (titleId: string, { client, profileId } = ada) => {
    const path = `/api/v1/profiles/${profileId}/watch-states?titleIds=${titleId}`;
    return (await client.fetch('GET', path)).body.items[0];
  };
  /** What the database holds of a session; its moments are compared as numbers. */
  const rowOf = async (id: string) => {
    const { rows } = await sql<{ leaseExpiresAt: Date }>`
      select lease_expires_at as "leaseExpiresAt" from playback.sessions where id = ${id}`.execute(
      bench.database.kysely,
    );
    return rows[0] ?? assert.fail('There is no session.');
  };

  test('are read at once by the account that sent them, and where the next session begins', async () => {
    const viewing = await begin();
    bench.clock.time += MINUTE_MS;
    const { status, headers, body } = await viewing.say([{ sequence: 1 }]);
    assert.equal(status, 200);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.deepEqual(body, {
      leaseExpiresAt: new Date((Math.floor(bench.clock.time / 1000) + 45) * 1000).toISOString(),
      ended: null,
      nextInSeconds: 10,
      acknowledged: true,
      ignored: 0,
    });
    const state = await stateOf(viewing.titleId);
    assert.deepEqual([state.positionMs, state.inProgress, state.watched], [10_000, true, false]);
    await viewing.say([{ sequence: 2 }]);
    assert.equal((await begin(viewing.titleId)).positionMs, 20_000);
  });

  test('are read in another process within a second or so', async () => {
    const viewing = await begin();
    bench.clock.time += MINUTE_MS;
    await viewing.say([{ sequence: 1 }]);
    const away = { ...ada, client: ada.client.at(other) };
    // The test's own time limit ends this.
    while ((await stateOf(viewing.titleId, away)).positionMs !== 10_000) await delay(20);
  });

  test('that are repeated or come late change nothing', async () => {
    const viewing = await begin();
    bench.clock.time += MINUTE_MS;
    const beats = [{ sequence: 1 }, { sequence: 2, positionMs: 95_000 }, { sequence: 3, positionMs: 40_000 }];
    await viewing.say(beats);
    const state = await stateOf(viewing.titleId);
    assert.deepEqual(
      [state.positionMs, state.watched, state.viewings, state.playedMs],
      [40_000, true, 1, 30_000],
    );
    bench.clock.time += MINUTE_MS;
    for (const late of [beats.slice(0, 1), beats.slice(1, 2), beats.toReversed(), beats]) {
      await viewing.say(late);
      assert.deepEqual(await stateOf(viewing.titleId), state);
    }
  });

  test('of several devices, some of them offline, come to the same in any order, through any process', async () => {
    const { id: titleId } = await bench.title();
    const tell = async (profileId: string, household: Household) => {
      const viewings = await Promise.all(
        [0, 1, 2].map(() => beginViewing(bench, { ...household, profileId }, titleId)),
      );
      return viewings.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    };
    const script = Array.from({ length: 24 }, () => ({
      device: randomInt(3),
      beat: {
        sequence: randomInt(5),
        atMs: randomInt(6) * 10_000,
        positionMs: randomInt(11) * 10_000,
        state: playerStates[randomInt(3)] ?? 'playing',
        playedMs: randomInt(6) * 10_000,
      } satisfies Saying,
    }));
    const outcomes: unknown[] = [];
    const households: Household[] = [];
    for (let round = 0; round < 4; round++) households.push(await bench.household());
    const startedAt = bench.clock.time;
    const all = await Promise.all(households.map((household) => tell(household.profileId, household)));
    assert.equal(bench.clock.time, startedAt);
    bench.clock.time += MINUTE_MS * 2;
    for (const [round, viewings] of all.entries()) {
      const household = households[round] ?? assert.fail();
      const order =
        round === 0 ? [...script] : shuffled([...script, ...script.filter(() => randomInt(3) === 0)]);
      while (order.length > 0) {
        const some = order.splice(0, 1 + randomInt(4));
        await Promise.all(
          viewings.map(async (viewing, device) => {
            const beats = some.filter((one) => one.device === device).map(({ beat }) => beat);
            const url = randomInt(2) === 0 ? bench.server.url : other.url;
            if (beats.length > 0) assert.equal((await viewing.say(beats, url)).body.acknowledged, true);
          }),
        );
        // Reading in between adds up what is there so far.
        if (randomInt(4) === 0) await stateOf(titleId, household);
      }
      const away = { ...household, client: household.client.at(other) };
      await stateOf(titleId, household);
      outcomes.push(await stateOf(titleId, away));
    }
    const [first] = outcomes as [{ positionMs: number; lastWatchedAt: string }];
    for (const outcome of outcomes) assert.deepEqual(outcome, first);
    const latest = Math.max(...script.map(({ beat }) => beat.atMs));
    assert.equal(first.lastWatchedAt, new Date(startedAt + latest).toISOString());
    const said = script.filter(({ beat }) => beat.atMs === latest).map(({ beat }) => beat.positionMs);
    // The end is no place to begin at.
    assert.ok([...said, 0].includes(first.positionMs), `${first.positionMs} of ${said}`);
  });

  test('keep the screen, until the session has ended; then the player is told', async () => {
    const viewing = await begin();
    bench.clock.time += 40_000;
    await viewing.say([{ sequence: 1 }]);
    await stateOf(viewing.titleId);
    assert.equal((await rowOf(viewing.id)).leaseExpiresAt.getTime(), bench.clock.time + 45_000);
    const ended = await ada.client.fetch('POST', `/api/v1/playback-sessions/${viewing.id}/end`);
    assert.equal(ended.status, 204);
    bench.clock.time += 10_000;
    const { leaseExpiresAt } = await rowOf(viewing.id);
    await viewing.say([{ sequence: 2, atMs: 45_000 }]);
    const state = await stateOf(viewing.titleId);
    assert.equal(state.positionMs, 45_000, 'What was played before it knew counts.');
    const { body } = await viewing.say([{ sequence: 3, atMs: 50_000 }]);
    assert.deepEqual([body.ended, body.leaseExpiresAt], ['ended', null]);
    await stateOf(viewing.titleId);
    assert.deepEqual((await rowOf(viewing.id)).leaseExpiresAt, leaseExpiresAt);
  });

  test('of who has come to the end leave the screen to others', async () => {
    const viewing = await begin();
    const { leaseExpiresAt } = await rowOf(viewing.id);
    bench.clock.time += 30_000;
    await viewing.say([
      { sequence: 1, state: 'playing' },
      { sequence: 2, state: 'ended' },
    ]);
    assert.equal((await stateOf(viewing.titleId)).watched, true);
    assert.deepEqual((await rowOf(viewing.id)).leaseExpiresAt, leaseExpiresAt);
  });

  test('take a lapsed screen up again unless another session has begun since', async () => {
    const [quiet, silent] = [await begin(), await begin()];
    bench.clock.time += MINUTE_MS;
    await quiet.say([{ sequence: 1 }]);
    await stateOf(quiet.titleId);
    assert.equal((await rowOf(quiet.id)).leaseExpiresAt.getTime(), bench.clock.time + 45_000);
    await begin();
    await silent.say([{ sequence: 1 }]);
    assert.equal((await stateOf(silent.titleId)).positionMs, 10_000);
    assert.equal((await silent.say([{ sequence: 2 }])).body.ended, 'lapsed');
    // Judged again, it may go on.
    const renewed = await ada.client.fetch('POST', `/api/v1/playback-sessions/${silent.id}/token`);
    assert.equal(renewed.status, 200);
    await silent.say([{ sequence: 3 }]);
    await stateOf(silent.titleId);
    assert.equal((await silent.say([{ sequence: 4 }])).body.ended, null);
  });

  test('of a displaced session are told so by the second', async () => {
    const server = await bench.start({ playback: { screens: 1, screenPolicy: 'displace' } });
    const bob = await bench.household();
    const there = { ...bob, client: bob.client.at(server) };
    const { id: titleId } = await bench.title();
    const first = await beginViewing(bench, there, titleId);
    bench.clock.time += 10_000;
    await beginViewing(bench, there, titleId);
    assert.equal((await first.say([{ sequence: 1 }], server.url)).status, 200);
    await stateOf(titleId, there);
    assert.equal((await first.say([{ sequence: 2 }], server.url)).body.ended, 'displaced');
  });

  test('from the future are passed over', async () => {
    const viewing = await begin();
    bench.clock.time += 20_000;
    const { body } = await viewing.say([{ sequence: 1 }, { sequence: 2, atMs: DAY_MS, positionMs: 77_000 }]);
    assert.deepEqual([body.ignored, body.acknowledged], [1, true]);
    assert.equal((await stateOf(viewing.titleId)).positionMs, 10_000);
    assert.equal((await viewing.say([{ sequence: 2, atMs: DAY_MS }])).body.ignored, 1);
  });

  test('are believed by their token alone', async () => {
    const [viewing, another] = [await begin(), await begin()];
    bench.clock.time += MINUTE_MS;
    const url = `${bench.server.url}/api/v1/playback-sessions/${viewing.id}/heartbeats`;
    const beats = [toBeat({ sequence: 1 })];
    const codeFor = async (token: string) => {
      const { status, body } = await postJson(url, { token, beats });
      return [status, body.code];
    };
    assert.deepEqual(await codeFor(another.token), [403, 'heartbeat-token-invalid']);
    const [key = '', grant = '', mac = ''] = viewing.token.split('.');
    const fields = grant.split('~');
    const mutants = [
      `aaaaaa.${grant}.${mac}`,
      `${key}.${grant}.${mac.slice(0, -1)}${mac.endsWith('A') ? 'B' : 'A'}`,
      ...fields.map((_, at) => `${key}.${fields.with(at, 'x1').join('~')}.${mac}`),
      `${key}.${fields.slice(0, -1).join('~')}.${mac}`,
      `${key}.${grant}~0.${mac}`,
    ];
    for (const mutant of mutants)
      assert.deepEqual(await codeFor(mutant), [403, 'heartbeat-token-invalid'], mutant);
    for (const broken of ['', 'x', `${viewing.token} `, `${viewing.token}.x`, viewing.token.toUpperCase()])
      assert.deepEqual(await codeFor(broken), [400, 'invalid-request'], broken);
    assert.equal((await stateOf(viewing.titleId)).lastWatchedAt, null);
    assert.equal((await codeFor(viewing.token))[0], 200);
    bench.clock.time += 31 * DAY_MS;
    assert.deepEqual(await codeFor(viewing.token), [403, 'heartbeat-token-expired']);
  });
});

describe('heartbeats are bounded', () => {
  let bench: Bench;
  let ada: Household;
  before(async () => {
    bench = await openBench();
    ada = await bench.household();
  });
  after(() => bench?.close());

  test('in number, in size and in what they say', async () => {
    const viewing = await beginViewing(bench, ada, (await bench.title()).id);
    bench.clock.time += 20 * MINUTE_MS;
    const many = (count: number) => Array.from({ length: count }, (_, n) => ({ sequence: n }));
    assert.equal((await viewing.say(many(100))).status, 200);
    assert.equal((await viewing.say(many(101))).status, 400);
    assert.equal((await viewing.say([])).status, 400);
    const wrong: Partial<Saying>[] = [
      { positionMs: -1 },
      { positionMs: 1.5 },
      { positionMs: 8 * DAY_MS },
      { positionMs: Number.NaN },
      { sequence: -1 },
      { sequence: 2 ** 40 },
      { atMs: -1 },
      { playedMs: -1 },
      { state: 'stopped' as 'ended' },
    ];
    for (const changes of wrong)
      assert.equal((await viewing.say([{ sequence: 1, ...changes }])).status, 400, JSON.stringify(changes));
    const url = `${bench.server.url}/api/v1/playback-sessions/${viewing.id}/heartbeats`;
    assert.equal((await postJson(url, `"${'x'.repeat(20_000)}"`)).status, 413);
    assert.equal((await postJson(url, '{"token":')).status, 400);
  });

  test('and are answered alike below node:http and above it', async () => {
    const viewing = await beginViewing(bench, ada, (await bench.title()).id);
    bench.clock.time += MINUTE_MS;
    const url = `${bench.server.url}/api/v1/playback-sessions/${viewing.id}/heartbeats`;
    const message = { token: viewing.token, beats: [toBeat({ sequence: 1 })] };
    const below = await postJson(url, message);
    // A list of types is not what a player sends; Fastify reads it.
    const above = await postJson(url, message, { 'content-type': 'application/json; charset=utf-8' });
    assert.equal(below.headers.get('x-request-id'), null);
    assert.notEqual(above.headers.get('x-request-id'), null);
    assert.deepEqual([above.status, above.body], [below.status, below.body]);
    for (const name of ['content-type', 'cache-control', 'x-content-type-options', 'referrer-policy'])
      assert.equal(below.headers.get(name), above.headers.get(name), name);
  });

  test('while the database is held up they are held, and not acknowledged after a second', async () => {
    const viewing = await beginViewing(bench, ada, (await bench.title()).id);
    bench.clock.time += MINUTE_MS;
    const lock = await bench.database.kysely.startTransaction().execute();
    try {
      await sql`lock table playback.sessions in exclusive mode`.execute(lock);
      const first = await viewing.say([{ sequence: 1 }]);
      assert.equal(first.body.acknowledged, true);
      for (let sequence = 2; ; sequence++) {
        const { status, body } = await viewing.say([{ sequence, atMs: 20_000, positionMs: sequence }]);
        assert.equal(status, 200);
        if (!body.acknowledged) break;
        await delay(50);
      }
      await viewing.say([{ sequence: 1_000, atMs: 30_000, positionMs: 33_000 }]);
    } finally {
      await lock.rollback().execute();
    }
    const path = `/api/v1/profiles/${ada.profileId}/watch-states?titleIds=${viewing.titleId}`;
    assert.equal((await ada.client.fetch('GET', path)).body.items[0].positionMs, 33_000);
    assert.equal((await viewing.say([{ sequence: 1_001 }])).body.acknowledged, true);
  });
});

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => [randomInt(1_000_000), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
