/** Limits on how often somebody may ask: what is told, what is refused, and what several processes know of each other. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestDatabase, type TestDatabase } from '../database/testing.ts';
import { silentLogger } from '../kernel/index.ts';
import { createTelemetry } from '../telemetry/index.ts';
import { createHttpServer, createRateCounters, httpMigrations, limitRates } from './index.ts';

const WINDOW_MS = 60_000;
const NOON = Date.UTC(2001, 0, 1, 12);

describe('rate limits', { timeout: 60_000 }, () => {
  let database: TestDatabase;
  const clock = { time: NOON, now: () => clock.time };
  before(async () => {
    database = await openTestDatabase({ migrations: [httpMigrations] });
  });
  after(() => database?.close());

  const counters = () => createRateCounters({ database, windowMs: WINDOW_MS, clock, logger: silentLogger });

  it('are told with every answer, and hold for each policy apart', async () => {
    const telemetry = await createTelemetry({ serviceName: 't', processMetrics: false, write() {} });
    const base = { logger: telemetry.logger, telemetry, bodyLimitBytes: 1_000, trustProxy: false };
    const server = await createHttpServer(base);
    clock.time = NOON + 18_000;
    const count = limitRates(server.app, {
      counters: counters(),
      windowSeconds: 60,
      quotas: { actor: 3, address: 1 },
      subjectOf: async ({ headers }) =>
        headers.authorization === undefined
          ? { policy: 'address', key: '192.0.2.1' }
          : { policy: 'actor', key: headers.authorization },
      isExempt: ({ url }) => url.startsWith('/page'),
    });
    server.app.get('/api', async () => 'here');
    server.app.get('/beat', { config: { rateLimit: false } }, async () => 'here');
    server.app.get('/page', async () => 'here');
    const asked: string[] = [];
    server.app.get('/own', { config: { rateLimit: 'handler' } }, async (request, reply) => {
      asked.push('before');
      await count(request, reply);
      asked.push('after');
      return 'here';
    });
    const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
    const ask = (path: string, authorization?: string) =>
      fetch(`${url}${path}`, authorization === undefined ? {} : { headers: { authorization } });
    const told: (string | null)[][] = [];
    for (let count = 0; count < 4; count++) {
      const { status, headers } = await ask('/api', 'a');
      told.push([String(status), headers.get('ratelimit'), headers.get('retry-after')]);
    }
    assert.deepEqual(told, [
      ['200', '"actor";r=2;t=42', null],
      ['200', '"actor";r=1;t=42', null],
      ['200', '"actor";r=0;t=42', null],
      ['429', '"actor";r=0;t=42', '42'],
    ]);
    const other = await ask('/api', 'b');
    assert.deepEqual([other.status, other.headers.get('ratelimit-policy')], [200, '"actor";q=3;w=60']);
    assert.equal((await ask('/api')).status, 200);
    const refused = await ask('/api');
    assert.deepEqual(
      [refused.status, ((await refused.json()) as { code: string }).code],
      [429, 'rate-limited'],
    );
    for (const path of ['/beat', '/page', '/beat', '/page']) assert.equal((await ask(path)).status, 200);
    assert.equal((await ask('/own', 'b')).headers.get('ratelimit'), '"actor";r=1;t=42');
    assert.equal((await ask('/own', 'a')).status, 429);
    assert.deepEqual(asked, ['before', 'after', 'before']);
    clock.time += 42_000;
    assert.equal((await ask('/api', 'a')).status, 200);
    await server.close({ graceMs: 0 });
  });

  it('are known to all processes after they have told each other', async () => {
    const one = counters();
    const other = counters();
    for (let count = 0; count < 10; count++) one.count('actor a');
    for (let count = 0; count < 5; count++) other.count('actor a');
    assert.equal(other.count('actor a'), 6);
    await one.synchronise();
    await other.synchronise();
    assert.equal(other.count('actor a'), 17);
    assert.equal(one.count('actor a'), 11);
    await one.synchronise();
    assert.equal(one.count('actor a'), 18);
    clock.time += WINDOW_MS;
    assert.equal(one.count('actor a'), 1);
    clock.time += 2 * WINDOW_MS;
    one.count('actor a');
    await one.synchronise();
    const { rows } = await database.kysely.executeQuery<{ key: string }>(
      database.kysely.selectFrom('http.rate_counters').selectAll().compile(),
    );
    assert.equal(rows.length, 1);
    assert.ok(!rows.some(({ key }) => key.includes('actor')), 'Who asked is written down.');
  });

  it('take a bounded amount of memory, however many addresses there are', async () => {
    const full = counters();
    for (let count = 0; count < 60_000; count++) full.count(`address ${count}`);
    // The 10,000 that came last share a thousand counters.
    let most = 0;
    for (let count = 55_000; count < 60_000; count++) most = Math.max(most, full.count(`address ${count}`));
    assert.ok(most > 2, String(most));
    assert.equal(full.count('address 1'), 2);
  });
});
