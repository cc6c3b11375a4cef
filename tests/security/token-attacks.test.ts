// ID tokens and logout tokens of a hostile provider, threats row 9: none of them signs anybody in or out.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import {
  es256,
  type HostileProvider,
  hs256,
  type Json,
  makeToken,
  openHostileProvider,
  rs256,
  unsigned,
} from './hostile-provider.ts';

const CLIENT = 'vitascope';
const SECRET = 'the secret of the client, 32 bytes';

interface Scene {
  readonly provider: HostileProvider;
  readonly nonce: string;
  readonly now: number;
  /** What an honest provider would say. */
  readonly claims: Json;
  readonly head: Json;
  /** Signed by the right key, with these claims in place of the honest ones. */
  signed(claims?: Json, head?: Json): string;
}

type Attack = (scene: Scene) => unknown;

const publicPem = (provider: HostileProvider) =>
  provider.keys.rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString();
const publicJwk = (provider: HostileProvider, name: 'rsa' | 'stranger') =>
  provider.keys[name].publicKey.export({ format: 'jwk' });
const without = (claims: Json, name: string): Json =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

/** RFC 8725 names most of these. */
const attacks: Readonly<Record<string, Attack>> = {
  // Algorithms, §2.1: CVE-2015-9235, CVE-2016-10555, CVE-2023-48223, CVE-2026-22817
  ...Object.fromEntries(
    ['none', 'None', 'NONE', 'nOnE', '', null, undefined, 0, ['RS256'], { alg: 'RS256' }].map(
      (alg, index) => [
        `alg ${JSON.stringify(alg)} (${index}) without a signature`,
        ({ claims }: Scene) => makeToken({ alg, kid: 'rsa' }, claims, unsigned),
      ],
    ),
  ),
  'alg none with a good signature': ({ claims, provider }) =>
    makeToken({ alg: 'none', kid: 'rsa' }, claims, rs256(provider.keys.rsa.privateKey)),
  'HS256 with the public key as PEM': ({ claims, provider }) =>
    makeToken({ alg: 'HS256', kid: 'rsa' }, claims, hs256(publicPem(provider))),
  'HS256 with the public key as PEM without its last line feed': ({ claims, provider }) =>
    makeToken({ alg: 'HS256', kid: 'rsa' }, claims, hs256(publicPem(provider).trimEnd())),
  'HS256 with whitespace before the public key': ({ claims, provider }) =>
    makeToken({ alg: 'HS256', kid: 'rsa' }, claims, hs256(` \n${publicPem(provider)}`)),
  'HS256 with the public key as DER': ({ claims, provider }) =>
    makeToken(
      { alg: 'HS256', kid: 'rsa' },
      claims,
      hs256(provider.keys.rsa.publicKey.export({ format: 'der', type: 'spki' })),
    ),
  'HS256 with the modulus of the public key': ({ claims, provider }) =>
    makeToken(
      { alg: 'HS256', kid: 'rsa' },
      claims,
      hs256(Buffer.from(publicJwk(provider, 'rsa').n ?? '', 'base64url')),
    ),
  'HS256 with the public key as JWK': ({ claims, provider }) =>
    makeToken({ alg: 'HS256', kid: 'rsa' }, claims, hs256(JSON.stringify(publicJwk(provider, 'rsa')))),
  "HS256 with the client's secret": ({ claims }) => makeToken({ alg: 'HS256' }, claims, hs256(SECRET)),
  'HS256 with an empty key': ({ claims }) => makeToken({ alg: 'HS256' }, claims, hs256('')),
  'HS256 with a symmetric key from the key set': ({ claims }) =>
    makeToken({ alg: 'HS256', kid: 'shared' }, claims, hs256('a shared secret of 32 bytes long')),
  RS1: ({ claims, provider }) =>
    makeToken({ alg: 'RS1', kid: 'rsa' }, claims, rs256(provider.keys.rsa.privateKey)),
  'rs256 in lower case': ({ claims, provider }) =>
    makeToken({ alg: 'rs256', kid: 'rsa' }, claims, rs256(provider.keys.rsa.privateKey)),
  'ES256 said of a signature by RSA': ({ claims, provider }) =>
    makeToken({ alg: 'ES256', kid: 'ec' }, claims, rs256(provider.keys.rsa.privateKey)),
  'PS256 said of PKCS #1 v1.5': ({ claims, provider }) =>
    makeToken({ alg: 'PS256', kid: 'rsa' }, claims, rs256(provider.keys.rsa.privateKey)),
  'ES256 with r and s of zero (CVE-2022-21449)': ({ claims }) =>
    makeToken({ alg: 'ES256', kid: 'ec' }, claims, () => Buffer.alloc(64)),
  'a key of 1024 bits': ({ claims, provider }) =>
    makeToken({ alg: 'RS256', kid: 'weak' }, claims, rs256(provider.keys.weak.privateKey)),
  // Keys that the token brings itself, §2.8–2.10: CVE-2018-0114, CVE-2026-22818
  'a key of a stranger': ({ claims, head, provider }) =>
    makeToken(head, claims, rs256(provider.keys.stranger.privateKey)),
  'an embedded jwk': ({ claims, head, provider }) =>
    makeToken(
      { ...head, jwk: publicJwk(provider, 'stranger') },
      claims,
      rs256(provider.keys.stranger.privateKey),
    ),
  'an embedded jwk and no kid': ({ claims, provider }) =>
    makeToken(
      { alg: 'RS256', jwk: publicJwk(provider, 'stranger') },
      claims,
      rs256(provider.keys.stranger.privateKey),
    ),
  'a jku': ({ claims, provider }) =>
    makeToken(
      { alg: 'RS256', kid: 'stranger', jku: `${provider.issuer}/strangers-keys` },
      claims,
      rs256(provider.keys.stranger.privateKey),
    ),
  'an x5u': ({ claims, provider }) =>
    makeToken(
      { alg: 'RS256', kid: 'stranger', x5u: `${provider.issuer}/strangers-keys` },
      claims,
      rs256(provider.keys.stranger.privateKey),
    ),
  'an x5c': ({ claims, provider }) =>
    makeToken(
      {
        alg: 'RS256',
        x5c: [provider.keys.stranger.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')],
      },
      claims,
      rs256(provider.keys.stranger.privateKey),
    ),
  ...Object.fromEntries(
    [
      '../../../../dev/null',
      '/dev/null',
      "rsa' or '1'='1",
      'rsa\u0000',
      'RSA',
      '__proto__',
      'constructor',
      'http://127.0.0.1:1/keys',
      'x'.repeat(10_000),
    ].map((kid) => [
      `the kid ${kid.slice(0, 30)}`,
      ({ claims, provider }: Scene) =>
        makeToken({ alg: 'RS256', kid }, claims, rs256(provider.keys.rsa.privateKey)),
    ]),
  ),
  'an empty key by HS256 and a kid of /dev/null': ({ claims }) =>
    makeToken({ alg: 'HS256', kid: '../../../../dev/null' }, claims, hs256('')),
  'the kid of a key for encryption': ({ claims, provider }) =>
    makeToken({ alg: 'RS256', kid: 'for encryption' }, claims, rs256(provider.keys.rsa.privateKey)),
  'the kid of a key for another algorithm': ({ claims, provider }) =>
    makeToken({ alg: 'RS256', kid: 'ec' }, claims, es256(provider.keys.ec.privateKey)),
  // Headers and shapes
  'a crit that nobody knows': ({ signed, claims }) => signed(claims, { crit: ['exp2'], exp2: 1 }),
  'a payload that is not encoded (b64 false)': ({ signed, claims }) =>
    signed(claims, { crit: ['b64'], b64: false }),
  'the type of an access token': ({ signed, claims }) => signed(claims, { typ: 'at+jwt' }),
  'the type of a logout token': ({ signed, claims }) => signed(claims, { typ: 'logout+jwt' }),
  'the type of a playback token': ({ signed, claims }) => signed(claims, { typ: 'vitascope-playback' }),
  'a signature that was cut': ({ signed }) => signed().slice(0, -20),
  'a signature that is missing': ({ signed }) => signed().split('.').slice(0, 2).join('.'),
  'a signature that is empty': ({ signed }) => `${signed().split('.').slice(0, 2).join('.')}.`,
  'a signature of other claims': ({ signed, claims }) => {
    const [head, , signature] = signed().split('.');
    const other = Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url');
    return `${head}.${other}.${signature}`;
  },
  'four parts': ({ signed }) => `${signed()}.AAAA`,
  'five parts, as of an encrypted token': ({ signed }) => `${signed()}.AAAA.AAAA`,
  'no token at all': () => undefined,
  'a token that is a list': ({ signed }) => [signed()],
  'a token that is an object': ({ signed }) => ({ token: signed() }),
  'claims that are a list': ({ head, claims, provider }) =>
    makeToken(head, [claims], rs256(provider.keys.rsa.privateKey)),
  'claims that are no JSON': ({ head, provider }) =>
    makeToken(head, 'sub=ada', rs256(provider.keys.rsa.privateKey)),
  // Issuer
  ...Object.fromEntries(
    [
      'https://evil.example',
      '',
      null,
      7,
      ['ISSUER'],
      ['https://evil.example', 'ISSUER'],
      'ISSUER/',
      'ISSUER.evil.example',
      ' ISSUER',
      { iss: 'ISSUER' },
    ].map((iss, index) => [
      `the issuer ${JSON.stringify(iss)} (${index})`,
      ({ signed, claims, provider }: Scene) =>
        signed({ ...claims, iss: JSON.parse(JSON.stringify(iss).replaceAll('ISSUER', provider.issuer)) }),
    ]),
  ),
  'no issuer': ({ signed, claims }) => signed(without(claims, 'iss')),
  // Audience
  ...Object.fromEntries(
    [
      'another client',
      '',
      null,
      7,
      [],
      ['another client'],
      ['another client', CLIENT],
      [CLIENT, 'another client'],
      [[CLIENT]],
      [{ aud: CLIENT }],
      { [CLIENT]: true },
      CLIENT.toUpperCase(),
      `${CLIENT} `,
      `another,${CLIENT}`,
    ].map((aud) => [
      `the audience ${JSON.stringify(aud)}`,
      ({ signed, claims }: Scene) => signed({ ...claims, aud }),
    ]),
  ),
  'no audience': ({ signed, claims }) => signed(without(claims, 'aud')),
  'two audiences with the right party': ({ signed, claims }) =>
    signed({ ...claims, aud: [CLIENT, 'another client'], azp: CLIENT }),
  ...Object.fromEntries(
    ['another client', [CLIENT], null, '', { azp: CLIENT }].map((azp) => [
      `the party ${JSON.stringify(azp)}`,
      ({ signed, claims }: Scene) => signed({ ...claims, azp }),
    ]),
  ),
  // Times
  'an end that is past': ({ signed, claims, now }) => signed({ ...claims, exp: now - 3_600 }),
  ...Object.fromEntries(
    ['"tomorrow"', '"9999999999"', 'null', '[9999999999]', '{}', 'true', '-1', '0'].map((exp) => [
      `the end ${exp}`,
      ({ signed, claims }: Scene) => signed({ ...claims, exp: JSON.parse(exp) }),
    ]),
  ),
  'no end': ({ signed, claims }) => signed(without(claims, 'exp')),
  'a beginning to come': ({ signed, claims, now }) => signed({ ...claims, nbf: now + 3_600 }),
  'a beginning that is a text': ({ signed, claims }) => signed({ ...claims, nbf: '0' }),
  'a beginning that is a list': ({ signed, claims }) => signed({ ...claims, nbf: [0] }),
  'made an hour ago': ({ signed, claims, now }) => signed({ ...claims, iat: now - 3_600 }),
  'made in an hour': ({ signed, claims, now }) => signed({ ...claims, iat: now + 3_600, exp: now + 7_200 }),
  'made at a text': ({ signed, claims, now }) => signed({ ...claims, iat: String(now) }),
  'no time of making': ({ signed, claims }) => signed(without(claims, 'iat')),
  // The sign-in that it is for
  'no nonce': ({ signed, claims }) => signed(without(claims, 'nonce')),
  'the nonce of somebody else': ({ signed, claims }) => signed({ ...claims, nonce: 'A'.repeat(43) }),
  'a nonce in a list': ({ signed, claims, nonce }) => signed({ ...claims, nonce: [nonce] }),
  'a nonce that is empty': ({ signed, claims }) => signed({ ...claims, nonce: '' }),
  'a nonce in another case': ({ signed, claims, nonce }) =>
    signed({ ...claims, nonce: nonce.toLowerCase() === nonce ? nonce.toUpperCase() : nonce.toLowerCase() }),
  // Who it is about
  nobody: ({ signed, claims }) => signed(without(claims, 'sub')),
  ...Object.fromEntries(
    ['', null, 7, ['ada'], { sub: 'ada' }, 'x'.repeat(256)].map((sub) => [
      `the subject ${JSON.stringify(sub).slice(0, 20)}`,
      ({ signed, claims }: Scene) => signed({ ...claims, sub }),
    ]),
  ),
};

describe('tokens of a hostile provider', () => {
  let provider: HostileProvider;
  let data: Awaited<ReturnType<typeof makeDataDir>>;
  let server: ServerProcess;
  before(async () => {
    provider = await openHostileProvider();
    data = await makeDataDir();
    const evil = {
      name: 'Evil',
      issuer: provider.issuer,
      clientId: CLIENT,
      clientSecret: SECRET,
      scopes: ['openid'],
      signUp: true,
    };
    server = await startServerProcess({
      dataDir: data.path,
      environment: {
        VITASCOPE_OIDC_PROVIDERS: JSON.stringify({ evil }),
        VITASCOPE_HTTP_TRUST_PROXY: 'true',
      },
    });
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
    await provider?.close();
  });

  let clients = 0;
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${server.url}/api/v1/auth${path}`, {
      redirect: 'manual',
      ...init,
      // Each attack is of another client, so that no limit is what stops it.
      headers: { ...init.headers, 'x-forwarded-for': `198.51.${clients >> 8}.${clients & 255}` },
    });

  /** One sign-in, in which the provider answers as the attack says. */
  async function signIn(attack: Attack): Promise<Response> {
    clients += 1;
    const started = await ask('/providers/evil/start');
    assert.equal(started.status, 303);
    const { searchParams } = new URL(started.headers.get('location') ?? '');
    const nonce = searchParams.get('nonce') ?? '';
    const now = Math.floor(Date.now() / 1000);
    const head = { alg: 'RS256', kid: 'rsa', typ: 'JWT' };
    const claims = {
      iss: provider.issuer,
      sub: `person-${clients}`,
      aud: CLIENT,
      exp: now + 600,
      iat: now,
      nonce,
      name: 'Ada',
      email: `person-${clients}@example.org`,
      email_verified: true,
    };
    const signed = (said: Json = claims, more: Json = {}) =>
      makeToken({ ...head, ...more }, said, rs256(provider.keys.rsa.privateKey));
    provider.answer = { id_token: attack({ provider, nonce, now, claims, head, signed }) };
    const cookie = started.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
    const query = new URLSearchParams({ code: 'a code', state: searchParams.get('state') ?? '' });
    return ask(`/providers/evil/callback?${query}`, { headers: { cookie } });
  }
  const isSignedIn = (response: Response): boolean =>
    response.headers.getSetCookie().some((line) => line.includes('vitascope.session='));

  test('an honest token signs in, by RSA and by elliptic curves, so that the others could', async () => {
    for (const honest of [
      ({ signed }: Scene) => signed(),
      ({ signed, claims }: Scene) => signed({ ...claims, aud: [CLIENT], azp: CLIENT, nbf: 0 }),
      ({ claims }: Scene) =>
        makeToken({ alg: 'ES256', kid: 'ec' }, claims, es256(provider.keys.ec.privateKey)),
    ]) {
      const response = await signIn(honest);
      assert.equal(response.status, 303, await response.text());
      assert.ok(isSignedIn(response));
    }
  });

  test(`none of ${Object.keys(attacks).length} forged ID tokens signs anybody in`, async () => {
    assert.ok(Object.keys(attacks).length >= 60);
    const codes = new Set<string>();
    for (const [name, attack] of Object.entries(attacks)) {
      const response = await signIn(attack);
      assert.equal(response.status, 403, `${name}: ${response.status}`);
      assert.ok(!isSignedIn(response), name);
      codes.add(((await response.json()) as { code: string }).code);
    }
    assert.deepEqual([...codes], ['provider-answer-invalid']);
    assert.deepEqual(provider.asked, [], 'An address in a token was followed.');
  });

  test('a token that has signed in once does so never again', async () => {
    let used = '';
    const first = await signIn(({ signed }) => {
      used = signed();
      return used;
    });
    assert.equal(first.status, 303);
    assert.equal((await signIn(() => used)).status, 403);
  });

  test('nothing that is no logout token ends a session', async () => {
    const response = await signIn(({ signed, claims }) =>
      signed({ ...claims, sub: 'leaver', sid: 'their-session' }),
    );
    const cookie = response.headers.getSetCookie().find((line) => line.includes('vitascope.session=')) ?? '';
    const session = () => ask('/session', { headers: { cookie: cookie.split(';', 1)[0] ?? '' } });
    assert.equal((await session()).status, 200);
    const now = Math.floor(Date.now() / 1000);
    const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const order: Json = {
      iss: provider.issuer,
      aud: CLIENT,
      iat: now,
      exp: now + 60,
      jti: 'one',
      sub: 'leaver',
      events: event,
    };
    const send = (claims: Json, head: Json = {}, signer = rs256(provider.keys.rsa.privateKey)) =>
      ask('/providers/evil/backchannel-logout', {
        method: 'POST',
        body: new URLSearchParams({
          logout_token: makeToken({ alg: 'RS256', kid: 'rsa', typ: 'logout+jwt', ...head }, claims, signer),
        }),
      });
    for (const refused of [
      send(order, {}, rs256(provider.keys.stranger.privateKey)),
      send(order, { alg: 'none' }, unsigned),
      send(order, { alg: 'HS256' }, hs256(SECRET)),
      send(order, { typ: 'at+jwt' }),
      send({ ...order, nonce: 'x' }),
      send({ ...order, events: {} }),
      send({ ...order, events: [Object.keys(event)[0]] }),
      send({ ...order, aud: 'another client' }),
      send({ ...order, iss: 'https://evil.example' }),
      send({ ...order, iat: now - 3_600 }),
      send({ ...order, exp: now - 3_600 }),
      send(without(order, 'jti')),
      send(without(order, 'sub')),
      send({ ...order, sub: ['leaver'] }),
    ]) {
      const answer = await refused;
      assert.deepEqual(
        [answer.status, ((await answer.json()) as { code: string }).code],
        [400, 'logout-token-invalid'],
      );
    }
    assert.equal((await send({ ...order, jti: 'two', sub: 'somebody else' })).status, 200);
    assert.equal((await send({ ...order, jti: 'three', sid: 'another session' })).status, 200);
    assert.equal((await session()).status, 200);
    assert.equal((await send(order)).status, 200);
    assert.equal((await session()).status, 401);
  });
});
