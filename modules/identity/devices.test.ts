// Devices: how they are known again, what they outlive, and what revoking one does.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type Bench, type Client, openBench, PASSWORD } from './testing.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const SESSION = 'vitascope.session';
const DEVICE = 'vitascope.device';
const MINUTE = 60_000;

interface Listed {
  readonly id: string;
  readonly isThis: boolean;
  readonly name: string;
  readonly kind: string;
  readonly seenAt: string;
  readonly revokedAt: string | null;
}

describe('devices', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
    await bench.account('ada@example.org');
  });
  afterEach(() => bench?.close());

  async function signedIn(
    client = bench.server.client(),
    email = 'ada@example.org',
    more = {},
  ): Promise<Client> {
    const given = { email, password: PASSWORD, ...more };
    const answer = await client.fetch('POST', '/sign-in', given, { 'user-agent': FIREFOX });
    assert.equal(answer.status, 200);
    return client;
  }
  const list = async (client: Client): Promise<Listed[]> =>
    (await client.fetch('GET', '/api/v1/devices')).body.items;
  const thisOf = async (client: Client): Promise<Listed> =>
    (await list(client)).find((device) => device.isThis) ?? assert.fail('It is on no device.');
  const revoke = (client: Client, id: string) => client.fetch('POST', `/api/v1/devices/${id}/revoke`);

  test('a browser stays the same device when it signs out and in again, and another one is another', async () => {
    const client = await signedIn();
    const first = await thisOf(client);
    assert.deepEqual([first.name, first.kind, first.revokedAt], ['Firefox on Linux', 'web', null]);
    await client.fetch('POST', '/sign-out');
    assert.deepEqual([...client.cookies.keys()], [DEVICE]);
    await signedIn(client);
    assert.equal((await thisOf(client)).id, first.id);
    assert.notEqual((await thisOf(await signedIn())).id, first.id);
  });

  test('two accounts in one browser have a device each, and neither sees that of the other', async () => {
    const client = await signedIn();
    const ada = await thisOf(client);
    await bench.account('grace@example.org');
    await signedIn(client, 'grace@example.org');
    const listed = await list(client);
    assert.ok(listed.every(({ id }) => id !== ada.id));
    for (const answer of [
      await revoke(client, ada.id),
      await client.fetch('PATCH', `/api/v1/devices/${ada.id}`, { name: 'Mine' }),
      await revoke(client, 'de_00000000000000000000000000'),
    ])
      assert.deepEqual([answer.status, answer.body.code], [404, 'device-not-found']);
    const again = await thisOf(await signedIn(client));
    assert.deepEqual([again.id, again.name, again.revokedAt], [ada.id, ada.name, null]);
  });

  test('the cookie is out of reach for scripts, lasts, and does not where the session is not to', async () => {
    const cookieOf = async (more: object, headers: Record<string, string> = {}) => {
      const given = { email: 'ada@example.org', password: PASSWORD, ...more };
      const answer = await bench.server.client().fetch('POST', '/sign-in', given, headers);
      return (
        answer.headers.getSetCookie().find((line) => line.includes('vitascope.device=')) ?? assert.fail()
      );
    };
    const rest = (line: string) => line.split('; ').slice(1).join('; ');
    const lasting = 'Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax';
    assert.equal(rest(await cookieOf({})), lasting);
    assert.equal(rest(await cookieOf({ remember: false })), 'Path=/; HttpOnly; SameSite=Lax');
    const secure = await cookieOf({}, { 'x-forwarded-proto': 'https' });
    assert.match(secure, /^__Host-vitascope\.device=/);
    assert.equal(rest(secure), `${lasting}; Secure`);
    const hashes = await bench.column('devices', 'token_hash');
    const token = /=([^;]+)/.exec(secure)?.[1] ?? '';
    assert.ok(hashes.length > 0 && hashes.every((hash) => !hash.includes(token)));
  });

  test('a brief session leaves a lasting cookie as it is', async () => {
    const client = await signedIn();
    const given = { email: 'ada@example.org', password: PASSWORD, remember: false };
    const answer = await client.fetch('POST', '/sign-in', given);
    assert.doesNotMatch(answer.headers.getSetCookie().join(), /vitascope\.device/);
    assert.equal((await thisOf(client)).name, 'Firefox on Linux');
  });

  test('a device can be renamed', async () => {
    const client = await signedIn();
    const { id } = await thisOf(client);
    const renamed = await client.fetch('PATCH', `/api/v1/devices/${id}`, { name: '  <b>Kitchen</b> ' });
    assert.deepEqual([renamed.status, renamed.body.name], [200, '<b>Kitchen</b>']);
    await signedIn(client);
    assert.equal((await thisOf(client)).name, '<b>Kitchen</b>');
    for (const name of ['', '  ', 'x'.repeat(101), 7])
      assert.equal((await client.fetch('PATCH', `/api/v1/devices/${id}`, { name })).status, 400);
  });

  test('revoking ends the sessions of the device at once, in every process, and says why', async () => {
    const [here, there] = [await signedIn(), await signedIn()];
    const other = (await bench.start()).client();
    other.cookies.set(SESSION, there.cookies.get(SESSION) ?? '');
    const { id } = await thisOf(there);
    const revoked = await revoke(here, id);
    assert.deepEqual([revoked.status, revoked.body.id], [200, id]);
    assert.equal(revoked.body.revokedAt, new Date(bench.clock.time).toISOString());
    for (const client of [there, other])
      for (const path of ['/session', '/sessions', '/api/v1/devices', '/api/v1/profiles', '/api/v1/staff']) {
        const answer = await client.fetch('GET', path);
        assert.deepEqual([answer.status, answer.body.code], [401, 'device-revoked'], path);
      }
    const cookie = `${SESSION}=${there.cookies.get(SESSION)}`;
    const actor = await bench.server.identity.actorOf({ method: 'GET', headers: { cookie } });
    assert.deepEqual(actor, { kind: 'nobody', reason: 'device-revoked' });
    const sessions = (await here.fetch('GET', '/sessions')).body.items;
    assert.ok(sessions.every((session: { deviceId: string }) => session.deviceId !== id));
    assert.equal((await here.fetch('GET', '/session')).status, 200);
  });

  test('the reason outlives the session for a month, and then it is forgotten', async () => {
    const [here, there] = [await signedIn(), await signedIn()];
    await revoke(here, (await thisOf(there)).id);
    const codeAfter = async (ms: number) => {
      bench.clock.time += ms;
      await bench.server.identity.sweep();
      return (await there.fetch('GET', '/session')).body.code;
    };
    assert.equal(await codeAfter(29 * 86_400_000), 'device-revoked');
    assert.equal(await codeAfter(2 * 86_400_000), 'sign-in-needed');
  });

  test('revoking twice changes nothing, and neither does renaming what is revoked bring it back', async () => {
    const [here, there] = [await signedIn(), await signedIn()];
    const { id } = await thisOf(there);
    const first = await revoke(here, id);
    bench.clock.time += MINUTE;
    assert.deepEqual((await revoke(here, id)).body, first.body);
    await here.fetch('PATCH', `/api/v1/devices/${id}`, { name: 'Back' });
    assert.equal((await there.fetch('GET', '/session')).body.code, 'device-revoked');
  });

  test('whoever knows the password signs in on a revoked device again, as a new one', async () => {
    const [here, there] = [await signedIn(), await signedIn()];
    const { id } = await thisOf(there);
    const token = there.cookies.get(DEVICE);
    await revoke(here, id);
    await signedIn(there);
    assert.notEqual((await thisOf(there)).id, id);
    assert.notEqual(there.cookies.get(DEVICE), token);
    const listed = await list(here);
    assert.equal(listed.filter(({ revokedAt }) => revokedAt !== null).length, 1);
  });

  test('a session that is opened while its device is being revoked is worth nothing', async () => {
    const [here, there] = [await signedIn(), await signedIn()];
    const { id } = await thisOf(there);
    const [renewed] = await Promise.all([there.fetch('POST', '/session/renew'), revoke(here, id)]);
    assert.ok([200, 401].includes(renewed.status), `${renewed.status}`);
    const after = await there.fetch('GET', '/session');
    assert.deepEqual([after.status, after.body.code], [401, 'device-revoked']);
  });

  test('being in use is noted every few minutes, not each time', async () => {
    const client = await signedIn();
    const seen = async () => Date.parse((await thisOf(client)).seenAt);
    const before = await seen();
    bench.clock.time += 4 * MINUTE;
    await client.fetch('GET', '/session');
    assert.equal(await seen(), before);
    bench.clock.time += 2 * MINUTE;
    await client.fetch('GET', '/session');
    assert.equal(await seen(), bench.clock.time);
  });

  test('a session from before there were devices works, and gets one when it is next shown', async () => {
    const client = await signedIn();
    await bench.forgetDevices();
    client.cookies.delete(DEVICE);
    const sessions = (await client.fetch('GET', '/sessions')).body.items;
    assert.deepEqual(
      sessions.map((session: { deviceId: string | null }) => session.deviceId),
      sessions.map(() => null),
    );
    assert.deepEqual(await list(client), []);
    assert.equal((await client.fetch('GET', '/session')).status, 200);
    const { id } = await thisOf(client);
    // It is known by that from then on, whether it keeps the cookie or not.
    client.cookies.delete(DEVICE);
    assert.equal((await client.fetch('GET', '/session')).status, 200);
    assert.equal((await client.fetch('POST', '/session/renew')).status, 200);
    assert.deepEqual(
      (await list(client)).map((device) => device.id),
      [id],
    );
  });

  test('an account has fifty devices; beyond that the unused one and then the oldest is forgotten', async () => {
    const [idle, oldest] = [await signedIn(), await signedIn()];
    const { id: idleId } = await thisOf(idle);
    const { id: oldestId } = await thisOf(oldest);
    await idle.fetch('POST', '/sign-out');
    // Seen last of all, but nobody is signed in there.
    bench.clock.time += 10 * MINUTE;
    let last = oldest;
    const { identity } = bench.server;
    const { accountId } = await bench.server.identity.requireSession({
      method: 'GET',
      headers: { cookie: `${SESSION}=${oldest.cookies.get(SESSION)}` },
    });
    const visitor = { method: 'POST', headers: {}, ip: '192.0.2.1', client: '192.0.2.1', protocol: 'http' };
    // One of the fifty was made when the account was.
    for (let count = 3; count < 50; count++) {
      bench.clock.time += 1;
      await identity.sessions.open(visitor, accountId);
    }
    const ids = async () => (await list(last)).map(({ id }) => id);
    assert.equal((await ids()).length, 50);
    bench.clock.time += 1;
    last = await signedIn();
    assert.equal((await ids()).length, 50);
    assert.deepEqual([(await ids()).includes(idleId), (await ids()).includes(oldestId)], [false, true]);
    for (let count = 0; count < 49; count++) {
      bench.clock.time += 1;
      await identity.sessions.open(visitor, accountId);
    }
    assert.deepEqual([(await ids()).length, (await ids()).includes(oldestId)], [50, false]);
    assert.equal((await oldest.fetch('GET', '/session')).status, 401);
    assert.equal((await last.fetch('GET', '/session')).status, 200);
  });

  test('what a device cookie says is taken for nothing but a name', async () => {
    for (const value of ['x', 'A'.repeat(43), 'A'.repeat(5_000), '%', "'; drop table devices"]) {
      const client = bench.server.client();
      client.cookies.set(DEVICE, value === '%' ? value : encodeURIComponent(value));
      await signedIn(client);
      assert.equal((await client.fetch('GET', '/session')).status, 200);
    }
    // The cookie alone signs nobody in.
    const client = await signedIn();
    client.cookies.delete(SESSION);
    assert.equal((await client.fetch('GET', '/session')).body.code, 'sign-in-needed');
  });

  test('devices nobody has used for longer than their cookie holds are forgotten', async () => {
    await signedIn();
    const before = await bench.count('devices');
    bench.clock.time += 399 * 86_400_000;
    await bench.server.identity.sweep();
    assert.equal(await bench.count('devices'), before);
    bench.clock.time += 2 * 86_400_000;
    await bench.server.identity.sweep();
    assert.equal(await bench.count('devices'), 0);
  });
});
