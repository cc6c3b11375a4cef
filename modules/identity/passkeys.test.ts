// Passkeys: making, using and losing them, and all that must not pass for one. tests/browser has a real browser do it.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { relyingPartyOf } from './relying-party.ts';
import { createSoftAuthenticator, type Lies, type SoftAuthenticator } from './soft-authenticator.ts';
import { type Answer, type Bench, type Client, openBench, PASSWORD, type TestServer } from './testing.ts';

const ORIGIN = 'https://films.example';
const MINUTE = 60_000;

describe('passkeys', () => {
  let bench: Bench;
  let server: TestServer;
  let other: TestServer;
  beforeEach(async () => {
    bench = await openBench();
    server = await bench.start({ publicUrl: ORIGIN });
    other = await bench.start({ publicUrl: ORIGIN });
    await bench.account('ada@example.org');
    await bench.account('grace@example.org');
  });
  afterEach(() => bench?.close());

  const code = (answer: Answer) => [answer.status, answer.body?.code];
  const isRefused = (answer: Answer, why: string) =>
    assert.deepEqual(code(answer), [403, 'passkey-refused'], why);

  async function signedIn(email = 'ada@example.org'): Promise<Client> {
    const client = server.client();
    assert.equal((await client.fetch('POST', '/sign-in', { email, password: PASSWORD })).status, 200);
    return client;
  }
  const optionsToAdd = (client: Client, body: object = {}) => client.fetch('POST', '/passkeys/options', body);
  const add = (client: Client, response: object, more: object = {}) =>
    client.fetch('POST', '/passkeys', { response, ...more });
  async function added(client: Client, counts = false): Promise<SoftAuthenticator & { passkeyId: string }> {
    const authenticator = createSoftAuthenticator({ origin: ORIGIN, counts });
    const answer = await add(client, authenticator.create((await optionsToAdd(client)).body));
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return { ...authenticator, passkeyId: answer.body.id };
  }
  const optionsToSignIn = async () =>
    (await server.client().fetch('POST', '/sign-in/passkey/options')).body as { challenge: string };
  const signIn = (response: object, client = server.client(), more: object = {}) =>
    client.fetch('POST', '/sign-in/passkey', { response, ...more });
  const signInWith = async (authenticator: SoftAuthenticator, lies: Lies = {}) =>
    signIn(authenticator.get(await optionsToSignIn(), lies));

  test('whoever has a passkey signs in with it, and says neither address nor password nor code', async () => {
    const passkey = await added(await signedIn());
    const client = server.client();
    const options = await client.fetch('POST', '/sign-in/passkey/options');
    assert.equal(options.body.userVerification, 'required');
    assert.deepEqual([options.body.rpId, options.body.allowCredentials], ['films.example', undefined]);
    const opened = await signIn(passkey.get(options.body), client);
    assert.deepEqual([opened.status, opened.body.email], [200, 'ada@example.org']);
    assert.equal((await client.fetch('GET', '/session')).status, 200);
    const { items } = (await client.fetch('GET', '/passkeys')).body;
    assert.equal(items[0].usedAt, new Date(bench.clock.time).toISOString());
    const brief = await signIn(passkey.get(await optionsToSignIn()), server.client(), { remember: false });
    assert.doesNotMatch(brief.headers.getSetCookie().join('\n'), /max-age/i);
  });

  test('browsers are asked for a passkey that finds its account itself and knows who holds it', async () => {
    const client = await signedIn();
    const first = await added(client);
    const { body } = await optionsToAdd(client);
    assert.deepEqual(body.rp, { id: 'films.example', name: 'Vitascope' });
    assert.equal(body.authenticatorSelection.residentKey, 'required');
    assert.equal(body.authenticatorSelection.userVerification, 'required');
    assert.equal(body.attestation, 'none');
    assert.deepEqual(body.excludeCredentials, [
      { id: first.id, type: 'public-key', transports: ['internal'] },
    ]);
    assert.match(Buffer.from(body.user.id, 'base64url').toString(), /^ac_/);
  });

  test('making and removing one takes the password, or having signed in within ten minutes', async () => {
    const client = await signedIn();
    const { passkeyId } = await added(client);
    bench.clock.time += 11 * MINUTE;
    const remove = (body: object) => client.fetch('POST', `/passkeys/${passkeyId}/remove`, body);
    // A renewed session is not a fresh one.
    await client.fetch('POST', '/session/renew');
    assert.deepEqual(code(await optionsToAdd(client)), [403, 'password-needed']);
    assert.deepEqual(code(await optionsToAdd(client, { password: 'not the password' })), [
      403,
      'password-wrong',
    ]);
    assert.equal((await optionsToAdd(client, { password: PASSWORD })).status, 200);
    assert.deepEqual(code(await remove({})), [403, 'password-needed']);
    assert.equal((await remove({ password: PASSWORD })).status, 204);
  });

  test('what is not a true answer to a question of now makes no passkey', async () => {
    const client = await signedIn();
    const lies: readonly Lies[] = [
      { origin: 'https://evil.example' },
      { origin: 'http://films.example' },
      { origin: 'https://films.example.evil.example' },
      { relyingParty: 'evil.example' },
      { type: 'webauthn.get' },
      { crossOrigin: true },
      { isVerified: false },
      { challenge: 'A'.repeat(43) },
      { challenge: '' },
    ];
    for (const lie of lies) {
      const authenticator = createSoftAuthenticator({ origin: ORIGIN });
      const { body } = await optionsToAdd(client);
      isRefused(await add(client, authenticator.create(body, lie)), JSON.stringify(lie));
    }
    const { body } = await optionsToAdd(client);
    const answer = createSoftAuthenticator({ origin: ORIGIN }).create(body);
    const broken = { ...answer, response: { ...answer.response, attestationObject: 'AAAA' } };
    isRefused(await add(client, broken), 'no attestation');
    isRefused(await add(client, answer), 'a question that a broken answer has used up');
    assert.deepEqual((await client.fetch('GET', '/passkeys')).body.items, []);
  });

  test('a question is answered once, within five minutes, by who was asked, for what was asked', async () => {
    const [ada, grace] = [await signedIn(), await signedIn('grace@example.org')];
    const create = (options: { challenge: string; user: { id: string } }) =>
      createSoftAuthenticator({ origin: ORIGIN }).create(options);
    const { body: asked } = await optionsToAdd(ada);
    isRefused(await add(grace, create(asked)), "another account's question");
    const twice = (await optionsToAdd(ada)).body;
    const answers = await Promise.all([add(ada, create(twice)), add(ada, create(twice))]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 403]);
    const { body: slow } = await optionsToAdd(ada);
    bench.clock.time += 5 * MINUTE + 1;
    isRefused(await add(ada, create(slow)), 'too late');
    const { body: forSigningIn } = await ada.fetch('POST', '/sign-in/passkey/options');
    isRefused(await add(ada, create({ ...forSigningIn, user: slow.user })), 'for signing in');
    const passkey = await added(await signedIn());
    const { body: forAdding } = await optionsToAdd(await signedIn());
    isRefused(await signIn(passkey.get(forAdding)), 'for adding');
    await bench.server.identity.sweep();
    bench.clock.time += 5 * MINUTE + 1;
    await bench.server.identity.sweep();
    assert.equal(await bench.count('passkey_challenges'), 0);
  });

  test('a lie of any kind signs nobody in', async () => {
    const passkey = await added(await signedIn());
    const graces = await added(await signedIn('grace@example.org'));
    const handleOf = (text: string) => Buffer.from(text).toString('base64url');
    const lies: readonly Lies[] = [
      { origin: 'https://evil.example' },
      { origin: 'http://films.example' },
      { origin: 'https://sub.films.example' },
      { relyingParty: 'evil.example' },
      { relyingParty: 'example' },
      { type: 'webauthn.create' },
      { type: 'payment.get' },
      { crossOrigin: true },
      { isVerified: false },
      { challenge: 'A'.repeat(43) },
      { signer: graces },
      { userHandle: null },
      { userHandle: handleOf('ac_00000000000000000000000000') },
      { userHandle: 'AA' },
    ];
    for (const lie of lies) isRefused(await signInWith(passkey, lie), JSON.stringify(lie));
    assert.equal((await signInWith(passkey)).status, 200);
    isRefused(await signInWith(createSoftAuthenticator({ origin: ORIGIN }), { userHandle: 'AA' }), 'unknown');
  });

  test('an answer signs in once, in whichever process, and not what was changed in it', async () => {
    const passkey = await added(await signedIn());
    const answer = passkey.get(await optionsToSignIn());
    const results = await Promise.all([signIn(answer), signIn(answer, other.client())]);
    assert.deepEqual(results.map(({ status }) => status).toSorted(), [200, 403]);
    isRefused(await signIn(answer), 'a third time');
    for (const field of ['authenticatorData', 'signature', 'clientDataJSON'] as const) {
      const { response, ...rest } = passkey.get(await optionsToSignIn());
      const bytes = Buffer.from(response[field], 'base64url');
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
      const changed = { ...rest, response: { ...response, [field]: bytes.toString('base64url') } };
      isRefused(await signIn(changed), field);
    }
  });

  test('a counter that does not go up is that of a copy', async () => {
    const passkey = await added(await signedIn(), true);
    assert.equal((await signInWith(passkey, { counter: 10 })).status, 200);
    for (const counter of [10, 9, 0]) isRefused(await signInWith(passkey, { counter }), `${counter}`);
    assert.equal((await signInWith(passkey, { counter: 11 })).status, 200);
    const [first, second] = [await optionsToSignIn(), await optionsToSignIn()];
    const both = await Promise.all([
      signIn(passkey.get(first, { counter: 12 })),
      signIn(passkey.get(second, { counter: 12 }), other.client()),
    ]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 403]);
  });

  test('a passkey is renamed and removed by its account alone, and is of no use from then on', async () => {
    const [ada, grace] = [await signedIn(), await signedIn('grace@example.org')];
    const passkey = await added(ada);
    const path = `/passkeys/${passkey.passkeyId}`;
    for (const answer of [
      await grace.fetch('PATCH', path, { name: 'Mine' }),
      await grace.fetch('POST', `${path}/remove`, {}),
    ])
      assert.deepEqual(code(answer), [404, 'passkey-not-found']);
    assert.equal((await ada.fetch('PATCH', path, { name: 'Key ring' })).body.name, 'Key ring');
    assert.equal((await signInWith(passkey)).status, 200);
    assert.equal((await ada.fetch('POST', `${path}/remove`, {})).status, 204);
    isRefused(await signInWith(passkey), 'removed');
    assert.deepEqual((await ada.fetch('GET', '/passkeys')).body.items, []);
  });

  test('a credential is kept once, and an account has twenty of them', async () => {
    const [ada, grace] = [await signedIn(), await signedIn('grace@example.org')];
    const passkey = await added(ada);
    isRefused(await add(grace, passkey.create((await optionsToAdd(grace)).body)), "another account's");
    for (let count = 1; count < 20; count++) await added(ada);
    const one = createSoftAuthenticator({ origin: ORIGIN });
    const answer = await add(ada, one.create((await optionsToAdd(ada)).body));
    assert.deepEqual(code(answer), [409, 'too-many-passkeys']);
  });

  test('with a passkey the role of the staff counts where it needs two factors', async () => {
    const strict = await bench.start({ publicUrl: ORIGIN, staffSecondFactor: true });
    const { cookies } = await bench.owner();
    const owner = strict.client();
    owner.cookies.set('__Host-vitascope.session', cookies.get('vitascope.session') ?? '');
    assert.deepEqual(code(await owner.fetch('GET', '/api/v1/staff')), [403, 'second-factor-needed']);
    const passkey = await added(owner);
    assert.equal((await signIn(passkey.get(await optionsToSignIn()), owner)).status, 200);
    assert.equal((await owner.fetch('GET', '/api/v1/staff')).status, 200);
  });

  test('a client begins so many sign-ins and no more', async () => {
    const client = server.client();
    const ask = () => client.fetch('POST', '/sign-in/passkey/options');
    const answers = await Promise.all(Array.from({ length: 121 }, ask));
    assert.equal(answers.filter(({ status }) => status === 429).length, 1);
    assert.equal(await bench.count('passkey_challenges'), 120);
  });

  test('another site has nobody sign in, nor make a passkey', async () => {
    const client = await signedIn();
    const headers = { origin: 'https://evil.example' };
    for (const path of ['/sign-in/passkey/options', '/sign-in/passkey', '/passkeys/options', '/passkeys'])
      assert.deepEqual(code(await client.fetch('POST', path, {}, headers)), [403, 'origin-refused'], path);
  });
});

test('the site is the public address, or else the host of the request, if browsers have passkeys for that', () => {
  const visitor = (host: string, protocol = 'http') => ({
    headers: { host },
    protocol,
    ip: '192.0.2.1',
    client: '192.0.2.1',
  });
  const publicUrl = 'https://films.example:8443/app';
  const site = { id: 'films.example', origin: 'https://films.example:8443' };
  assert.deepEqual(relyingPartyOf(visitor('evil.example'), publicUrl), site);
  assert.deepEqual(relyingPartyOf(visitor('localhost:8080'), undefined), {
    id: 'localhost',
    origin: 'http://localhost:8080',
  });
  assert.deepEqual(relyingPartyOf(visitor('films.example', 'https'), undefined), {
    id: 'films.example',
    origin: 'https://films.example',
  });
  for (const [host, protocol] of [
    ['127.0.0.1:8080', 'http'],
    ['[::1]:8080', 'http'],
    ['192.0.2.1', 'https'],
    ['films.example', 'http'],
    ['', 'https'],
    ['user@', 'https'],
  ] as const)
    assert.throws(
      () => relyingPartyOf(visitor(host, protocol), undefined),
      { code: 'passkeys-unavailable' },
      host,
    );
});
