// Roles: who gives them, who keeps them, and what they open.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Bench, type Client, OWNER_KEY, openBench } from './testing.ts';

describe('staff', () => {
  let bench: Bench;
  let owner: Client;
  let admin: Client;
  let viewer: Client;
  before(async () => {
    bench = await openBench();
    owner = await bench.owner();
    admin = await bench.account('admin@example.org');
    viewer = await bench.account('viewer@example.org');
    assert.equal((await grant(owner, 'admin@example.org', 'admin')).status, 200);
  });
  after(() => bench?.close());

  const grant = (client: Client, email: string, role: string) =>
    client.fetch('PUT', '/api/v1/staff', { email, role });
  const list = async (client: Client) => {
    const { items } = (await client.fetch('GET', '/api/v1/staff')).body;
    return items.map(({ email, role }: { email: string; role: string }) => `${email} ${role}`);
  };

  test('a role counts from the next request on, and ends the same way', async () => {
    assert.equal((await viewer.fetch('GET', '/api/v1/staff')).body.code, 'permission-missing');
    assert.equal((await grant(admin, 'Viewer@example.org', 'support')).body.role, 'support');
    assert.deepEqual(await list(viewer), [
      'admin@example.org admin',
      'owner@example.org owner',
      'viewer@example.org support',
    ]);
    assert.equal((await grant(viewer, 'viewer@example.org', 'admin')).body.code, 'permission-missing');
    const { id } = (await viewer.fetch('GET', '/session')).body;
    assert.equal((await admin.fetch('DELETE', `/api/v1/staff/${id}`)).status, 204);
    assert.equal((await viewer.fetch('GET', '/api/v1/staff')).status, 403);
    assert.equal((await admin.fetch('DELETE', `/api/v1/staff/${id}`)).body.code, 'account-not-found');
  });

  test('only owners make and unmake owners', async () => {
    for (const email of ['admin@example.org', 'viewer@example.org'])
      assert.equal((await grant(admin, email, 'owner')).body.code, 'permission-missing');
    assert.equal((await grant(admin, 'owner@example.org', 'support')).body.code, 'permission-missing');
    const { id } = (await owner.fetch('GET', '/session')).body;
    assert.equal((await admin.fetch('DELETE', `/api/v1/staff/${id}`)).body.code, 'permission-missing');
  });

  test('there is always an owner, even when two owners depose each other at once', async () => {
    const second = await bench.account('second@example.org');
    assert.equal((await grant(owner, 'owner@example.org', 'admin')).body.code, 'last-owner');
    assert.equal((await grant(owner, 'second@example.org', 'owner')).status, 200);
    const answers = await Promise.all([
      grant(owner, 'second@example.org', 'editor'),
      grant(second, 'owner@example.org', 'editor'),
    ]);
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    const owners = (await list(admin)).filter((line: string) => line.endsWith(' owner'));
    assert.equal(owners.length, 1);
  });

  test('the outbox is for owners and the owner key', async () => {
    const key = { authorization: `Bearer ${OWNER_KEY}` };
    const mails = await bench.server.client().fetch('GET', '/api/v1/mail', undefined, key);
    assert.equal(mails.status, 200);
    const [first] = mails.body.items;
    assert.deepEqual(Object.keys(first).sort(), ['createdAt', 'id', 'recipient', 'refusal', 'subject']);
    const shown = await bench.server.client().fetch('GET', `/api/v1/mail/${first.id}`, undefined, key);
    assert.match(shown.body.body, /#token=/);
    const missing = await bench.server.client().fetch('GET', '/api/v1/mail/ma_0', undefined, key);
    assert.equal(missing.body.code, 'mail-not-found');
    for (const path of ['/api/v1/mail', `/api/v1/mail/${first.id}`]) {
      assert.equal((await admin.fetch('GET', path)).status, 403);
      assert.equal((await viewer.fetch('GET', path)).status, 403);
      assert.equal((await bench.server.client().fetch('GET', path)).status, 401);
    }
  });

  test('an address without an account gets no role', async () => {
    assert.equal((await grant(admin, 'nobody@example.org', 'editor')).body.code, 'account-not-found');
    assert.equal((await grant(admin, 'viewer@example.org', 'king')).body.code, 'invalid-request');
  });
});
