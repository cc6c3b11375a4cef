// Signing in through a provider of OpenID Connect, against a real one.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { CLIENT_ID, CLIENT_SECRET, openProvider, type TestProvider } from './provider-testing.ts';
import { type Bench, type Client, openBench, PASSWORD, type TestServer } from './testing.ts';

const ids = ['company', 'open', 'staff', 'domain'] as const;
const path = (id: string) => `/providers/${id}`;

describe('sign-in through a provider', () => {
  let provider: TestProvider;
  let bench: Bench;
  let server: TestServer;
  before(async () => {
    provider = await openProvider(
      ids.map((id) => `http://films.example/api/v1/auth/providers/${id}/callback`),
    );
    const base = { issuer: provider.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };
    bench = await openBench({
      providers: {
        company: { ...base, name: 'Company' },
        open: { ...base, name: 'Open', signUp: true },
        domain: { ...base, name: 'Domain', signUp: true, domains: ['example.org'] },
        staff: {
          ...base,
          name: 'Staff',
          signUp: true,
          roleClaim: 'groups',
          roles: { editors: 'editor', admins: 'admin' },
        },
      },
    });
    server = bench.server;
  });
  after(async () => {
    await bench?.close();
    await provider?.close();
  });
  beforeEach(() => {
    provider.trouble = 'none';
  });

  let count = 0;
  /** Somebody at the provider whom nobody has met yet. */
  function meetSomebody(claims: Record<string, unknown> = {}): string {
    const id = `person-${++count}`;
    const email = `${id}@example.org`;
    provider.person = { id, claims: { email, email_verified: true, name: `Person ${count}`, ...claims } };
    return String(claims['email'] ?? email);
  }
  async function start(client: Client, id: string, more = ''): Promise<string> {
    const answer = await client.fetch('GET', `${path(id)}/start${more}`);
    assert.equal(answer.status, 303, JSON.stringify(answer.body));
    return answer.headers.get('location') ?? '';
  }
  /** Through the provider and back, as one browser. */
  async function signIn(client: Client, id: string, more = '') {
    const back = await provider.browse(await start(client, id, more));
    return client.fetch('GET', `${back.pathname}${back.search}`);
  }
  const account = async (client: Client) => (await client.fetch('GET', '/session')).body;

  test('the list names the providers, and nothing that is secret', async () => {
    const { body } = await server.client().fetch('GET', '/providers');
    assert.deepEqual(body.items[0], { id: 'company', name: 'Company' });
    assert.deepEqual(body.items.map(({ id }: { id: string }) => id).sort(), ids.toSorted());
    assert.equal(
      (await server.client().fetch('GET', '/providers/none/start')).body.code,
      'provider-not-found',
    );
    assert.equal(
      (await server.client().fetch('GET', '/providers/constructor/start')).body.code,
      'provider-not-found',
    );
  });

  test('somebody new gets an account where the provider may make them, and the same one the next time', async () => {
    const email = meetSomebody();
    const client = server.client();
    const signedIn = await signIn(client, 'open', '?returnTo=/watch%3Fx%3D1');
    assert.deepEqual([signedIn.status, signedIn.headers.get('location')], [303, '/watch?x=1']);
    const made = await account(client);
    assert.deepEqual([made.email, made.name, made.role], [email, `Person ${count}`, null]);
    const again = server.client();
    await signIn(again, 'open');
    assert.equal((await account(again)).id, made.id);
    // Another address at the provider is the same person still.
    provider.person = { ...provider.person, claims: { email: 'renamed@example.org', email_verified: true } };
    const renamed = server.client();
    await signIn(renamed, 'open');
    assert.deepEqual(await account(renamed), made);
  });

  test('who has no account and may not make one gets the same answer as who has one that is not linked', async () => {
    const stranger = meetSomebody();
    const unknown = await signIn(server.client(), 'company');
    const email = meetSomebody();
    await bench.account(email);
    const known = await signIn(server.client(), 'company');
    const visible = ({ status, body }: typeof known) => [status, body.code, body.detail, body.title];
    assert.deepEqual(visible(known), visible(unknown));
    assert.deepEqual([known.status, known.body.code], [403, 'account-not-linked']);
    assert.ok(
      !JSON.stringify(known.body).includes(email) && !JSON.stringify(unknown.body).includes(stranger),
    );
  });

  test('a person in a browser is sent to a page that says why they are not let in', async () => {
    const client = server.client();
    const page = { accept: 'text/html,application/xhtml+xml' };
    const path = '/providers/company/callback?state=unknown';
    const refused = await client.fetch('GET', path, undefined, page);
    assert.deepEqual(
      [refused.status, refused.headers.get('location')],
      [303, '/account/not-signed-in#refusal=provider-answer-invalid'],
    );
    assert.equal((await client.fetch('GET', path)).body.code, 'provider-answer-invalid');
  });

  test('an address never opens an account that there is, confirmed or not', async () => {
    const email = meetSomebody();
    const owner = await bench.account(email);
    for (const claims of [
      { email, email_verified: true },
      { email, email_verified: false },
      { email, email_verified: 'true' },
      { email: email.toUpperCase(), email_verified: true },
      { email },
    ]) {
      provider.person = { id: `thief-${++count}`, claims };
      const client = server.client();
      assert.equal((await signIn(client, 'open')).body.code, 'account-not-linked', JSON.stringify(claims));
      assert.equal((await client.fetch('GET', '/session')).status, 401);
    }
    assert.deepEqual((await owner.fetch('GET', '/api/v1/account/identities')).body.items, []);
  });

  test('without a confirmed address there is no account', async () => {
    for (const claims of [{ email_verified: false }, { email_verified: 1 }, { email: 'not an address' }]) {
      meetSomebody(claims);
      assert.equal((await signIn(server.client(), 'open')).body.code, 'account-not-linked');
    }
  });

  test('only addresses of its domains come in where it has some', async () => {
    meetSomebody();
    assert.equal((await signIn(server.client(), 'domain')).status, 303);
    for (const email of ['a@example.org.evil.example', 'a@evil.example', '"a@example.org"@evil.example']) {
      meetSomebody({ email });
      assert.equal((await signIn(server.client(), 'domain')).body.code, 'account-not-linked', email);
    }
  });

  async function link(client: Client, id = 'company', body: object = { password: PASSWORD }) {
    const begun = await client.fetch('POST', `${path(id)}/link`, body);
    if (begun.status !== 200) return begun;
    const back = await provider.browse(begun.body.url);
    return client.fetch('GET', `${back.pathname}${back.search}`);
  }

  test('a signed-in account links a provider, is told by mail, and takes it away again', async () => {
    meetSomebody();
    const ada = await bench.account('ada@example.org');
    const mine = await account(ada);
    assert.equal((await link(ada)).status, 303);
    assert.equal((await bench.nextMail('ada@example.org')).subject, 'There is a new way into your account');
    const client = server.client();
    assert.equal((await signIn(client, 'company')).status, 303);
    assert.deepEqual(await account(client), mine);
    const { items } = (await ada.fetch('GET', '/api/v1/account/identities')).body;
    assert.deepEqual(
      items.map(({ provider: of }: { provider: string }) => of),
      ['company'],
    );

    const other = await bench.account('other@example.org');
    assert.equal((await link(other)).body.code, 'identity-taken');
    const unlink = (who: Client) =>
      who.fetch('POST', `/api/v1/account/identities/${items[0].id}/unlink`, { password: PASSWORD });
    assert.equal((await unlink(other)).body.code, 'identity-not-found');
    assert.equal((await unlink(ada)).status, 204);
    assert.equal((await bench.nextMail('ada@example.org')).subject, 'A way into your account is gone');
    assert.equal((await signIn(server.client(), 'company')).body.code, 'account-not-linked');
  });

  test('linking takes the password once the session is not fresh, and the very session that began it', async () => {
    meetSomebody();
    const grace = await bench.account('grace@example.org');
    const { time } = bench.clock;
    bench.clock.time += 11 * 60_000;
    assert.equal((await link(grace, 'company', {})).body.code, 'password-needed');
    assert.equal(
      (await link(grace, 'company', { password: 'not her password' })).body.code,
      'password-wrong',
    );
    bench.clock.time = time;
    const begun = await grace.fetch('POST', `${path('company')}/link`, { password: PASSWORD });
    const back = await provider.browse(begun.body.url);
    const thief = await bench.account('thief@example.org');
    thief.cookies.set('vitascope.flow', grace.cookies.get('vitascope.flow') ?? '');
    const stolen = await thief.fetch('GET', `${back.pathname}${back.search}`);
    assert.equal(stolen.body.code, 'provider-answer-invalid');
    assert.deepEqual((await thief.fetch('GET', '/api/v1/account/identities')).body.items, []);
    assert.equal((await server.client().fetch('POST', `${path('company')}/link`, {})).status, 401);
  });

  test('another browser, a second time and a later hour end no sign-in', async () => {
    meetSomebody();
    const client = server.client();
    const back = await provider.browse(await start(client, 'open'));
    const come = (who: Client) => who.fetch('GET', `${back.pathname}${back.search}`);
    assert.equal((await come(server.client())).body.code, 'provider-answer-invalid');
    assert.equal((await come(client)).status, 303);
    assert.equal((await come(client)).body.code, 'provider-answer-invalid');
    const late = server.client();
    const lateBack = await provider.browse(await start(late, 'open'));
    const { time } = bench.clock;
    bench.clock.time += 601_000;
    const answer = await late.fetch('GET', `${lateBack.pathname}${lateBack.search}`);
    bench.clock.time = time;
    assert.equal(answer.body.code, 'provider-answer-invalid');
  });

  test('an answer of one provider is none of another, nor of another issuer', async () => {
    meetSomebody();
    const client = server.client();
    const back = await provider.browse(await start(client, 'open'));
    const mixed = await client.fetch('GET', `${back.pathname.replace('open', 'domain')}${back.search}`);
    assert.equal(mixed.body.code, 'provider-answer-invalid');
    for (const iss of ['https://evil.example', '']) {
      const next = await provider.browse(await start(client, 'open'));
      assert.equal(next.searchParams.get('iss'), provider.issuer);
      if (iss === '') next.searchParams.delete('iss');
      else next.searchParams.set('iss', iss);
      const answer = await client.fetch('GET', `${next.pathname}${next.search}`);
      assert.equal(answer.body.code, 'provider-answer-invalid', iss);
    }
  });

  test('two tabs of one browser both end well', async () => {
    meetSomebody();
    const client = server.client();
    const [first, second] = [await start(client, 'open'), await start(client, 'open')];
    for (const url of [second, first]) {
      const back = await provider.browse(url);
      assert.equal((await client.fetch('GET', `${back.pathname}${back.search}`)).status, 303);
    }
  });

  test('who says no at the provider is told so', async () => {
    const client = server.client();
    const state = new URL(await start(client, 'open')).searchParams.get('state');
    const query = new URLSearchParams({ state: state ?? '', error: 'access_denied', iss: provider.issuer });
    const answer = await client.fetch('GET', `${path('open')}/callback?${query}`);
    assert.deepEqual([answer.status, answer.body.code], [403, 'provider-refused']);
  });

  test('roles follow what the provider says, never to the owner, and leave alone what somebody here gave', async () => {
    const email = meetSomebody({ groups: ['editors', 'others'] });
    const who = provider.person;
    const say = (groups: unknown) => {
      provider.person = { ...who, claims: { ...who.claims, groups } };
    };
    const roleNow = async () => {
      const client = server.client();
      assert.equal((await signIn(client, 'staff')).status, 303);
      return (await account(client)).role;
    };
    assert.equal(await roleNow(), 'editor');
    const client = server.client();
    const cookies = (await signIn(client, 'staff')).headers.getSetCookie().join('\n');
    assert.doesNotMatch(
      cookies.split('\n').find((line) => line.startsWith('vitascope.session')) ?? '',
      /max-age/i,
    );
    say(['editors', 'admins']);
    assert.equal(await roleNow(), 'admin');
    say('editors');
    assert.equal(await roleNow(), 'editor');
    for (const nothing of [[], ['owner'], ['constructor'], { editors: true }, undefined, 7]) {
      say(nothing);
      assert.equal(await roleNow(), null, JSON.stringify(nothing));
    }
    const owner = await bench.owner();
    await owner.fetch('PUT', '/api/v1/staff', { email, role: 'support' });
    say(['admins']);
    assert.equal(await roleNow(), 'support');
    await owner.fetch('PUT', '/api/v1/staff', { email, role: 'owner' });
    say([]);
    assert.equal(await roleNow(), 'owner');
  });

  test('what the provider says is over is over here, and only that', async () => {
    provider.logoutUri = `${server.url}/api/v1/auth/providers/company/backchannel-logout`;
    provider.rotateKeys();
    meetSomebody();
    const ada = await bench.account('logout@example.org');
    assert.equal((await link(ada)).status, 303);
    const client = server.client();
    assert.equal((await signIn(client, 'company')).status, 303);
    await provider.logOut();
    while ((await client.fetch('GET', '/session')).status === 200)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal((await ada.fetch('GET', '/session')).status, 200);
  });

  test('a provider that has new keys is believed at once', async () => {
    meetSomebody();
    assert.equal((await signIn(server.client(), 'open')).status, 303);
    provider.rotateKeys();
    assert.equal((await signIn(server.client(), 'open')).status, 303);
  });

  test('a provider that is silent, broken or without end is unavailable, soon, and back when it is', async () => {
    meetSomebody();
    for (const trouble of ['silent', 'refusing', 'endless'] as const) {
      const fresh = await bench.start({
        providers: { open: { issuer: provider.issuer, clientId: CLIENT_ID, name: 'Open' } },
        providerTiming: { timeoutMs: 500 },
      });
      provider.trouble = trouble;
      const down = await fresh.client().fetch('GET', `${path('open')}/start`);
      assert.deepEqual([down.status, down.body.code], [503, 'provider-unavailable'], trouble);
      provider.trouble = 'none';
      assert.equal((await fresh.client().fetch('GET', `${path('open')}/start`)).status, 503, 'It pauses.');
      bench.clock.time += 4_000;
      assert.equal((await fresh.client().fetch('GET', `${path('open')}/start`)).status, 303);
      await fresh.close();
    }
    const client = server.client();
    const back = await provider.browse(await start(client, 'open'));
    provider.trouble = 'refusing';
    const answer = await client.fetch('GET', `${back.pathname}${back.search}`);
    assert.deepEqual([answer.status, answer.body.code], [503, 'provider-unavailable']);
  });

  test('the way back leads to a place of ours and nowhere else', async () => {
    for (const place of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/.//evil.example',
      'x',
      '/\t/evil.example',
      '',
    ]) {
      const answer = await server
        .client()
        .fetch('GET', `${path('open')}/start?returnTo=${encodeURIComponent(place)}`);
      assert.equal(answer.body?.code, 'invalid-request', place);
    }
  });

  test('no other site begins a sign-in', async () => {
    const answer = await server
      .client()
      .fetch('GET', `${path('open')}/start`, undefined, { 'sec-fetch-site': 'cross-site' });
    assert.equal(answer.body.code, 'origin-refused');
  });

  test('who came through a provider chooses a password by mail', async () => {
    const email = meetSomebody();
    const client = server.client();
    await signIn(client, 'open');
    assert.equal(
      (await client.fetch('POST', '/password', { current: PASSWORD, password: PASSWORD })).body.code,
      'password-wrong',
    );
    await server.client().fetch('POST', '/password-reset', { email });
    const token = /#token=(\S+)/.exec((await bench.nextMail(email)).body)?.[1];
    await server.client().fetch('POST', '/password-reset/complete', { token, password: PASSWORD });
    assert.equal(
      (await server.client().fetch('POST', '/sign-in', { email, password: PASSWORD })).status,
      200,
    );
  });
});
