/** Requests that are sent twice, over real connections and on a real database. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { openTestDatabase, type TestDatabase } from '../database/testing.ts';
import { silentLogger } from '../kernel/index.ts';
import { createTelemetry } from '../telemetry/index.ts';
import {
  createHttpServer,
  createIdempotencyStore,
  type HttpServer,
  heedIdempotencyKeys,
  httpMigrations,
} from './index.ts';

const SECRET = 'va_shown_this_once';

describe('an Idempotency-Key', { timeout: 60_000 }, () => {
  let database: TestDatabase;
  let servers: readonly { readonly server: HttpServer; readonly url: string }[];
  let done: unknown[];
  /** What a handler waits for before it answers; null: nothing. */
  let gate: PromiseWithResolvers<void> | null;
  let begun: PromiseWithResolvers<void>;

  async function start() {
    const telemetry = await createTelemetry({ serviceName: 't', processMetrics: false, write() {} });
    const base = { logger: silentLogger, telemetry, bodyLimitBytes: 1_000_000, trustProxy: false };
    const server = await createHttpServer(base);
    heedIdempotencyKeys(server.app, {
      store: createIdempotencyStore(database),
      ownerOf: async ({ headers }) => headers.authorization ?? null,
      logger: silentLogger,
    });
    server.app.post('/things', async (request, reply) => {
      done.push(request.body);
      begun.resolve();
      await gate?.promise;
      const wish = request.body as { fail?: number; size?: number; cookie?: boolean } | null;
      if (wish?.fail === 500) throw new Error('It broke.');
      if (wish?.fail !== undefined) return reply.code(wish.fail).send({ code: 'x' });
      if (wish?.cookie === true) reply.header('set-cookie', 'session=1');
      reply.code(201).header('location', `/things/${done.length}`).header('etag', '"1"');
      return { number: done.length, key: SECRET, padding: 'x'.repeat(wish?.size ?? 0) };
    });
    const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
    return { server, url };
  }

  before(async () => {
    database = await openTestDatabase({ migrations: [httpMigrations], poolSize: 10 });
    servers = await Promise.all([start(), start()]);
  });
  after(async () => {
    for (const { server } of servers ?? []) await server.close({ graceMs: 0 });
    await database?.close();
  });
  beforeEach(() => {
    done = [];
    gate = null;
    begun = Promise.withResolvers<void>();
  });

  async function post(
    body: unknown,
    key: string | null,
    more: { readonly who?: string | null; readonly server?: number } = {},
  ) {
    const { who = 'ada', server = 0 } = more;
    const response = await fetch(`${servers[server]?.url}/things`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key === null ? {} : { 'idempotency-key': key }),
        ...(who === null ? {} : { authorization: who }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      code: (JSON.parse(text) as { code?: string }).code,
    };
  }

  it('has what was done answered again as it was, by any process, and says so', async () => {
    const key = randomUUID();
    const first = await post({ name: 'a' }, key);
    const again = await post({ name: 'a' }, `"${key}"`, { server: 1 });
    assert.deepEqual([first.status, first.headers.get('idempotency-replayed')], [201, null]);
    assert.deepEqual([again.status, again.headers.get('idempotency-replayed')], [201, 'true']);
    assert.equal(again.text, first.text);
    for (const header of ['content-type', 'location', 'etag'])
      assert.equal(again.headers.get(header), first.headers.get(header), header);
    assert.deepEqual(done, [{ name: 'a' }]);
  });

  it('is refused with another request', async () => {
    const key = randomUUID();
    await post({ name: 'a' }, key);
    const other = await post({ name: 'b' }, key);
    assert.deepEqual([other.status, other.code, done.length], [422, 'idempotency-key-reused', 1]);
  });

  it('is nobody else’s, and not heeded for nobody', async () => {
    const key = randomUUID();
    await post({ name: 'a' }, key);
    assert.equal((await post({ name: 'b' }, key, { who: 'eve' })).status, 201);
    await post({ name: 'c' }, key, { who: null });
    await post({ name: 'd' }, key, { who: null });
    assert.equal(done.length, 4);
  });

  it('has the request done once when it is sent many times at once', async () => {
    gate = Promise.withResolvers<void>();
    const key = randomUUID();
    const first = post({ name: 'a' }, key);
    await begun.promise;
    const others = await Promise.all(
      Array.from({ length: 20 }, (_, index) => post({ name: 'a' }, key, { server: index % 2 })),
    );
    for (const { status, code, headers } of others) {
      assert.deepEqual([status, code], [409, 'idempotency-key-running']);
      assert.equal(headers.get('retry-after'), '1');
    }
    gate.resolve();
    assert.equal((await first).status, 201);
    assert.equal(done.length, 1);
  });

  it('can be used again after the process that had it died, and not before its lease is over', async () => {
    const key = randomUUID();
    gate = Promise.withResolvers<void>();
    const dead = post({ name: 'a' }, key);
    await begun.promise;
    assert.equal((await post({ name: 'a' }, key)).status, 409);
    await sql`update http.idempotency set lease_until = now() - interval '1 second' where answer is null`.execute(
      database.kysely,
    );
    const answered = gate;
    gate = null;
    const second = await post({ name: 'a' }, key, { server: 1 });
    assert.equal(second.status, 201);
    // The first was not dead after all: what it says comes too late to be kept.
    answered.resolve();
    await dead;
    assert.equal((await post({ name: 'a' }, key)).text, second.text);
    assert.equal(done.length, 2);
  });

  it('keeps no answer that says "not now", and keeps one that says "not so"', async () => {
    for (const [fail, times] of [
      [500, 2],
      [503, 2],
      [429, 2],
      [409, 2],
      [404, 1],
      [400, 1],
    ] as const) {
      done = [];
      const key = randomUUID();
      const first = await post({ fail }, key);
      const again = await post({ fail }, key);
      assert.deepEqual([first.status, again.status, done.length], [fail, fail, times]);
    }
  });

  it('keeps nothing that could be read by who has only the database', async () => {
    const key = randomUUID();
    const { text } = await post({ password: 'correct horse battery' }, key);
    assert.ok(text.includes(SECRET));
    const { rows } = await sql<Record<string, Buffer>>`
      select id, fingerprint, answer from http.idempotency where answer is not null`.execute(database.kysely);
    const all = Buffer.concat(rows.flatMap((row) => Object.values(row)));
    for (const secret of [SECRET, 'correct horse', key, 'ada']) assert.ok(!all.includes(secret), secret);
  });

  it('keeps no session, and no answer that is very large', async () => {
    const cookies = randomUUID();
    await post({ cookie: true }, cookies);
    await post({ cookie: true }, cookies);
    assert.equal(done.length, 2);
    const large = randomUUID();
    await post({ size: 300_000 }, large);
    const again = await post({ size: 300_000 }, large);
    assert.deepEqual([again.status, again.code, done.length], [409, 'idempotency-answer-too-large', 3]);
  });

  it('has to be one that nobody guesses', async () => {
    for (const key of ['1', 'short', 'x'.repeat(201), '"unfinished-but-long-enough', 'ä'.repeat(20)])
      assert.equal((await post({}, key)).code, 'idempotency-key-invalid', key);
    assert.equal(done.length, 0);
  });

  it('is forgotten after a day', async () => {
    const key = randomUUID();
    await post({ name: 'a' }, key);
    await sql`update http.idempotency set created_at = now() - interval '25 hours'`.execute(database.kysely);
    assert.equal((await post({ name: 'b' }, key)).status, 201);
    await sql`update http.idempotency set created_at = now() - interval '25 hours'`.execute(database.kysely);
    await createIdempotencyStore(database).sweep();
    const { rows } = await sql`select 1 from http.idempotency`.execute(database.kysely);
    assert.equal(rows.length, 0);
  });
});
