// Copies of an account's data, and its deletion: what is in them, who gets them, and what is left.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { identityPersonalData, type PersonalData } from './personal-data.ts';
import { type Bench, type Client, openBench, PASSWORD, tokenIn } from './testing.ts';

const DAY_MS = 86_400_000;

describe('privacy', () => {
  let bench: Bench;
  const erased: string[] = [];
  const watching: PersonalData = {
    name: 'watching',
    export: async (accountId) => ({ watched: [`something by ${accountId}`] }),
    async erase(accountId) {
      erased.push(accountId);
    },
  };
  before(async () => {
    bench = await openBench({ personalData: [watching] });
  });
  after(() => bench?.close());

  const idOf = async (client: Client): Promise<string> => (await client.fetch('GET', '/session')).body.id;
  const signIn = (email: string, client = bench.server.client()) =>
    client.fetch('POST', '/sign-in', { email, password: PASSWORD });
  /** Runs what is due and waits until the account has gone. */
  async function sweepUntilGone(accountId: string): Promise<void> {
    await bench.server.identity.sweep();
    while ((await bench.column('accounts', 'id')).includes(accountId))
      await new Promise((resolve) => setTimeout(resolve, 20));
  }
  async function readyCopy(client: Client): Promise<string> {
    const asked = await client.fetch('POST', '/api/v1/account/exports', {});
    assert.deepEqual([asked.status, asked.body.state], [202, 'making']);
    for (;;) {
      const { items } = (await client.fetch('GET', '/api/v1/account/exports')).body;
      const copy = items.find(({ id }: { id: string }) => id === asked.body.id);
      if (copy.state === 'ready') return copy.id;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  test('a copy holds what every module keeps, and no secret', async () => {
    const ada = await bench.account('ada@example.org');
    await ada.fetch('POST', '/api/v1/profiles', { password: PASSWORD, name: 'Kid', pin: '1234' });
    await ada.fetch('POST', '/api/v1/account/consents', { document: 'terms', version: '1' });
    const id = await readyCopy(ada);
    assert.equal((await bench.nextMail('ada@example.org')).subject, 'Your data is ready');
    const copy = await ada.fetch('GET', `/api/v1/account/exports/${id}/data`);
    assert.equal(copy.status, 200);
    assert.match(copy.headers.get('content-disposition') ?? '', /^attachment/);
    assert.equal(copy.headers.get('cache-control'), 'no-store');
    const { identity, watching: theirs } = copy.body.parts;
    assert.equal(identity.accounts[0].email, 'ada@example.org');
    assert.equal(identity.profiles[0].name, 'Kid');
    assert.equal(identity.consents[0].document, 'terms');
    assert.deepEqual(theirs, { watched: [`something by ${await idOf(ada)}`] });
    const text = JSON.stringify(copy.body);
    for (const secret of [
      ...(await bench.column('sessions', 'token')),
      ...(await bench.column('credentials', 'password')),
    ])
      assert.ok(!text.includes(secret));
  });

  test('nobody else gets the copy, and after its days it is gone', async () => {
    const linus = await bench.account('linus@example.org');
    const id = await readyCopy(linus);
    const other = await bench.account('other@example.org');
    const path = `/api/v1/account/exports/${id}/data`;
    assert.equal((await other.fetch('GET', path)).body.code, 'export-not-found');
    assert.equal((await bench.server.client().fetch('GET', path)).status, 401);
    const { time } = bench.clock;
    bench.clock.time += 8 * DAY_MS;
    assert.equal((await linus.fetch('GET', path)).body.code, 'export-not-found');
    await bench.server.identity.sweep();
    bench.clock.time = time;
    assert.equal((await linus.fetch('GET', path)).body.code, 'export-not-found');
    assert.equal((await bench.column('exports', 'id')).includes(id), false);
  });

  test('three copies a day, and no more', async () => {
    const eager = await bench.account('eager@example.org');
    const statuses = [];
    for (let count = 0; count < 4; count++)
      statuses.push((await eager.fetch('POST', '/api/v1/account/exports', {})).status);
    assert.deepEqual(statuses, [202, 202, 202, 429]);
  });

  test('after a while both take the password, and renewing the session does not help', async () => {
    const old = await bench.account('old@example.org');
    await old.fetch('POST', '/session/renew');
    const { time } = bench.clock;
    bench.clock.time += 11 * 60_000;
    const renewed = await old.fetch('POST', '/session/renew');
    assert.equal(renewed.status, 200);
    for (const path of ['/api/v1/account/exports', '/api/v1/account/delete']) {
      assert.equal((await old.fetch('POST', path, {})).body.code, 'password-needed');
      assert.equal((await old.fetch('POST', path, { password: 'not this one' })).body.code, 'password-wrong');
    }
    assert.equal((await old.fetch('POST', '/api/v1/account/exports', { password: PASSWORD })).status, 202);
    bench.clock.time = time;
  });

  test('deleting signs out everywhere at once, and signing in takes it back', async () => {
    const grace = await bench.account('grace@example.org');
    const elsewhere = bench.server.client();
    await signIn('grace@example.org', elsewhere);
    const asked = await grace.fetch('POST', '/api/v1/account/delete', { password: PASSWORD });
    assert.equal(asked.status, 202);
    assert.equal(Date.parse(asked.body.eraseAt), bench.clock.time + 14 * DAY_MS);
    for (const client of [grace, elsewhere])
      assert.equal((await client.fetch('GET', '/session')).status, 401);
    assert.match((await bench.nextMail('grace@example.org')).body, /sign in before that day/);
    assert.equal((await signIn('grace@example.org')).status, 200);
    assert.equal(await bench.count('deletions'), 0);
    const { time } = bench.clock;
    bench.clock.time += 15 * DAY_MS;
    await bench.server.identity.sweep();
    bench.clock.time = time;
    assert.equal((await signIn('grace@example.org')).status, 200);
  });

  test('after the time of grace nothing of the account is left, in any table', async () => {
    const email = 'gone@example.org';
    const gone = await bench.account(email);
    const id = await idOf(gone);
    await gone.fetch('POST', '/api/v1/profiles', { password: PASSWORD, name: 'Somebody of gone' });
    await gone.fetch('POST', '/api/v1/account/consents', { document: 'terms', version: '1' });
    await readyCopy(gone);
    await bench.server.client().fetch('POST', '/password-reset', { email });
    await bench.nextMail(email);
    await gone.fetch('POST', '/api/v1/account/delete', {});
    await bench.server.identity.sweep();
    assert.ok((await bench.column('accounts', 'id')).includes(id), 'The time of grace is not over.');
    const { time } = bench.clock;
    bench.clock.time += 15 * DAY_MS;
    await sweepUntilGone(id);
    bench.clock.time = time;
    assert.deepEqual(erased, [id]);
    assert.equal((await signIn(email)).body.code, 'sign-in-failed');
    for (;;) {
      const left = await bench.mentions([id, email]);
      // The last mail says that it is done; in a system with a mail server it does not stay.
      if (left.every((line) => line.startsWith('mails'))) break;
      assert.ok(
        left.every((line) => line.startsWith('mails') || line.startsWith('letters')),
        left.join('\n'),
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal((await bench.nextMail(email)).subject, 'Your account is deleted');
    // The address is free for somebody else.
    assert.notEqual(await idOf(await bench.account(email)), id);
  });

  test('an account that is being erased cannot be signed in to, in whichever way', async () => {
    const client = await bench.account('closing@example.org');
    const id = await idOf(client);
    await client.fetch('POST', '/api/v1/account/delete', {});
    await bench.query(sql`update identity.deletions set closed_at = now() where account_id = ${id}`);
    assert.equal((await signIn('closing@example.org')).status, 500);
    assert.ok((await bench.column('deletions', 'account_id')).includes(id));
  });

  test('the last owner stays, and an owner who leaves does not count', async () => {
    const owner = await bench.owner();
    const refused = await owner.fetch('POST', '/api/v1/account/delete', {});
    assert.deepEqual([refused.status, refused.body.code], [409, 'last-owner']);
    assert.equal((await owner.fetch('GET', '/session')).status, 200);
    const second = await bench.account('second@example.org');
    await owner.fetch('PUT', '/api/v1/staff', { email: 'second@example.org', role: 'owner' });
    const both = await Promise.all([
      owner.fetch('POST', '/api/v1/account/delete', {}),
      second.fetch('POST', '/api/v1/account/delete', {}),
    ]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [202, 409]);
  });

  test('a key of a program ends with the wish to delete its maker', async () => {
    const maker = await bench.account('maker@example.org');
    const key = { authorization: 'Bearer vk_0123456789abcdefghijklmnop' };
    const granted = await bench.server
      .client()
      .fetch('PUT', '/api/v1/staff', { email: 'maker@example.org', role: 'admin' }, key);
    assert.equal(granted.status, 200);
    const made = await maker.fetch('POST', '/api/v1/api-keys', { name: 'x', permissions: ['staff.read'] });
    const asKey = { authorization: `Bearer ${made.body.key}` };
    const list = () => bench.server.client().fetch('GET', '/api/v1/staff', undefined, asKey);
    assert.equal((await list()).status, 200);
    await maker.fetch('POST', '/api/v1/account/delete', {});
    assert.equal((await list()).status, 401);
  });

  test('every table of identity with a reference to accounts is in the copy, or holds nothing but secrets', async () => {
    const { rows } = await bench.query(sql<{ name: string }>`
      select distinct c.conrelid::regclass::text as name from pg_constraint c
      where c.contype = 'f' and c.confrelid = 'identity.accounts'::regclass`);
    const exported = Object.keys(await identityPersonalData(bench.database).export('nobody'));
    const secrets = ['credentials', 'links', 'recovery_codes', 'sign_in_challenges', 'passkey_challenges'];
    const missing = rows
      .map(({ name }) => String(name).replace('identity.', ''))
      .filter((name) => !exported.includes(name) && !secrets.includes(name));
    assert.deepEqual(missing, []);
  });

  test('a link to confirm an address does not outlive the account of that address', async () => {
    const email = 'again@example.org';
    const client = await bench.account(email);
    await client.fetch('POST', '/api/v1/account/delete', {});
    const { time } = bench.clock;
    bench.clock.time += 15 * DAY_MS;
    const id = (await bench.column('deletions', 'account_id')).at(-1) ?? '';
    await bench.server.client().fetch('POST', '/password-reset', { email });
    const mails = [await bench.nextMail(email), await bench.nextMail(email)];
    const token = tokenIn(mails.find(({ subject }) => subject === 'Choose a new password')?.body ?? '');
    await sweepUntilGone(id);
    const reset = await bench.server
      .client()
      .fetch('POST', '/password-reset/complete', { token, password: PASSWORD });
    bench.clock.time = time;
    assert.equal(reset.body.code, 'link-invalid');
  });
});
