// Signing in a television: the words of RFC 8628, who may answer, and that nobody gets in who was not let in.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type Answer, type Bench, type Client, openBench, PASSWORD } from './testing.ts';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:device_code';
const MINUTE = 60_000;

interface Begun {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  readonly qr_code: string;
  readonly expires_in: number;
  readonly interval: number;
}

describe('a television', () => {
  let bench: Bench;
  let ada: Client;
  let tv: Client;
  beforeEach(async () => {
    bench = await openBench();
    ada = await bench.account('ada@example.org');
    tv = bench.server.client();
  });
  afterEach(() => bench?.close());

  async function begin(said: object = { name: 'Living room', kind: 'tv' }): Promise<Begun> {
    const answer = await tv.fetch('POST', '/device/code', said, { 'x-forwarded-for': '198.51.100.7' });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  }
  const pollOnce = (deviceCode: string, client = tv) =>
    client.fetch('POST', '/device/token', { grant_type: GRANT_TYPE, device_code: deviceCode });
  /** After the time that it was told to wait. */
  function poll(deviceCode: string, client = tv): Promise<Answer> {
    bench.clock.time += 5_000;
    return pollOnce(deviceCode, client);
  }
  const answerWith = (action: string, userCode: string, client = ada) =>
    client.fetch('POST', `/device/${action}`, { userCode });
  const errorOf = ({ status, body }: Answer) => [status, body?.error];
  const codeOf = ({ status, body }: Answer) => [status, body?.code];

  test('is told what to show and how to ask, as RFC 8628 says', async () => {
    const begun = await begin();
    assert.match(begun.user_code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    assert.match(begun.device_code, /^[A-Za-z0-9_-]{43}$/);
    assert.equal(begun.verification_uri, `${bench.server.url}/account/device`);
    assert.equal(begun.verification_uri_complete, `${begun.verification_uri}#code=${begun.user_code}`);
    assert.match(begun.qr_code, /^<svg /);
    assert.deepEqual([begun.expires_in, begun.interval], [900, 5]);
    const hashes = await bench.column('device_authorizations', 'device_code_hash');
    assert.ok(hashes.every((hash) => !hash.includes(begun.device_code)));
    const elsewhere = await bench.start({ publicUrl: 'https://films.example' });
    const { body } = await elsewhere.client().fetch('POST', '/device/code', {});
    assert.equal(body.verification_uri, 'https://films.example/account/device');
  });

  test('is signed in once somebody has approved it, on a device of its own', async () => {
    const { device_code: deviceCode, user_code: userCode } = await begin();
    assert.deepEqual(errorOf(await poll(deviceCode)), [400, 'authorization_pending']);
    const asking = await answerWith('look-up', userCode);
    const { name, kind, clientAddress, isSameNetwork } = asking.body;
    assert.deepEqual(
      [name, kind, clientAddress, isSameNetwork],
      ['Living room', 'tv', '198.51.100.7', false],
    );
    assert.equal((await answerWith('approve', userCode)).status, 204);
    const opened = await poll(deviceCode);
    assert.deepEqual([opened.status, opened.body.email], [200, 'ada@example.org']);
    assert.equal((await tv.fetch('GET', '/session')).status, 200);
    const { items } = (await ada.fetch('GET', '/api/v1/devices')).body;
    const device = items.find((item: { kind: string }) => item.kind === 'tv');
    assert.deepEqual([device.name, device.isThis], ['Living room', false]);
    await ada.fetch('POST', `/api/v1/devices/${device.id}/revoke`);
    assert.deepEqual(codeOf(await tv.fetch('GET', '/session')), [401, 'device-revoked']);
  });

  test('gets one session for one approval, whoever asks how often', async () => {
    const other = await bench.start();
    const { device_code: deviceCode, user_code: userCode } = await begin();
    await answerWith('approve', userCode);
    const both = await Promise.all([pollOnce(deviceCode), pollOnce(deviceCode, other.client())]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 400]);
    assert.deepEqual(errorOf(await poll(deviceCode)), [400, 'invalid_grant']);
  });

  test('is told to slow down, and then has to wait longer, approved or not', async () => {
    const { device_code: deviceCode, user_code: userCode } = await begin();
    const after = async (seconds: number) => {
      bench.clock.time += seconds * 1_000;
      return errorOf(await pollOnce(deviceCode))[1];
    };
    assert.equal(await after(0), 'authorization_pending');
    assert.equal(await after(1), 'slow_down');
    await answerWith('approve', userCode);
    assert.equal(await after(5), 'slow_down');
    assert.equal(await after(15), undefined);
    assert.equal((await tv.fetch('GET', '/session')).status, 200);
  });

  test('is refused, once', async () => {
    const { device_code: deviceCode, user_code: userCode } = await begin();
    assert.equal((await answerWith('deny', userCode)).status, 204);
    assert.deepEqual(codeOf(await answerWith('approve', userCode)), [404, 'user-code-wrong']);
    assert.deepEqual(errorOf(await poll(deviceCode)), [400, 'access_denied']);
    assert.deepEqual(errorOf(await poll(deviceCode)), [400, 'invalid_grant']);
    assert.equal(tv.cookies.size, 0);
  });

  test('has a quarter of an hour', async () => {
    const { device_code: deviceCode, user_code: userCode } = await begin();
    bench.clock.time += 15 * MINUTE;
    for (const action of ['look-up', 'approve', 'deny'])
      assert.deepEqual(codeOf(await answerWith(action, userCode)), [404, 'user-code-wrong']);
    assert.deepEqual(errorOf(await poll(deviceCode)), [400, 'expired_token']);
    await bench.server.identity.sweep();
    assert.deepEqual(errorOf(await poll(deviceCode)), [400, 'expired_token']);
    bench.clock.time += 16 * MINUTE;
    await bench.server.identity.sweep();
    assert.equal(await bench.count('device_authorizations'), 0);
  });

  test('that was approved and comes too late gets nothing', async () => {
    const { device_code: deviceCode, user_code: userCode } = await begin();
    await answerWith('approve', userCode);
    bench.clock.time += 15 * MINUTE;
    assert.deepEqual(errorOf(await poll(deviceCode)), [400, 'expired_token']);
    assert.equal(tv.cookies.size, 0);
  });

  test('is answered once by two who answer at once', async () => {
    const grace = await bench.account('grace@example.org');
    const { user_code: userCode } = await begin();
    const answers = await Promise.all([
      answerWith('approve', userCode),
      answerWith('approve', userCode, grace),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [204, 404]);
  });

  test('shows a code that may be typed as people type', async () => {
    const { user_code: userCode } = await begin();
    for (const typed of [
      userCode.toLowerCase(),
      userCode.replace('-', ''),
      ` ${userCode.replace('-', ' – ')} `,
    ])
      assert.equal((await answerWith('look-up', typed)).status, 200, typed);
  });

  test('may speak in forms, as the RFC has it, and is answered in its words whatever it says', async () => {
    const post = async (path: string, body: string, type = 'application/x-www-form-urlencoded') => {
      const url = `${bench.server.url}/api/v1/auth/device/${path}`;
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
      return { status: response.status, body: (await response.json()) as Record<string, string> };
    };
    const begun = await post('code', 'client_id=tv&name=Kitchen&kind=tv');
    assert.equal(begun.status, 200);
    const good = `grant_type=${encodeURIComponent(GRANT_TYPE)}&device_code=${begun.body['device_code']}`;
    const table: readonly [string, string][] = [
      [good, 'authorization_pending'],
      [`${good}&device_code=again`, 'invalid_request'],
      [`device_code=${begun.body['device_code']}`, 'invalid_request'],
      [`grant_type=${encodeURIComponent(GRANT_TYPE)}`, 'invalid_request'],
      ['grant_type=password&device_code=x', 'unsupported_grant_type'],
      [`grant_type=${encodeURIComponent(GRANT_TYPE)}&device_code=x`, 'invalid_grant'],
      [`grant_type=${encodeURIComponent(GRANT_TYPE)}&device_code=${'x'.repeat(300)}`, 'invalid_request'],
      ['__proto__=x&constructor=y', 'invalid_request'],
      ['', 'invalid_request'],
    ];
    for (const [body, error] of table) {
      const answer = await post('token', body);
      assert.deepEqual([answer.status, answer.body['error']], [400, error], body);
      assert.ok((answer.body['error_description'] ?? '').length > 10);
    }
    assert.equal((await post('token', '[]', 'application/json')).body['error'], 'invalid_request');
    // Without a body it is called after its user agent.
    const { status } = await bench.server.client().fetch('POST', '/device/code');
    assert.equal(status, 200);
  });

  test('is let in by nobody who is not signed in, nor by what was let in itself', async () => {
    const first = await begin();
    for (const action of ['look-up', 'approve', 'deny'])
      assert.deepEqual(codeOf(await answerWith(action, first.user_code, bench.server.client())), [
        401,
        'sign-in-needed',
      ]);
    await answerWith('approve', first.user_code);
    assert.equal((await poll(first.device_code)).status, 200);
    const second = await begin();
    assert.deepEqual(codeOf(await answerWith('approve', second.user_code, tv)), [403, 'password-needed']);
    // A page of another site cannot answer either.
    const headers = { origin: 'https://evil.example' };
    const answer = await ada.fetch('POST', '/device/approve', { userCode: second.user_code }, headers);
    assert.deepEqual(codeOf(answer), [403, 'origin-refused']);
    assert.deepEqual(errorOf(await pollOnce(second.device_code)), [400, 'authorization_pending']);
  });

  test('has a session that cannot stand for a password, nor for a role', async () => {
    const owner = await bench.owner();
    const { device_code: deviceCode, user_code: userCode } = await begin();
    await answerWith('approve', userCode, owner);
    assert.equal((await poll(deviceCode)).body.role, 'owner');
    const named = (await bench.start({ publicUrl: 'https://films.example' })).client();
    const isStillOne = async () => {
      assert.deepEqual(codeOf(await tv.fetch('GET', '/api/v1/staff')), [403, 'permission-missing']);
      assert.equal((await tv.fetch('GET', '/api/v1/profiles')).status, 200);
      named.cookies.set('__Host-vitascope.session', tv.cookies.get('vitascope.session') ?? '');
      for (const body of [{}, { password: PASSWORD }])
        assert.deepEqual(codeOf(await named.fetch('POST', '/passkeys/options', body)), [
          403,
          'password-needed',
        ]);
    };
    await isStillOne();
    // Nor does it become another one by being renewed, or with another password.
    assert.equal((await tv.fetch('POST', '/session/renew')).status, 200);
    await isStillOne();
    assert.equal((await owner.fetch('GET', '/api/v1/staff')).status, 200);
    const change = { current: PASSWORD, password: 'quite another one' };
    assert.equal((await tv.fetch('POST', '/password', change)).status, 200);
    await isStillOne();
  });

  test('shows a code that is not found by trying, in however many processes', async () => {
    const other = await bench.start();
    const { user_code: userCode } = await begin();
    const copy = other.client();
    for (const [name, value] of ada.cookies) copy.cookies.set(name, value);
    const statuses = [];
    for (let count = 0; count < 21; count++)
      statuses.push((await answerWith('look-up', 'BBBBBBBB', count % 2 === 0 ? ada : copy)).status);
    assert.deepEqual(statuses, [...Array<number>(20).fill(404), 429]);
    for (const action of ['look-up', 'approve'])
      assert.deepEqual(codeOf(await answerWith(action, userCode, copy)), [429, 'too-many-attempts']);
    // A right one in between gives nobody more tries.
    const grace = await bench.account('grace@example.org');
    for (let count = 0; count < 20; count++)
      assert.equal((await answerWith('look-up', userCode, grace)).status, 200);
    assert.equal((await answerWith('look-up', userCode, grace)).status, 429);
  });

  test('gets so many codes in a time and no more', async () => {
    const ask = () => tv.fetch('POST', '/device/code', {});
    const answers = await Promise.all(Array.from({ length: 31 }, ask));
    assert.equal(answers.filter(({ status }) => status === 429).length, 1);
    assert.equal(await bench.count('device_authorizations'), 30);
    const codes = await bench.column('device_authorizations', 'user_code');
    assert.equal(new Set(codes).size, 30);
  });

  test('whose account is deleted before it asks gets nothing', async () => {
    const { device_code: deviceCode, user_code: userCode } = await begin();
    await answerWith('approve', userCode);
    await bench.deleteAccount('ada@example.org');
    assert.deepEqual(errorOf(await poll(deviceCode)), [400, 'invalid_grant']);
    assert.equal(tv.cookies.size, 0);
  });

  test('with a name as long as a letter, or of a kind that there is not, is refused', async () => {
    for (const said of [{ name: 'x'.repeat(101) }, { name: '' }, { kind: 'toaster' }, { name: 7 }])
      assert.equal((await tv.fetch('POST', '/device/code', said)).status, 400, JSON.stringify(said));
    const again = await tv.fetch('POST', '/sign-in', { email: 'ada@example.org', password: PASSWORD });
    assert.equal(again.status, 200);
  });
});
