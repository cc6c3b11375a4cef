/**
 * Real PostgreSQL for tests: one server a run, one database a call.
 *
 * The runner calls `startTestServer` once and sets VITASCOPE_TEST_PG_URL for the test files. Without it the first test
 * file starts a server that all processes of this user share and that ends by itself when nobody is connected.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { silentLogger } from '../kernel/index.ts';
import { connectClient } from './connection.ts';
import { type Database, openDatabase } from './database.ts';
import { startEmbeddedServer } from './embedded/embedded-server.ts';
import type { MigrationSet } from './migrate.ts';

export interface TestDatabase extends Database {
  /** Name of the database, which is dropped on `close`. */
  readonly name: string;
}

/** Tests need no durability: a server that crashed is thrown away. */
export const testSettings: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '32MB',
};

/** Followed by the time of creation in milliseconds, so that what killed tests left can be recognised. */
export const testDatabasePrefix = 'vitascope_test_';

/** Starts the one server of a test run in a folder of its own. Set `VITASCOPE_TEST_PG_URL` to `url`; call `stop` last. */
export async function startTestServer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'vitascope-test-run-'));
  const server = await startEmbeddedServer({ dir, settings: testSettings, logger: silentLogger });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/**
 * A fresh database, dropped on `close`. With `migrations` it is copied from a template that has them already: the
 * template is made once in a process, so the second call costs a copy and no migration.
 */
export async function openTestDatabase(
  options: { readonly migrations?: readonly MigrationSet[]; readonly poolSize?: number } = {},
): Promise<TestDatabase> {
  const admin = await connectAdmin();
  try {
    const template =
      options.migrations === undefined ? 'template0' : await ensureTemplate(admin, options.migrations);
    const name = newName();
    await admin.client.query(`create database ${name} template ${template}`);
    const database = await openDatabase(
      { url: withDatabase(admin.url, name), poolSize: options.poolSize ?? 5 },
      { logger: silentLogger },
    );
    return {
      ...database,
      name,
      async close() {
        await database.close();
        await admin.client.query(`drop database if exists ${name} with (force)`);
        await admin.client.end();
      },
    };
  } catch (error) {
    await admin.client.end();
    throw error;
  }
}

interface Admin {
  readonly url: string;
  readonly client: pg.Client;
}

const templates = new Map<string, Promise<string>>();

function ensureTemplate(admin: Admin, migrations: readonly MigrationSet[]): Promise<string> {
  const key = JSON.stringify(migrations.map((set) => [set.schema, Object.keys(set.migrations)]));
  let template = templates.get(key);
  if (template === undefined) {
    template = makeTemplate(admin, migrations);
    templates.set(key, template);
  }
  return template;
}

async function makeTemplate(admin: Admin, migrations: readonly MigrationSet[]): Promise<string> {
  const name = newName();
  await admin.client.query(`create database ${name} template template0`);
  const database = await openDatabase(
    { url: withDatabase(admin.url, name), poolSize: 1 },
    { logger: silentLogger },
  );
  await database.migrate(migrations).finally(() => database.close());
  return name;
}

async function connectAdmin(): Promise<Admin> {
  // biome-ignore lint/style/noProcessEnv: the test runner's only way to reach test files in their own processes.
  const given = process.env['VITASCOPE_TEST_PG_URL'];
  if (given !== undefined && given !== '') return { url: given, client: await connectClient(given) };
  return connectShared();
}

/** Starts `test-server.ts` where none runs. Several test files may do so at once: only one of them becomes the server. */
async function connectShared(): Promise<Admin> {
  const dir = join(tmpdir(), `vitascope-test-${userInfo().uid}`);
  const deadline = Date.now() + 60_000;
  for (;;) {
    shared ??= startShared(dir);
    try {
      const url = await shared;
      return { url, client: await connectClient(url) };
    } catch (error) {
      // It ended for lack of users at this very moment.
      shared = null;
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

let shared: Promise<string> | null = null;

/** Resolves with the URL that the server process prints once it serves or has found another that does. */
function startShared(dir: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('./test-server.ts', import.meta.url));
    const child = spawn(process.execPath, [script, dir], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let problem = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const end = output.indexOf('\n');
      if (end < 0) return;
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      resolve(output.slice(0, end));
    });
    child.stderr.on('data', (chunk: Buffer) => {
      problem = (problem + chunk.toString()).slice(-4_000);
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`the shared test server ended: ${problem}`)));
  });
}

function newName(): string {
  return `${testDatabasePrefix}${Date.now()}_${randomBytes(6).toString('hex')}`;
}

function withDatabase(url: string, name: string): string {
  const result = new URL(url);
  result.pathname = `/${name}`;
  return result.href;
}
