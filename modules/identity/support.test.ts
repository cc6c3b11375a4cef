// What the staff sees of accounts and does for them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Bench, type Client, openBench, PASSWORD } from './testing.ts';

describe('accounts, for those who help their holders', () => {
  let bench: Bench;
  let owner: Client;
  let helper: Client;
  let ada: Client;
  let adaId: string;
  before(async () => {
    bench = await openBench();
    owner = await bench.owner();
    helper = await bench.account('helper@example.org');
    ada = await bench.account('ada.lovelace@example.org');
    adaId = (await ada.fetch('GET', '/api/v1/auth/session')).body.id;
    const granted = await owner.fetch('PUT', '/api/v1/staff', {
      email: 'helper@example.org',
      role: 'support',
    });
    assert.equal(granted.status, 200);
  });
  after(() => bench?.close());

  const find = async (query: string): Promise<string[]> =>
    (await helper.fetch('GET', `/api/v1/accounts${query}`)).body.items.map(
      ({ email }: { email: string }) => email,
    );

  test('are found by the beginning of the address, a part of the name, or the id', async () => {
    assert.deepEqual(await find('?q=ADA.'), ['ada.lovelace@example.org']);
    assert.deepEqual(await find(`?q=${adaId}`), ['ada.lovelace@example.org']);
    assert.deepEqual(await find('?q=lovelace@'), [], 'The end of an address is not its beginning.');
    assert.deepEqual(await find('?q=%25'), []);
    const all = await find('');
    assert.equal(all.length, 3);
    const first = await helper.fetch('GET', '/api/v1/accounts?limit=2');
    assert.deepEqual(await find(`?limit=2&cursor=${first.body.nextCursor}`), all.slice(2));
    const { name } = (await ada.fetch('GET', '/api/v1/auth/session')).body;
    assert.ok(
      (await find(`?q=${encodeURIComponent(name.slice(1).toUpperCase())}`)).includes(
        'ada.lovelace@example.org',
      ),
    );
  });

  test('are shown with profiles and devices, and without a secret', async () => {
    const made = await ada.fetch('POST', '/api/v1/profiles', {
      name: 'Byron',
      password: PASSWORD,
      isKids: true,
    });
    await ada.fetch('PUT', `/api/v1/profiles/${made.body.id}/pin`, { pin: '0420', password: PASSWORD });
    const { status, body, headers } = await helper.fetch('GET', `/api/v1/accounts/${adaId}`);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.deepEqual(
      [body.email, body.role, body.state, body.eraseAt],
      ['ada.lovelace@example.org', null, 'active', null],
    );
    assert.deepEqual(
      body.profiles.map(({ name, isKids, hasPin }: Record<string, unknown>) => [name, isKids, hasPin]),
      [['Byron', true, true]],
    );
    assert.deepEqual([body.devices.length, body.sessions, body.hasSecondFactor], [1, 1, false]);
    assert.ok(Date.parse(body.lastSignInAt) > 0 && Date.parse(body.lastSeenAt) > 0);
    assert.doesNotMatch(JSON.stringify(body), /0420|hash|token|secret"/i);
    const unknown = await helper.fetch('GET', '/api/v1/accounts/ac_00000000000000000000000000');
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'account-not-found']);
  });

  test('are signed out everywhere, those of the staff only by who stands above them', async () => {
    const signOut = (by: Client, id: string) =>
      by.fetch('POST', `/api/v1/accounts/${id}/sign-out-everywhere`);
    const ended = await signOut(helper, adaId);
    assert.deepEqual([ended.status, ended.body], [200, { ended: 1 }]);
    assert.equal((await ada.fetch('GET', '/api/v1/auth/session')).status, 401);
    const ownerId = (await owner.fetch('GET', '/api/v1/auth/session')).body.id;
    const helperId = (await helper.fetch('GET', '/api/v1/auth/session')).body.id;
    for (const id of [ownerId, helperId])
      assert.equal((await signOut(helper, id)).body.code, 'permission-missing');
    assert.equal((await owner.fetch('GET', '/api/v1/auth/session')).status, 200);
    assert.deepEqual((await signOut(owner, helperId)).body, { ended: 1 });
    assert.equal((await helper.fetch('GET', '/api/v1/auth/session')).status, 401);
  });

  test('tell that their holders have asked for their end', async () => {
    const eve = await bench.account('eve@example.org');
    const { id } = (await eve.fetch('GET', '/api/v1/auth/session')).body;
    assert.equal((await eve.fetch('POST', '/api/v1/account/delete', { password: PASSWORD })).status, 202);
    const { body } = await owner.fetch('GET', `/api/v1/accounts/${id}`);
    assert.deepEqual([body.state, typeof body.eraseAt, body.sessions], ['deleting', 'string', 0]);
  });
});
