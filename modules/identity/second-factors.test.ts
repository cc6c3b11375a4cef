// Second factors: setting one up, signing in with it, losing it, and everything that must not get past it.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { createSealing } from './sealing.ts';
import { type Bench, type Client, openBench, PASSWORD, tokenIn } from './testing.ts';
import { totpCode, totpStepAt } from './totp.ts';

const STEP_MS = 30_000;
const EMAIL = 'ada@example.org';

/** An authenticator app. */
function createApp(bench: Bench, secret: string) {
  const bits = [...secret].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const bytes = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  return {
    /** The code that is shown some steps from now. */
    code: (steps = 0): string => totpCode(bytes, totpStepAt(bench.clock.time) + steps),
    /** As {@link code}, when the one that has been used is over. */
    nextCode(): string {
      bench.clock.time += 2 * STEP_MS;
      return this.code();
    },
  };
}

type App = ReturnType<typeof createApp>;

describe('second factors', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench?.close());

  const state = async (client: Client) => (await client.fetch('GET', '/second-factor')).body;
  const withPassword = (client: Client, more: object = {}) =>
    client.fetch('POST', '/sign-in', { email: EMAIL, password: PASSWORD, ...more });
  const withCode = (client: Client, challenge: string, code: string) =>
    client.fetch('POST', '/sign-in/code', { challenge, code });
  const codeOf = (answer: { status: number; body: { code?: string } | null }) => [
    answer.status,
    answer.body?.code,
  ];

  async function setUp(client: Client): Promise<{ app: App; recoveryCodes: string[] }> {
    const enrolment = await client.fetch('POST', '/second-factor/enrol', { password: PASSWORD });
    assert.equal(enrolment.status, 200, JSON.stringify(enrolment.body));
    const app = createApp(bench, enrolment.body.secret);
    const confirmed = await client.fetch('POST', '/second-factor/confirm', { code: app.code() });
    assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body));
    return { app, recoveryCodes: confirmed.body.recoveryCodes };
  }

  async function challenged(client = bench.server.client()): Promise<{ client: Client; challenge: string }> {
    const answer = await withPassword(client);
    assert.deepEqual([answer.status, answer.body.status], [202, 'code-needed']);
    return { client, challenge: answer.body.challenge };
  }

  test('after it is set up, a password alone opens no session, and a code after it does', async () => {
    const ada = await bench.account(EMAIL);
    assert.deepEqual(await state(ada), { since: null, recoveryCodesLeft: 0 });
    const { app } = await setUp(ada);
    const since = new Date(bench.clock.time).toISOString();
    assert.deepEqual(await state(ada), { since, recoveryCodesLeft: 10 });
    const { client, challenge } = await challenged();
    assert.equal(client.cookies.size, 0);
    assert.equal((await client.fetch('GET', '/session')).status, 401);
    const opened = await withCode(client, challenge, app.nextCode());
    assert.deepEqual([opened.status, opened.body.email], [200, EMAIL]);
    assert.equal((await client.fetch('GET', '/session')).status, 200);
  });

  test('what an app is told comes as text, address and picture, and the picture cannot run anything', async () => {
    const ada = await bench.account(EMAIL);
    const { body } = await ada.fetch('POST', '/second-factor/enrol', { password: PASSWORD });
    assert.match(body.secret, /^[A-Z2-7]{32}$/);
    assert.equal(
      body.uri,
      `otpauth://totp/Vitascope:ada%40example.org?secret=${body.secret}&issuer=Vitascope`,
    );
    assert.match(body.qrCode, /^<svg [^>]*>/);
    assert.doesNotMatch(body.qrCode, /script|href|foreignObject|on\w+=/i);
  });

  test('setting up counts for nothing before a code has come, and not for ever', async () => {
    const ada = await bench.account(EMAIL);
    assert.deepEqual(
      codeOf(await ada.fetch('POST', '/second-factor/enrol', { password: 'not the password' })),
      [403, 'password-wrong'],
    );
    const first = await ada.fetch('POST', '/second-factor/enrol', { password: PASSWORD });
    assert.equal((await withPassword(bench.server.client())).status, 200);
    const second = await ada.fetch('POST', '/second-factor/enrol', { password: PASSWORD });
    const confirm = (code: string) => ada.fetch('POST', '/second-factor/confirm', { code });
    // Only the newest counts.
    assert.deepEqual(codeOf(await confirm(createApp(bench, first.body.secret).code())), [403, 'code-wrong']);
    bench.clock.time += 16 * 60_000;
    const app = createApp(bench, second.body.secret);
    assert.deepEqual(codeOf(await confirm(app.code())), [409, 'enrolment-missing']);
    const { app: third } = await setUp(ada);
    assert.deepEqual(codeOf(await confirm(third.nextCode())), [409, 'enrolment-missing']);
    assert.deepEqual(codeOf(await ada.fetch('POST', '/second-factor/enrol', { password: PASSWORD })), [
      409,
      'second-factor-exists',
    ]);
  });

  test('setting it up replaces the session and ends all others', async () => {
    const ada = await bench.account(EMAIL);
    const elsewhere = bench.server.client();
    assert.equal((await withPassword(elsewhere)).status, 200);
    const copy = bench.server.client();
    for (const [name, value] of ada.cookies) copy.cookies.set(name, value);
    await setUp(ada);
    for (const [client, status] of [
      [ada, 200],
      [copy, 401],
      [elsewhere, 401],
    ] as const)
      assert.equal((await client.fetch('GET', '/session')).status, status);
  });

  test('no code counts twice, nor one that is older than the last, in whichever process', async () => {
    const { app } = await setUp(await bench.account(EMAIL));
    const other = await bench.start();
    bench.clock.time += 10 * STEP_MS;
    const [here, there, late] = [await challenged(), await challenged(), await challenged()];
    const code = app.code();
    const answers = await Promise.all([
      withCode(here.client, here.challenge, code),
      withCode(other.client(), there.challenge, code),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 403]);
    for (const old of [code, app.code(-1)])
      assert.deepEqual(codeOf(await withCode(late.client, late.challenge, old)), [403, 'code-wrong']);
    assert.equal((await withCode(late.client, late.challenge, app.code(1))).status, 200);
  });

  test('a code is right a step early and a step late, and not two', async () => {
    const { app } = await setUp(await bench.account(EMAIL));
    for (const [steps, status] of [
      [-2, 403],
      [2, 403],
      [-1, 200],
      [1, 200],
    ] as const) {
      bench.clock.time += 10 * STEP_MS;
      const { client, challenge } = await challenged();
      assert.equal((await withCode(client, challenge, app.code(steps))).status, status, `${steps}`);
    }
  });

  test('a begun sign-in is finished once, within five minutes, with the password of now', async () => {
    const ada = await bench.account(EMAIL);
    const { app } = await setUp(ada);
    bench.clock.time += 2 * STEP_MS;
    const used = await challenged();
    assert.equal((await withCode(used.client, used.challenge, app.code())).status, 200);
    assert.deepEqual(codeOf(await withCode(used.client, used.challenge, app.nextCode())), [
      403,
      'challenge-invalid',
    ]);
    const slow = await challenged();
    bench.clock.time += 5 * 60_000 + 1;
    assert.deepEqual(codeOf(await withCode(slow.client, slow.challenge, app.code())), [
      403,
      'challenge-invalid',
    ]);
    const outdated = await challenged();
    const changed = await ada.fetch('POST', '/password', {
      current: PASSWORD,
      password: 'quite another one',
    });
    assert.equal(changed.status, 200);
    assert.deepEqual(codeOf(await withCode(outdated.client, outdated.challenge, app.code())), [
      403,
      'challenge-invalid',
    ]);
    assert.deepEqual(codeOf(await withCode(ada, 'A'.repeat(43), app.code())), [403, 'challenge-invalid']);
  });

  test('a sign-in of one account is not finished with the code of another', async () => {
    await setUp(await bench.account(EMAIL));
    const { app, recoveryCodes } = await setUp(await bench.account('grace@example.org'));
    bench.clock.time += 2 * STEP_MS;
    const { client, challenge } = await challenged();
    for (const code of [app.code(), recoveryCodes[0] ?? ''])
      assert.deepEqual(codeOf(await withCode(client, challenge, code)), [403, 'code-wrong']);
  });

  test('ten wrong codes in two processes shut the account out of both, the right code too', async () => {
    const { app, recoveryCodes } = await setUp(await bench.account(EMAIL));
    const other = await bench.start();
    bench.clock.time += 2 * STEP_MS;
    const { challenge } = await challenged();
    const statuses = [];
    for (let count = 0; count < 11; count++) {
      const wrong = String((Number(app.code()) + 1 + count) % 1_000_000).padStart(6, '0');
      const server = count % 2 === 0 ? bench.server : other;
      statuses.push((await withCode(server.client(), challenge, wrong)).status);
    }
    assert.deepEqual(statuses, [...Array<number>(10).fill(403), 429]);
    for (const code of [app.code(), recoveryCodes[0] ?? '']) {
      const limited = await withCode(other.client(), challenge, code);
      assert.deepEqual(codeOf(limited), [429, 'too-many-attempts']);
      assert.ok(Number(limited.headers.get('retry-after')) > 3_500);
    }
  });

  test('a recovery code works once in the place of a code, however it is typed', async () => {
    const ada = await bench.account(EMAIL);
    const { recoveryCodes } = await setUp(ada);
    assert.equal(new Set(recoveryCodes).size, 10);
    const [first = '', second = ''] = recoveryCodes;
    assert.match(first, /^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/);
    for (const code of [first, ` ${second.toUpperCase().replaceAll('-', ' ')} `]) {
      const { client, challenge } = await challenged();
      assert.equal((await withCode(client, challenge, code)).status, 200);
    }
    const { client, challenge } = await challenged();
    assert.deepEqual(codeOf(await withCode(client, challenge, first)), [403, 'code-wrong']);
    assert.equal((await state(ada)).recoveryCodesLeft, 8);
  });

  test('other recovery codes take the password and a code, and those before are worth nothing', async () => {
    const ada = await bench.account(EMAIL);
    const { app, recoveryCodes } = await setUp(ada);
    const renew = (given: object) => ada.fetch('POST', '/second-factor/recovery-codes', given);
    assert.deepEqual(codeOf(await renew({ password: 'not the password', code: app.nextCode() })), [
      403,
      'password-wrong',
    ]);
    assert.deepEqual(codeOf(await renew({ password: PASSWORD, code: '000000' })), [403, 'code-wrong']);
    const renewed = await renew({ password: PASSWORD, code: app.nextCode() });
    assert.equal(renewed.body.recoveryCodes.length, 10);
    const { client, challenge } = await challenged();
    assert.equal((await withCode(client, challenge, recoveryCodes[0] ?? '')).status, 403);
    assert.equal((await withCode(client, challenge, renewed.body.recoveryCodes[0])).status, 200);
  });

  test('taking it away takes the password and a code, and replaces the session', async () => {
    const ada = await bench.account(EMAIL);
    const { app, recoveryCodes } = await setUp(ada);
    const remove = (given: object) => ada.fetch('POST', '/second-factor/remove', given);
    assert.deepEqual(codeOf(await remove({ password: 'not the password', code: app.nextCode() })), [
      403,
      'password-wrong',
    ]);
    assert.deepEqual(codeOf(await remove({ password: PASSWORD, code: '000000' })), [403, 'code-wrong']);
    const before = ada.cookies.get('vitascope.session');
    assert.equal((await remove({ password: PASSWORD, code: recoveryCodes[0] })).status, 200);
    assert.notEqual(ada.cookies.get('vitascope.session'), before);
    assert.deepEqual(await state(ada), { since: null, recoveryCodesLeft: 0 });
    assert.equal((await withPassword(bench.server.client())).status, 200);
    assert.deepEqual(codeOf(await remove({ password: PASSWORD, code: app.nextCode() })), [
      409,
      'second-factor-missing',
    ]);
  });

  test('an owner, and nobody else, helps whoever has lost the app and the codes', async () => {
    const ada = await bench.account(EMAIL);
    await setUp(ada);
    const owner = await bench.owner();
    const forget = (client: Client, email: string) =>
      client.fetch('POST', '/api/v1/staff/forget-second-factor', { email });
    assert.deepEqual(codeOf(await forget(ada, EMAIL)), [403, 'permission-missing']);
    assert.deepEqual(codeOf(await forget(owner, 'nobody@example.org')), [404, 'account-not-found']);
    assert.equal((await forget(owner, EMAIL)).status, 204);
    assert.deepEqual(codeOf(await forget(owner, EMAIL)), [409, 'second-factor-missing']);
    assert.equal((await ada.fetch('GET', '/session')).status, 401);
    assert.equal((await withPassword(ada)).status, 200);
  });

  test('a new password by mail does not get past it', async () => {
    await setUp(await bench.account(EMAIL));
    const client = bench.server.client();
    await client.fetch('POST', '/password-reset', { email: EMAIL });
    const token = tokenIn((await bench.nextMail(EMAIL)).body);
    const password = 'quite another one';
    const reset = await client.fetch('POST', '/password-reset/complete', { token, password });
    assert.equal(reset.status, 204);
    assert.equal((await withPassword(client, { password })).status, 202);
  });

  test('whoever does not know the password learns nothing of it', async () => {
    await setUp(await bench.account(EMAIL));
    await bench.account('grace@example.org');
    const answers = [];
    for (const email of [EMAIL, 'grace@example.org', 'nobody@example.org']) {
      const { status, body } = await withPassword(bench.server.client(), {
        email,
        password: 'not the password',
      });
      answers.push({ status, ...body, instance: null, traceId: null });
    }
    assert.deepEqual(answers[1], answers[0]);
    assert.deepEqual(answers[2], answers[0]);
  });

  test('a brief sign-in stays brief through its second step', async () => {
    const { app } = await setUp(await bench.account(EMAIL));
    const client = bench.server.client();
    const { body } = await withPassword(client, { remember: false });
    const opened = await withCode(client, body.challenge, app.nextCode());
    assert.doesNotMatch(opened.headers.getSetCookie().join('\n'), /max-age/i);
    assert.ok(client.cookies.has('vitascope.brief'));
  });

  test('what the database holds is sealed, and begun sign-ins are removed when they are over', async () => {
    const ada = await bench.account(EMAIL);
    const { body } = await ada.fetch('POST', '/second-factor/enrol', { password: PASSWORD });
    const [secret = ''] = await bench.column('authenticators', 'secret');
    assert.ok(!secret.includes(body.secret));
    await ada.fetch('POST', '/second-factor/confirm', { code: createApp(bench, body.secret).code() });
    await challenged();
    assert.equal(await bench.count('sign_in_challenges'), 1);
    bench.clock.time += 5 * 60_000 + 1;
    await bench.server.identity.sweep();
    assert.equal(await bench.count('sign_in_challenges'), 0);
  });

  test('where the staff needs one, a role counts only after a code, also after renewing and a new password', async () => {
    const owner = await bench.owner();
    const strict = await bench.start({ staffSecondFactor: true });
    const client = strict.client();
    for (const [name, value] of owner.cookies) client.cookies.set(name, value);
    const staff = () => client.fetch('GET', '/api/v1/staff');
    assert.deepEqual(codeOf(await staff()), [403, 'second-factor-needed']);
    assert.equal((await owner.fetch('GET', '/api/v1/staff')).status, 200);
    const { app } = await setUp(client);
    assert.equal((await staff()).status, 200);
    assert.equal((await client.fetch('POST', '/session/renew')).status, 200);
    assert.equal((await staff()).status, 200);
    const changed = await client.fetch('POST', '/password', {
      current: PASSWORD,
      password: 'quite another one',
    });
    assert.equal(changed.status, 200);
    assert.equal((await staff()).status, 200);
    const given = { password: 'quite another one', code: app.nextCode() };
    assert.equal((await client.fetch('POST', '/second-factor/remove', given)).status, 200);
    assert.deepEqual(codeOf(await staff()), [403, 'second-factor-needed']);
    // Nor is what the viewer in them may do any less.
    assert.equal((await client.fetch('GET', '/api/v1/profiles')).status, 200);
  });
});

test('what is sealed opens for its owner alone, with its key alone, and unchanged only', () => {
  const sealing = createSealing(Buffer.alloc(32, 1));
  const secret = Buffer.from('a secret');
  const sealed = sealing.seal(secret, 'ac_1');
  assert.deepEqual(sealing.open(sealed, 'ac_1'), secret);
  assert.equal(sealing.open(sealed, 'ac_2'), null);
  assert.equal(createSealing(Buffer.alloc(32, 2)).open(sealed, 'ac_1'), null);
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    assert.equal(sealing.open(changed, 'ac_1'), null, `${index}`);
  }
  for (const length of [0, 12, 27, 28]) assert.equal(sealing.open(sealed.subarray(0, length), 'ac_1'), null);
});
