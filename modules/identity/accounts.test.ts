// Signing up and choosing passwords; what an answer gives away about who has an account: nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Answer, type Bench, openBench, PASSWORD, tokenIn } from './testing.ts';

describe('accounts', () => {
  let bench: Bench;
  before(async () => {
    bench = await openBench();
  });
  after(() => bench?.close());

  const post = (path: string, body: unknown) => bench.server.client().fetch('POST', path, body);
  const signIn = (email: string, password = PASSWORD) => post('/sign-in', { email, password });

  test('an address becomes an account by the link that was sent to it, and by no other way', async () => {
    const email = 'ada@example.org';
    const asked = await post('/sign-up', { email: 'Ada@Example.org', name: 'Ada' });
    assert.deepEqual([asked.status, asked.body], [202, { status: 'mail-sent' }]);
    const mail = await bench.nextMail(email);
    assert.match(mail.body, /^http:\/\/films\.example\/account\/sign-up#token=/m);
    assert.equal((await signIn(email)).body.code, 'sign-in-failed');

    const client = bench.server.client();
    const made = await client.fetch('POST', '/sign-up/complete', {
      token: tokenIn(mail.body),
      password: PASSWORD,
    });
    assert.equal(made.status, 201);
    assert.deepEqual([made.body.name, made.body.email, made.body.role], ['Ada', email, null]);
    assert.deepEqual((await client.fetch('GET', '/session')).body, made.body);
    assert.deepEqual((await signIn('ADA@example.org')).body, made.body);

    const again = await post('/sign-up/complete', { token: tokenIn(mail.body), password: PASSWORD });
    assert.deepEqual([again.status, again.body.code], [403, 'link-invalid']);
  });

  test('of two links for one address, using one makes the other worthless', async () => {
    const email = 'twice@example.org';
    await post('/sign-up', { email, name: 'First' });
    const first = tokenIn((await bench.nextMail(email)).body);
    await post('/sign-up', { email, name: 'Second' });
    const second = tokenIn((await bench.nextMail(email)).body);
    assert.equal((await post('/sign-up/complete', { token: second, password: PASSWORD })).status, 201);
    const late = await post('/sign-up/complete', { token: first, password: 'another password' });
    assert.equal(late.body.code, 'link-invalid');
    assert.equal((await signIn(email)).status, 200);
  });

  test('a link for one thing does nothing else', async () => {
    const email = 'confused@example.org';
    await bench.account(email);
    await post('/password-reset', { email });
    const token = tokenIn((await bench.nextMail(email)).body);
    assert.equal((await post('/sign-up/complete', { token, password: PASSWORD })).body.code, 'link-invalid');
    const given = { token, password: PASSWORD, email: 'x@example.org', name: 'X' };
    assert.equal((await post('/set-up', given)).body.code, 'link-invalid');
    assert.equal((await post('/password-reset/complete', { token, password: PASSWORD })).status, 204);
  });

  test('a new password ends every session, works at once, and the link only once and for an hour', async () => {
    const email = 'grace@example.org';
    const client = await bench.account(email);
    assert.equal((await client.fetch('GET', '/session')).status, 200);
    await post('/password-reset', { email });
    const token = tokenIn((await bench.nextMail(email)).body);
    const reset = (password: string, given = token) =>
      post('/password-reset/complete', { token: given, password });
    assert.equal((await reset('a new one, and long')).status, 204);
    assert.equal((await client.fetch('GET', '/session')).body.code, 'sign-in-needed');
    assert.equal((await signIn(email)).status, 401);
    assert.equal((await signIn(email, 'a new one, and long')).status, 200);
    assert.equal((await reset('yet another, also long')).body.code, 'link-invalid');

    await post('/password-reset', { email });
    const late = tokenIn((await bench.nextMail(email)).body);
    const { time } = bench.clock;
    bench.clock.time += 3_600_000;
    assert.equal((await reset('yet another, also long', late)).body.code, 'link-invalid');
    bench.clock.time = time;
    assert.equal((await reset('yet another, also long', late)).status, 204);
  });

  test('changing the password takes the current one, keeps this session and ends the others', async () => {
    const email = 'linus@example.org';
    const here = await bench.account(email);
    const elsewhere = bench.server.client();
    await elsewhere.fetch('POST', '/sign-in', { email, password: PASSWORD });
    const before = here.cookies.get('vitascope.session');
    const change = (current: string) =>
      here.fetch('POST', '/password', { current, password: 'something else' });
    assert.deepEqual((await change('not this one')).body.code, 'password-wrong');
    assert.equal((await elsewhere.fetch('GET', '/session')).status, 200);
    assert.equal((await change(PASSWORD)).status, 200);
    assert.notEqual(here.cookies.get('vitascope.session'), before);
    assert.equal((await here.fetch('GET', '/session')).status, 200);
    assert.equal((await elsewhere.fetch('GET', '/session')).status, 401);
    assert.equal((await signIn(email)).status, 401);
    assert.equal((await signIn(email, 'something else')).status, 200);
  });

  /** All of an answer that a client can see, but for what names this one request. */
  const visible = ({ status, headers, body }: Answer) => {
    const { instance: _instance, traceId: _traceId, ...rest } = body;
    const names = [...headers.keys()].filter((name) => name !== 'set-cookie').sort();
    return JSON.stringify([status, names, rest]);
  };

  test('signing in, signing up and resetting answer the same whether there is an account', async () => {
    await bench.account('known@example.org');
    const both = async (path: string, more: object) =>
      Promise.all(
        ['known@example.org', 'unknown@example.org'].map((email) => post(path, { email, ...more })),
      );
    for (const [path, more] of [
      ['/sign-in', { password: 'not the password' }],
      ['/sign-up', { name: 'Somebody' }],
      ['/password-reset', {}],
    ] as const) {
      const [known, unknown] = (await both(path, more)) as [Answer, Answer];
      assert.equal(visible(known), visible(unknown), path);
    }
    // To the one who reads the mail it may say so.
    assert.equal((await bench.nextMail('unknown@example.org')).subject, 'Confirm your address');
    const subjects = [await bench.nextMail('known@example.org'), await bench.nextMail('known@example.org')];
    assert.deepEqual(subjects.map(({ subject }) => subject).sort(), [
      'Choose a new password',
      'You have an account',
    ]);
  });

  test('a password is worked on as hard where there is no account', async () => {
    await bench.account('slow@example.org');
    const took = async (email: string): Promise<number> => {
      const startedAt = performance.now();
      assert.equal((await signIn(email, 'not the password')).status, 401);
      return performance.now() - startedAt;
    };
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    for (let round = 0; round < 4; round++) {
      times.known.push(await took('slow@example.org'));
      times.unknown.push(await took('nobody@example.org'));
    }
    // The quickest of each: what else the machine does can only slow one down.
    const ratio = Math.min(...times.unknown) / Math.min(...times.known);
    assert.ok(ratio > 0.5 && ratio < 2, `${ratio}`);
  });

  test('no answer and no mail holds what a stranger wrote', async () => {
    const email = 'script@example.org';
    await post('/sign-up', { email, name: '<img src=x onerror=alert(1)> https://evil.example' });
    assert.doesNotMatch((await bench.nextMail(email)).body, /evil|onerror/);
    for (const bad of ['a@b', 'a@b.example\r\nBcc: c@d.example', `${'a'.repeat(250)}@example.org`, ''])
      assert.equal((await post('/sign-up', { email: bad, name: 'X' })).body.code, 'invalid-request');
  });
});
