// Sessions: what their cookies are like, how they are replaced and ended, and who may make use of them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Bench, type Client, OWNER_KEY, openBench, PASSWORD } from './testing.ts';

const COOKIE = 'vitascope.session';

describe('sessions', () => {
  let bench: Bench;
  before(async () => {
    bench = await openBench();
    await bench.account('ada@example.org');
  });
  after(() => bench?.close());

  const signIn = (headers: Record<string, string> = {}, more: object = {}, client = bench.server.client()) =>
    client.fetch('POST', '/sign-in', { email: 'ada@example.org', password: PASSWORD, ...more }, headers);
  async function signedIn(): Promise<Client> {
    const client = bench.server.client();
    assert.equal((await signIn({}, {}, client)).status, 200);
    return client;
  }
  const isIn = async (client: Client): Promise<boolean> =>
    (await client.fetch('GET', '/session')).status === 200;

  test('the cookie is out of reach for scripts and other sites, and bound to the host behind https', async () => {
    const [plain = ''] = (await signIn()).headers.getSetCookie();
    assert.match(plain, /^vitascope\.session=/);
    const attributes = (line: string) =>
      line
        .split('; ')
        .slice(1)
        .map((part) => part.toLowerCase())
        .sort();
    assert.deepEqual(attributes(plain), ['httponly', 'max-age=2592000', 'path=/', 'samesite=lax']);
    const [secure = ''] = (await signIn({ 'x-forwarded-proto': 'https' })).headers.getSetCookie();
    assert.match(secure, /^__Host-vitascope\.session=/);
    assert.deepEqual(attributes(secure), ['httponly', 'max-age=2592000', 'path=/', 'samesite=lax', 'secure']);
    const brief = (await signIn({}, { remember: false })).headers.getSetCookie();
    assert.doesNotMatch(brief.join('\n'), /max-age/i);
  });

  test('under a public https address a cookie without the prefix counts for nothing', async () => {
    const server = await bench.start({ publicUrl: 'https://films.example' });
    const client = server.client();
    await client.fetch('POST', '/sign-in', { email: 'ada@example.org', password: PASSWORD });
    assert.deepEqual([...client.cookies.keys()], ['__Host-vitascope.session', '__Host-vitascope.device']);
    assert.equal(await isIn(client), true);
    const planted = server.client();
    planted.cookies.set(COOKIE, client.cookies.get('__Host-vitascope.session') ?? '');
    assert.equal(await isIn(planted), false);
  });

  test('signing in again and renewing replace the session that was there', async () => {
    const client = await signedIn();
    for (const replace of [() => client.fetch('POST', '/session/renew'), () => signIn({}, {}, client)]) {
      const old = bench.server.client();
      old.cookies.set(COOKIE, client.cookies.get(COOKIE) ?? '');
      assert.equal(await isIn(old), true);
      assert.equal((await replace()).status, 200);
      assert.notEqual(client.cookies.get(COOKIE), old.cookies.get(COOKIE));
      assert.deepEqual([await isIn(client), await isIn(old)], [true, false]);
    }
  });

  test('signing out ends this session at once, in every process', async () => {
    const other = await bench.start();
    const client = await signedIn();
    const cookie = client.cookies.get(COOKIE) ?? '';
    const copy = other.client();
    copy.cookies.set(COOKIE, cookie);
    assert.equal(await isIn(copy), true);
    assert.equal((await client.fetch('POST', '/sign-out')).status, 204);
    assert.deepEqual([...client.cookies.keys()], ['vitascope.device']);
    assert.equal(await isIn(copy), false);
  });

  test('one of the sessions, or all of them, can be ended from another', async () => {
    const [here, there, third] = [await signedIn(), await signedIn(), await signedIn()] as const;
    const { items } = (await here.fetch('GET', '/sessions')).body;
    assert.equal(items.filter((item: { isThis: boolean }) => item.isThis).length, 1);
    assert.ok(items.every((item: object) => !JSON.stringify(item).includes('token')));
    const mine = (await there.fetch('GET', '/sessions')).body.items.find(
      (item: { isThis: boolean }) => item.isThis,
    );
    assert.equal((await here.fetch('DELETE', `/sessions/${mine.id}`)).status, 204);
    assert.deepEqual([await isIn(here), await isIn(there), await isIn(third)], [true, false, true]);
    assert.equal((await here.fetch('POST', '/sign-out-everywhere')).status, 204);
    assert.deepEqual([await isIn(here), await isIn(third)], [false, false]);
  });

  test('nobody ends the session of another account', async () => {
    const ada = await signedIn();
    const { items } = (await ada.fetch('GET', '/sessions')).body;
    const grace = await bench.account('grace@example.org');
    for (const { id } of items) {
      const answer = await grace.fetch('DELETE', `/sessions/${id}`);
      assert.deepEqual([answer.status, answer.body.code], [404, 'session-not-found']);
    }
    assert.equal(await isIn(ada), true);
  });

  test('a cookie that was changed in any place is no session', async () => {
    const client = await signedIn();
    const cookie = decodeURIComponent(client.cookies.get(COOKIE) ?? '');
    const [token = '', signature = ''] = cookie.split('.');
    const forged = [
      token,
      `${token}.`,
      `.${signature}`,
      `${token}.${'A'.repeat(43)}=`,
      `${cookie}.x`,
      '%',
      '',
    ];
    for (let index = 0; index < cookie.length; index++) {
      const other = cookie[index] === 'A' ? 'B' : 'A';
      forged.push(cookie.slice(0, index) + other + cookie.slice(index + 1));
    }
    for (const value of forged) {
      const forger = bench.server.client();
      forger.cookies.set(COOKIE, value === '%' ? value : encodeURIComponent(value));
      assert.equal(await isIn(forger), false, value);
    }
    assert.equal(await isIn(client), true);
  });

  test('a page of another site cannot act in the name of who is signed in', async () => {
    const client = await signedIn();
    const { host } = new URL(bench.server.url);
    const renew = (headers: Record<string, string>) =>
      client.fetch('POST', '/session/renew', undefined, headers);
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://evil.${host}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: `http://${host}` },
    ])
      assert.equal((await renew(headers)).body.code, 'origin-refused', JSON.stringify(headers));
    for (const headers of [{ origin: `http://${host}` }, { 'sec-fetch-site': 'same-origin' }])
      assert.equal((await renew(headers)).status, 200, JSON.stringify(headers));
    // The routes of other modules need not think of it.
    const cookie = `${COOKIE}=${client.cookies.get(COOKIE)}`;
    const asked = { method: 'DELETE', headers: { cookie, origin: 'https://evil.example' } };
    await assert.rejects(bench.server.identity.actorOf(asked), { code: 'origin-refused' });
    // Nor can it sign somebody in as somebody else.
    assert.equal((await signIn({ origin: 'https://evil.example' })).body.code, 'origin-refused');
  });

  test('who asks is the owner key, a viewer, or nobody, and a wrong key is not nobody', async () => {
    const { identity } = bench.server;
    const client = await signedIn();
    const cookie = `${COOKIE}=${client.cookies.get(COOKIE)}`;
    const actor = (headers: Record<string, string>) => identity.actorOf({ method: 'GET', headers });
    assert.equal((await actor({ authorization: `Bearer ${OWNER_KEY}`, cookie })).kind, 'owner-key');
    assert.equal((await actor({ cookie })).kind, 'viewer');
    assert.equal((await actor({})).kind, 'nobody');
    await assert.rejects(actor({ authorization: 'Bearer vk_wrong', cookie }), { code: 'key-wrong' });
    await assert.rejects(identity.requirePermission({ headers: {} }, 'assets.read'), {
      code: 'sign-in-needed',
    });
    await assert.rejects(identity.requirePermission({ method: 'GET', headers: { cookie } }, 'assets.read'), {
      code: 'permission-missing',
    });
    await assert.rejects(
      identity.requireSession({ method: 'GET', headers: { authorization: `Bearer ${OWNER_KEY}` } }),
      { code: 'sign-in-needed' },
    );
  });

  test('nothing of the library is reachable but what our routes offer', async () => {
    for (const path of [
      '/sign-in/email',
      '/sign-up/email',
      '/verify-email',
      '/get-session',
      '/vitascope/open-session',
      '/vitascope/check-credentials',
      '/update-user',
      '/change-email',
      '/delete-user',
      '/ok',
      '/error',
    ])
      for (const method of ['GET', 'POST'])
        assert.equal((await bench.server.client().fetch(method, path)).status, 404, `${method} ${path}`);
  });
});
