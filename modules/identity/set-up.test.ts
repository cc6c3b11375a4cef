// How a new system gets its owner.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type Bench, openBench, PASSWORD } from './testing.ts';

describe('the set-up link', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench?.close());

  const setUp = (token: string | null, email = 'owner@example.org') =>
    bench.server.client().fetch('POST', '/set-up', { token, email, name: 'Owner', password: PASSWORD });

  test('makes the owner once, and signs in', async () => {
    const token = await bench.server.identity.setUpToken();
    const client = bench.server.client();
    const given = { token, email: ' Owner@Example.ORG ', name: 'Owner', password: PASSWORD };
    const made = await client.fetch('POST', '/set-up', given);
    assert.equal(made.status, 201);
    assert.equal(made.body.role, 'owner');
    assert.equal(made.body.email, 'owner@example.org');
    assert.deepEqual((await client.fetch('GET', '/session')).body, made.body);
    assert.equal((await client.fetch('GET', '/api/v1/staff')).status, 200);

    const again = await setUp(token, 'other@example.org');
    assert.deepEqual([again.status, again.body.code], [403, 'link-invalid']);
    assert.equal(await bench.server.identity.setUpToken(), null);
  });

  test('is the same in every process and after a restart, until it expires', async () => {
    const token = await bench.server.identity.setUpToken();
    const other = await bench.start();
    assert.equal(await other.identity.setUpToken(), token);
    bench.clock.time += 25 * 3_600_000;
    assert.equal((await setUp(token)).body.code, 'link-invalid');
    const next = await other.identity.setUpToken();
    assert.notEqual(next, token);
    assert.equal((await setUp(token)).body.code, 'link-invalid');
    assert.equal((await setUp(next)).status, 201);
  });

  test('makes one owner when many use it at once', async () => {
    const token = await bench.server.identity.setUpToken();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => setUp(token, `owner${index}@example.org`)),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(7).fill(403)]);
    assert.equal(await bench.count('accounts'), 1);
  });

  test('is not used up by a password that is too short', async () => {
    const token = await bench.server.identity.setUpToken();
    const given = { token, email: 'owner@example.org', name: 'Owner', password: 'short' };
    const refused = await bench.server.client().fetch('POST', '/set-up', given);
    assert.deepEqual([refused.status, refused.body.fields[0].path], [400, 'body.password']);
    assert.equal((await setUp(token)).status, 201);
  });

  test('is not guessed: tokens that were never given lead nowhere, and trying is limited', async () => {
    await bench.server.identity.setUpToken();
    const guess = () => setUp(Buffer.alloc(32, Math.random().toString()).toString('base64url'));
    for (let count = 0; count < 30; count++) assert.equal((await guess()).status, 403);
    const limited = await guess();
    assert.deepEqual([limited.status, limited.body.code], [429, 'too-many-attempts']);
    assert.ok(Number(limited.headers.get('retry-after')) > 0);
  });
});
