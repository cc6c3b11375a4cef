// Replacing the secret that signs: sessions live on or end, in every process, as was asked.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type Bench, OWNER_KEY, openBench, PASSWORD, type TestServer } from './testing.ts';

describe('the secret', () => {
  let bench: Bench;
  let other: TestServer;
  beforeEach(async () => {
    bench = await openBench();
    other = await bench.start();
  });
  afterEach(() => bench?.close());

  const key = { authorization: `Bearer ${OWNER_KEY}` };
  const rotate = (endSessions: boolean, server = bench.server) =>
    server.client().fetch('POST', '/api/v1/system/secret/rotate', { endSessions }, key);
  const isIn = async (server: TestServer, cookies: ReadonlyMap<string, string>): Promise<boolean> => {
    const client = server.client();
    for (const [name, value] of cookies) client.cookies.set(name, value);
    return (await client.fetch('GET', '/sessions')).status === 200;
  };

  test('a new one signs, and sessions of the old one live on in every process', async () => {
    const ada = await bench.account('ada@example.org');
    const before = new Map(ada.cookies);
    assert.equal((await rotate(false)).status, 204);
    const grace = await bench.account('grace@example.org');
    // The other process has not been told and finds out by the cookie.
    for (const server of [bench.server, other]) {
      assert.equal(await isIn(server, before), true);
      assert.equal(await isIn(server, grace.cookies), true);
    }
    const signature = (cookies: ReadonlyMap<string, string>) =>
      decodeURIComponent(cookies.get('vitascope.session') ?? '').split('.')[1];
    assert.equal((await ada.fetch('POST', '/session/renew')).status, 200);
    assert.notEqual(signature(ada.cookies), signature(before));
    // What the library does with a cookie works as well: it checks a password by its session.
    const changed = await bench.server.client();
    changed.cookies.set('vitascope.session', ada.cookies.get('vitascope.session') ?? '');
    assert.equal((await rotate(false, other)).status, 204);
    assert.equal(
      (await changed.fetch('POST', '/password', { current: PASSWORD, password: 'another long one' })).status,
      200,
    );
  });

  test('the old one verifies until no session of it can be left, and no longer', async () => {
    const ada = await bench.account('ada@example.org');
    await rotate(false);
    assert.equal(await bench.count('retired_secrets'), 1);
    bench.clock.time += 32 * 86_400_000;
    await bench.server.identity.sweep();
    await bench.server.identity.secret.refresh();
    assert.equal(await bench.count('retired_secrets'), 0);
    assert.equal(await isIn(bench.server, ada.cookies), false);
  });

  test('after a leak everybody signs in again, in every process', async () => {
    const ada = await bench.account('ada@example.org');
    await rotate(false);
    assert.equal((await rotate(true)).status, 204);
    for (const server of [bench.server, other]) assert.equal(await isIn(server, ada.cookies), false);
    assert.deepEqual([await bench.count('retired_secrets'), await bench.count('sessions')], [0, 0]);
    await bench.server.client().fetch('POST', '/sign-in', { email: 'ada@example.org', password: PASSWORD });
    assert.equal(await bench.count('sessions'), 1);
  });

  test('a link to set up that was printed before it ends, and the next one works', async () => {
    const old = await bench.server.identity.setUpToken();
    await rotate(false);
    const given = { email: 'owner@example.org', name: 'Owner', password: PASSWORD };
    const setUp = (token: string | null) =>
      bench.server.client().fetch('POST', '/set-up', { token, ...given });
    assert.equal((await setUp(old)).body.code, 'link-invalid');
    assert.equal((await setUp(await bench.server.identity.setUpToken())).status, 201);
  });

  test('two owners who replace it at once leave sessions in peace', async () => {
    const ada = await bench.account('ada@example.org');
    const answers = await Promise.all([rotate(false), rotate(false, other), rotate(false)]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [204, 204, 204],
    );
    for (const server of [bench.server, other]) {
      await server.identity.secret.refresh();
      assert.equal(await isIn(server, ada.cookies), true);
    }
  });

  test('owners alone replace it', async () => {
    const viewer = await bench.account('viewer@example.org');
    assert.equal((await viewer.fetch('POST', '/api/v1/system/secret/rotate', {})).status, 403);
  });
});
