// Keys of programs: what they may do, whose they are, and when they end.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Bench, type Client, openBench } from './testing.ts';

describe('API keys', () => {
  let bench: Bench;
  let owner: Client;
  let admin: Client;
  before(async () => {
    bench = await openBench();
    owner = await bench.owner();
    admin = await bench.account('admin@example.org');
    await role('admin');
  });
  after(() => bench?.close());

  const role = (name: string) =>
    owner.fetch('PUT', '/api/v1/staff', { email: 'admin@example.org', role: name });
  const make = (client: Client, body: object) => client.fetch('POST', '/api/v1/api-keys', body);
  const ask = (key: string) => {
    const headers = { authorization: `Bearer ${key}` };
    return bench.server.client().fetch('GET', '/api/v1/staff', undefined, headers);
  };

  test('open what they were given and nothing else, and are shown once', async () => {
    const made = await make(owner, { name: 'Importer', permissions: ['staff.read', 'staff.read'] });
    assert.equal(made.status, 201);
    assert.match(made.body.key, /^va_[A-Za-z0-9_-]{43}$/);
    assert.deepEqual(made.body.permissions, ['staff.read']);
    assert.equal((await ask(made.body.key)).status, 200);
    const other = await make(owner, { name: 'Uploader', permissions: ['assets.write'] });
    assert.equal((await ask(other.body.key)).body.code, 'permission-missing');
    const { items } = (await owner.fetch('GET', '/api/v1/api-keys')).body;
    assert.deepEqual(
      items.map(({ name }: { name: string }) => name),
      ['Uploader', 'Importer'],
    );
    assert.ok(!JSON.stringify(items).includes(made.body.key));
    assert.equal(items[1].usedAt, new Date(bench.clock.time).toISOString());
    // Nor is a key somebody who has sessions, profiles or keys.
    const headers = { authorization: `Bearer ${made.body.key}` };
    for (const path of ['/api/v1/profiles', '/sessions', '/api/v1/api-keys', '/api/v1/mail'])
      assert.ok(
        [401, 403].includes((await bench.server.client().fetch('GET', path, undefined, headers)).status),
        path,
      );
  });

  test('cannot be given what keys are not for', async () => {
    for (const permission of ['mail.read', 'owners.write', 'staff.write', 'keys.write', 'everything']) {
      const refused = await make(owner, { name: 'X', permissions: [permission] });
      assert.deepEqual([refused.status, refused.body.code], [400, 'invalid-request'], permission);
    }
    for (const body of [
      { name: 'X', permissions: [] },
      { name: '', permissions: ['assets.read'] },
      { name: 'X', permissions: ['assets.read'], expiresAt: '2020-01-01T00:00:00Z' },
    ])
      assert.equal((await make(owner, body)).status, 400, JSON.stringify(body));
  });

  test('may never do more than their maker may now', async () => {
    const { key } = (await make(admin, { name: 'Report', permissions: ['staff.read'] })).body;
    assert.equal((await ask(key)).status, 200);
    await role('editor');
    assert.equal((await ask(key)).body.code, 'permission-missing');
    assert.equal(
      (await make(admin, { name: 'Y', permissions: ['staff.read'] })).body.code,
      'permission-missing',
    );
    await role('admin');
    assert.equal((await ask(key)).status, 200);
    const { id } = (await admin.fetch('GET', '/session')).body;
    await owner.fetch('DELETE', `/api/v1/staff/${id}`);
    assert.equal((await ask(key)).body.code, 'permission-missing');
    await role('admin');
  });

  test('end when they expire and when they are deleted, in every process', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const brief = (await make(owner, { name: 'Brief', permissions: ['staff.read'], expiresAt })).body;
    assert.equal((await ask(brief.key)).status, 200);
    const { time } = bench.clock;
    bench.clock.time = Date.parse(expiresAt);
    const late = await ask(brief.key);
    assert.deepEqual([late.status, late.body.code], [401, 'api-key-wrong']);
    bench.clock.time = time;
    const other = await bench.start();
    const asked = () =>
      other.client().fetch('GET', '/api/v1/staff', undefined, { authorization: `Bearer ${brief.key}` });
    assert.equal((await asked()).status, 200);
    assert.equal((await admin.fetch('DELETE', `/api/v1/api-keys/${brief.id}`)).status, 204);
    assert.equal((await asked()).body.code, 'api-key-wrong');
    assert.equal(
      (await admin.fetch('DELETE', `/api/v1/api-keys/${brief.id}`)).body.code,
      'api-key-not-found',
    );
  });

  test('that are changed in any place are none', async () => {
    const { key } = (await make(owner, { name: 'Key', permissions: ['staff.read'] })).body;
    for (let index = 0; index < key.length; index++) {
      const other = key.slice(0, index) + (key[index] === 'A' ? 'B' : 'A') + key.slice(index + 1);
      assert.equal((await ask(other)).status, 401, other);
    }
    for (const other of [`${key}A`, key.slice(0, -1), `${key} `.repeat(2), key.toUpperCase()])
      assert.equal((await ask(other)).status, 401, other);
    assert.equal((await ask(key)).status, 200);
  });
});
