// The audit log of the product: what it records of the staff, what not, and that tampering in the database is found by the command.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { tamperWith } from '@vitascope/audit/testing';
import { openDatabase } from '@vitascope/platform/database';
import { silentLogger } from '@vitascope/platform/kernel';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';

interface Entry {
  readonly seq: number;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string | null };
  readonly action: string;
  readonly subjects: readonly string[];
  readonly status: number | null;
  readonly code: string | null;
  readonly network: string | null;
}

const PASSWORD = 'correct horse battery';

describe('the audit log', { timeout: 240_000 }, () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  before(async () => {
    data = await makeDataDir();
    server = await startServerProcess({ dataDir: data.path });
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
  });

  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    server.fetch(path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  const entries = async (query = ''): Promise<readonly Entry[]> => {
    const response = await ask('GET', `/api/v1/audit?order=oldest&limit=1000${query}`);
    return ((await response.json()) as { items: Entry[] }).items;
  };
  /** Exit code and output of `vitascope audit …`. */
  const command = (...args: readonly string[]) =>
    new Promise<{ readonly code: number; readonly output: string }>((resolve) => {
      const { NODE_TEST_CONTEXT: _context, ...environment } = process.env;
      execFile(
        process.execPath,
        [join(import.meta.dirname, '../../apps/cli/main.ts'), 'audit', ...args],
        {
          cwd: data.path,
          env: { ...environment, VITASCOPE_URL: server.url, VITASCOPE_DATA_DIR: data.path, NO_COLOR: '1' },
        },
        (error, stdout, stderr) =>
          resolve({ code: error === null ? 0 : Number(error.code), output: `${stdout}${stderr}` }),
      );
    });
  /** As whoever has the database does it. */
  async function tamper(...statements: readonly string[]): Promise<void> {
    const database = await openDatabase(
      { embeddedDir: join(data.path, 'database'), poolSize: 2 },
      { logger: silentLogger },
    );
    await tamperWith(database, statements);
    await database.close();
  }

  test('has what changed something, who did it and what came of it, and nothing of what was said', async () => {
    const made = await ask('POST', '/api/v1/api-keys', { name: 'Robot', permissions: ['assets.write'] });
    const { id, key } = (await made.json()) as { id: string; key: string };
    const asset = `as_${'0'.repeat(26)}`;
    const program = { authorization: `Bearer ${key}` };
    assert.equal((await ask('DELETE', `/api/v1/assets/${asset}`, undefined, program)).status, 404);
    assert.equal((await ask('POST', '/api/v1/api-keys', { name: 'x' }, program)).status, 403);
    const upload = { ...program, 'tus-resumable': '1.0.0', 'upload-length': '10' };
    assert.equal((await ask('POST', '/api/v1/uploads', undefined, upload)).status, 201);
    await ask('GET', '/api/v1/assets');
    await ask('GET', '/api/v1/mail');
    await ask('POST', '/api/v1/auth/sign-in', { email: 'a@example.org', password: PASSWORD });
    await ask(
      'POST',
      '/api/v1/webhooks',
      { url: 'https://a.example.org', types: ['*'] },
      { authorization: '' },
    );
    // Of an upload it is recorded that it began; that it was answered follows the answer.
    let found = await entries();
    while (found.length < 5) found = await entries();
    const robot = { kind: 'api-key', id, name: 'Robot' };
    const owner = { kind: 'owner-key', id: null, name: null };
    found = found.toSorted((a, b) => Number(a.action.startsWith('GET')) - Number(b.action.startsWith('GET')));
    assert.deepEqual(
      found.map(({ actor, action, subjects, status, code }) => ({ actor, action, subjects, status, code })),
      [
        { actor: owner, action: 'POST /api/v1/api-keys', subjects: [id], status: 201, code: null },
        {
          actor: robot,
          action: 'DELETE /api/v1/assets/:id',
          subjects: [asset],
          status: 404,
          code: 'asset-not-found',
        },
        {
          actor: robot,
          action: 'POST /api/v1/api-keys',
          subjects: [],
          status: 403,
          code: 'permission-missing',
        },
        { actor: robot, action: 'POST /api/v1/uploads', subjects: [], status: 201, code: null },
        { actor: owner, action: 'GET /api/v1/mail', subjects: [], status: 200, code: null },
      ],
    );
    assert.equal(found[0]?.network, '127.0.0.0/24');
    assert.ok(!JSON.stringify(found).includes(key));
    assert.deepEqual(
      (await entries(`&actorId=${id}`)).map(({ action }) => action),
      ['DELETE /api/v1/assets/:id', 'POST /api/v1/api-keys', 'POST /api/v1/uploads'],
    );
  });

  test('has who read what is personal, and whose it was', async () => {
    const account = `ac_${'0'.repeat(26)}`;
    const name = 'somebody@example.org';
    const before = (await entries()).length;
    for (const path of [
      `/api/v1/playback-decisions?accountId=${account}`,
      `/api/v1/entitlements?accountId=${account}`,
      `/api/v1/entitlements?accountId=${name}`,
      '/api/v1/staff',
    ])
      assert.ok((await ask('GET', path)).status < 500);
    const found = (await entries()).slice(before);
    assert.deepEqual(
      found.map(({ action, subjects }) => [action, subjects]),
      [
        ['GET /api/v1/playback-decisions', [account]],
        ['GET /api/v1/entitlements', [account]],
        ['GET /api/v1/entitlements', []],
        ['GET /api/v1/staff', []],
      ],
    );
  });

  test('has an action that is sent twice with one key once', async () => {
    const before = (await entries()).length;
    const key = { 'idempotency-key': randomUUID() };
    const wish = { url: 'https://hooks.example.org/a', types: ['vitascope.title.*'] };
    const first = await ask('POST', '/api/v1/webhooks', wish, key);
    const again = await ask('POST', '/api/v1/webhooks', wish, key);
    assert.deepEqual([first.status, again.status], [201, 201]);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.deepEqual(await again.json(), await first.json());
    assert.equal((await entries()).length, before + 1);
    const limit = first.headers.get('ratelimit') ?? '';
    assert.match(limit, /^"actor";r=\d+;t=\d+$/);
  });

  test('is verified by the command, which names the first break', async () => {
    const whole = await command('verify');
    assert.deepEqual([whole.code, /is whole: 10 entries/.test(whole.output)], [0, true], whole.output);
    const kept = await command('anchor');
    await writeFile(join(data.path, 'kept.jsonl'), kept.output);
    assert.equal((await command('export')).output.trim().split('\n').length, 10);
    await tamper('update audit.entries set status = 204 where seq = 3');
    const altered = await command('verify');
    assert.equal(altered.code, 1);
    assert.match(altered.output, /broken\. Entry 3 is not what was recorded/);
    await tamper(
      'update audit.entries set status = 403 where seq = 3',
      'delete from audit.entries where seq > 4',
      'update audit.head set seq = 4, hash = (select hash from audit.entries where seq = 4)',
    );
    const cut = await command('verify', '--json');
    assert.equal(cut.code, 1);
    assert.equal(JSON.parse(cut.output).break.kind, 'truncated');
    const elsewhere = await command('verify', '--anchors', join(data.path, 'kept.jsonl'));
    assert.match(elsewhere.output, /Entries 5 to 10 are missing at the end/);
  });
});
