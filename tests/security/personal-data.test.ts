// What the whole server keeps about a person: the copy has all of it, and after the deletion nothing is left.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openTestDatabase, type TestDatabase } from '@vitascope/platform/database/testing';
import { sql } from 'kysely';
import { makeSource } from '../media/make.ts';
import { type AccountClient, createAccountClient, signUp } from '../server/account-client.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { uploadWhole, waitForAsset } from '../server/upload.ts';

const person = {
  email: 'canary-person@example.org',
  name: 'Canary Person',
  password: 'canary-password-7e6d5c4b',
};
const ADDRESS = '203.0.113.77';
const AGENT = 'Mozilla/5.0 (canary-agent-51) Firefox/140.0';
const canaries = [person.email, person.name, ADDRESS, 'canary-agent-51', 'canary-profile', 'canary-device'];

/** Where the account's id may still be found, and why. Names, addresses and the like nowhere. */
const idMayStay: Readonly<Record<string, string>> = {
  'audit.entries': 'what the staff did is chained: the chain is kept, with ids that lead nowhere',
  'http.rate_counters': 'counted by the minute',
  'jobs.job': 'jobs that are done stay for a day, with the id of what they were about',
  'jobs.job_common': 'the partition of the same',
};

describe('personal data', { timeout: 240_000 }, () => {
  let database: TestDatabase;
  let data: Awaited<ReturnType<typeof makeDataDir>>;
  let server: ServerProcess;
  let client: AccountClient;
  let accountId = '';
  let profileId = '';
  let titleId = '';

  const start = () =>
    startServerProcess({
      dataDir: data.path,
      environment: {
        VITASCOPE_DATABASE_URL: database.url,
        VITASCOPE_ACCOUNTS_DELETION_GRACE_DAYS: '0',
        VITASCOPE_HTTP_TRUST_PROXY: '127.0.0.1',
      },
    });
  /** As the person; what does not succeed fails the test. */
  async function does(method: string, path: string, body?: unknown, headers?: Record<string, string>) {
    const answer = await client.ask(method, path, body, headers);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
  async function ownerDoes(method: string, path: string, body: unknown) {
    const headers = { 'content-type': 'application/json' };
    const response = await server.fetch(path, { method, headers, body: JSON.stringify(body) });
    assert.ok(
      response.status < 300,
      `${method} ${path}: ${response.status} ${await response.clone().text()}`,
    );
    return (await response.json()) as { readonly id: string };
  }

  before(async () => {
    database = await openTestDatabase({});
    data = await makeDataDir();
    server = await start();
    client = createAccountClient(server, { 'x-forwarded-for': ADDRESS, 'user-agent': AGENT });
    accountId = await signUp(server, client, person);
    await fill();
  });
  after(async () => {
    await server?.stop();
    await database?.close();
    await data?.remove();
  });

  /** Everything that a person can do, as a viewer and as one of the staff. */
  async function fill(): Promise<void> {
    const { password } = person;
    const profile = await does('POST', '/api/v1/profiles', { name: 'canary-profile', password });
    profileId = profile.id;
    await does('POST', '/api/v1/account/consents', { document: 'canary-terms', version: '1', profileId });
    const { items: devices } = await does('GET', '/api/v1/devices');
    await does('PATCH', `/api/v1/devices/${devices[0].id}`, { name: 'canary-device' }, { 'if-match': '*' });

    await ownerDoes('PUT', '/api/v1/staff', { email: person.email, role: 'admin' });
    const assetId = await uploadWhole(server, {
      name: 'film.mp4',
      bytes: await readFile((await makeSource()).path),
    });
    await waitForAsset(server, assetId, 'playable');
    const title = await does(
      'POST',
      '/api/v1/catalog/titles',
      {
        kind: 'film',
        originalLanguage: 'en',
        texts: { en: { name: 'The film' } },
        assets: [{ assetId, purpose: 'main' }],
        publication: { released: true },
        windows: [{ offer: { kind: 'free' } }],
      },
      { 'idempotency-key': 'canary-of-the-person-0001' },
    );
    titleId = title.id;
    await does('POST', `/api/v1/catalog/titles/${titleId}/previews`, { note: 'canary-note' });
    await does('POST', '/api/v1/catalog/imports?format=json&dryRun=true', []);
    await does('POST', '/api/v1/api-keys', { name: 'canary-key', permissions: ['assets.read'] });
    await does('POST', '/api/v1/webhooks', { url: 'https://hooks.example.org/x', types: ['*'] });
    await does('POST', '/api/v1/entitlements', {
      accountId,
      source: 'staff',
      scope: { kind: 'everything' },
      externalRef: 'canary-order',
    });

    const path = `/api/v1/profiles/${profileId}`;
    const playing = await does('POST', '/api/v1/playback-sessions', { profileId, titleId });
    const { token, url } = playing.heartbeat;
    const beat = {
      sequence: 1,
      atMs: 0,
      positionMs: 777,
      durationMs: 100_000,
      state: 'playing',
      playedMs: 0,
    };
    await does('POST', url, { token, beats: [beat] });
    await does('PUT', `${path}/my-list/${titleId}`);
    await does('PUT', `${path}/ratings/${titleId}`, { rating: 'love' });
    await does('PUT', `${path}/watch-states/${titleId}`, { watched: true });
  }

  test('the copy holds what every module keeps, what was said a moment ago too', async () => {
    const { id } = await does('POST', '/api/v1/account/exports', { password: person.password });
    const path = `/api/v1/account/exports/${id}/data`;
    let copy = await client.ask('GET', path);
    while (copy.body?.code === 'export-not-ready') {
      await delay(50);
      copy = await client.ask('GET', path);
    }
    const { parts } = copy.body;
    assert.deepEqual(Object.keys(parts), ['identity', 'playback', 'watch', 'catalog', 'audit']);
    const text = JSON.stringify(parts);
    for (const canary of [...canaries, 'canary-terms', 'canary-key', 'canary-order', 'canary-note'])
      assert.ok(text.includes(canary), `The copy lacks ${canary}.`);
    assert.equal(parts.playback.entitlements.length, 1);
    assert.equal(parts.playback.sessions[0].title_id, titleId);
    assert.equal(parts.playback.decisions[0].title_id, titleId);
    assert.deepEqual(
      parts.watch.watch_states.map((state: { position_ms: number }) => state.position_ms),
      [777],
    );
    assert.equal(parts.watch.my_list[0].title_id, titleId);
    assert.equal(parts.watch.ratings[0].rating, 'love');
    assert.equal(parts.catalog.changes[0].subject_id, titleId);
    assert.equal(parts.catalog.imports.length, 1);
    assert.ok(parts.audit.done.some(({ subjects }: { subjects: string[] }) => subjects.includes(titleId)));
    assert.ok(!text.includes(person.password));
  });

  test('after the deletion no table and no object has anything of it', async () => {
    await does('POST', '/api/v1/account/delete', { password: person.password });
    // The next start finds what has come due.
    await server.stop();
    server = await start();
    const isLeft = async () => {
      const { rows } = await sql`select 1 from identity.deletions`.execute(database.kysely);
      const letters = await sql`select 1 from identity.letters`.execute(database.kysely);
      return rows.length + letters.rows.length > 0;
    };
    while (await isLeft()) await delay(50);
    const faults: string[] = [];
    const { rows: tables } = await sql<{ name: string }>`
      select table_schema || '.' || table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(
      database.kysely,
    );
    assert.ok(tables.length > 40);
    for (const { name } of tables) {
      const { rows } = await sql<{ row: string }>`
        select t::text as row from ${sql.table(name)} as t`.execute(database.kysely);
      for (const { row } of rows) {
        const ids = name in idMayStay ? [profileId] : [accountId, profileId];
        const found = [...canaries, ...ids].filter((text) => row.includes(text));
        // The mail that says that it is done is the last; with a mail server it would have gone.
        if (name === 'identity.mails' && /Your account is deleted/.test(row)) continue;
        if (found.length > 0) faults.push(`${name}: ${found.join(', ')}`);
      }
    }
    const objects = join(data.path, 'objects');
    for (const entry of await readdir(objects, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const bytes = entry.isFile() ? await readFile(path) : Buffer.alloc(0);
      for (const text of [...canaries, accountId, profileId])
        if (path.includes(text) || bytes.includes(text)) faults.push(`${path}: ${text}`);
    }
    assert.deepEqual([...new Set(faults)], []);
  });
});
