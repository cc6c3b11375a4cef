// Consents: recorded once, taken back once, never changed, and the business of one account.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { type Bench, type Client, openBench, PASSWORD } from './testing.ts';

describe('consents', () => {
  let bench: Bench;
  let ada: Client;
  before(async () => {
    bench = await openBench();
    ada = await bench.account('ada@example.org');
  });
  after(() => bench?.close());

  const path = '/api/v1/account/consents';
  const give = (client: Client, document: string, more: object = {}) =>
    client.fetch('POST', path, { document, version: '1', ...more });

  test('what was agreed to, when and by whom stays on record when it is taken back', async () => {
    const given = await give(ada, 'terms');
    assert.equal(given.status, 201);
    assert.equal(Date.parse(given.body.givenAt), bench.clock.time);
    assert.deepEqual((await give(ada, 'terms')).body, given.body);
    bench.clock.time += 60_000;
    const withdrawn = await ada.fetch('POST', `${path}/${given.body.id}/withdraw`);
    assert.equal(Date.parse(withdrawn.body.withdrawnAt), bench.clock.time);
    bench.clock.time += 60_000;
    assert.deepEqual((await ada.fetch('POST', `${path}/${given.body.id}/withdraw`)).body, withdrawn.body);
    const again = await give(ada, 'terms');
    assert.notEqual(again.body.id, given.body.id);
    const { items } = (await ada.fetch('GET', path)).body;
    assert.deepEqual(items, [again.body, withdrawn.body]);
  });

  test('a profile agrees for itself', async () => {
    const profile = (await ada.fetch('POST', '/api/v1/profiles', { password: PASSWORD, name: 'Kid' })).body;
    const given = await give(ada, 'analytics', { profileId: profile.id });
    assert.equal(given.body.profileId, profile.id);
    const { id: accountId } = (await ada.fetch('GET', '/session')).body;
    const holding = (profileId: string | null) =>
      bench.server.identity.consents.holding(accountId, { document: 'analytics', profileId });
    assert.deepEqual([await holding(profile.id), await holding(null)], [['1'], []]);
    await ada.fetch('POST', `${path}/${given.body.id}/withdraw`);
    assert.deepEqual(await holding(profile.id), []);
    const grace = await bench.account('grace@example.org');
    assert.equal((await give(grace, 'analytics', { profileId: profile.id })).body.code, 'profile-not-found');
  });

  test('nobody sees or takes back what another account agreed to', async () => {
    const { id } = (await give(ada, 'privacy')).body;
    const other = await bench.account('other@example.org');
    assert.equal((await other.fetch('POST', `${path}/${id}/withdraw`)).body.code, 'consent-not-found');
    assert.deepEqual((await other.fetch('GET', path)).body.items, []);
    assert.equal((await bench.server.client().fetch('GET', path)).body.code, 'sign-in-needed');
  });

  test('agreeing twice at once is one record', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => give(ada, 'newsletter')));
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
  });

  test('no statement changes or removes a record while the account is there', async () => {
    for (const statement of [
      sql`update identity.consents set version = '2'`,
      sql`delete from identity.consents`,
      sql`update identity.consent_withdrawals set withdrawn_at = now()`,
      sql`delete from identity.consent_withdrawals`,
    ])
      await assert.rejects(bench.query(statement), /Records of consent are not changed/);
  });

  test('documents and versions are keys, not texts', async () => {
    for (const document of ['', '<b>', 'a b', 'x'.repeat(65), '\u0000'])
      assert.equal((await give(ada, document)).body.code, 'invalid-request');
  });
});
