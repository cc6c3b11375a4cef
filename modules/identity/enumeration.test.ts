// Who has an account: answers, headers and work are the same for addresses that have one and for those that have none.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CLIENT_ID, CLIENT_SECRET, openProvider, type TestProvider } from './provider-testing.ts';
import { type Answer, type Bench, type Client, openBench, PASSWORD, type TestServer } from './testing.ts';

describe('an address with an account and one without', () => {
  let provider: TestProvider;
  let bench: Bench;
  let server: TestServer;
  let owner: Client;
  before(async () => {
    provider = await openProvider(['http://films.example/api/v1/auth/providers/company/callback']);
    bench = await openBench();
    owner = await bench.owner();
    for (const name of ['known', 'other']) await bench.account(`${name}@example.org`);
    // This one writes no letters, so that all of its work is for the request that was sent.
    server = await bench.start({
      isWorking: false,
      providers: {
        company: {
          name: 'Company',
          issuer: provider.issuer,
          clientId: CLIENT_ID,
          clientSecret: CLIENT_SECRET,
        },
      },
    });
  });
  after(async () => {
    await bench?.close();
    await provider?.close();
  });

  /** All that a client can see, but for what names this one request or this one moment. */
  function visible({ status, headers, body }: Answer): unknown {
    const {
      instance: _instance,
      traceId: _traceId,
      id: _id,
      email: _email,
      createdAt: _createdAt,
      expiresAt: _expiresAt,
      ...rest
    } = body ?? {};
    const told = [...headers]
      .filter(
        ([name]) => !['date', 'x-request-id', 'traceresponse', 'content-length', 'keep-alive'].includes(name),
      )
      .sort();
    return { status, rest, told };
  }

  async function watch(work: () => Promise<Answer>) {
    const from = bench.queries.length;
    const answer = await work();
    return { seen: visible(answer), work: bench.queries.slice(from) };
  }

  async function compare(what: string, ask: (email: string) => Promise<Answer>): Promise<void> {
    // Once for each before: what is made at first use is made by then.
    await ask('other@example.org');
    await ask('nobody@example.org');
    const known = await watch(() => ask('known@example.org'));
    const unknown = await watch(() => ask('unknown@example.org'));
    assert.deepEqual(unknown.seen, known.seen, what);
    assert.deepEqual(unknown.work, known.work, what);
    assert.ok(known.work.length > 0, `${what}: no work was seen.`);
  }

  const post = (path: string, body: object) =>
    server.client().fetch('POST', path, body, { 'x-forwarded-for': '198.51.100.1' });

  test('are the same to whoever signs in with a wrong password', () =>
    compare('sign-in', (email) => post('/sign-in', { email, password: 'not the password' })));

  test('are the same to whoever signs up', () =>
    compare('sign-up', (email) => post('/sign-up', { email, name: 'Somebody' })));

  test('are the same to whoever has forgotten a password', () =>
    compare('reset', (email) => post('/password-reset', { email })));

  test('are the same to a member of the staff who invites them', async () => {
    const staff = server.client();
    for (const [name, value] of owner.cookies) staff.cookies.set(name, value);
    await compare('invitation', (email) =>
      staff.fetch('POST', '/api/v1/staff/invitations', { email, role: 'editor' }),
    );
  });

  test('are the same to whoever comes from a provider that may not make accounts', async () => {
    let count = 0;
    await compare('provider', async (email) => {
      provider.person = { id: `comer-${++count}`, claims: { email, email_verified: true } };
      const client = server.client();
      const started = await client.fetch('GET', '/providers/company/start');
      const back = await provider.browse(started.headers.get('location') ?? '');
      return client.fetch('GET', `${back.pathname}${back.search}`);
    });
  });

  test('the account is there all the while, so that the comparison means something', async () => {
    const signedIn = await post('/sign-in', { email: 'known@example.org', password: PASSWORD });
    assert.equal(signedIn.status, 200);
  });
});
