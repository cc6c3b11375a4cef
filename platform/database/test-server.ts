/**
 * The process behind the shared server of tests that were started without a runner: `node test-server.ts FOLDER`.
 * Prints the URL, stays while anyone is connected, then stops PostgreSQL and ends.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { silentLogger } from '../kernel/index.ts';
import { connectClient } from './connection.ts';
import { type EmbeddedServer, startEmbeddedServer } from './embedded/embedded-server.ts';
import { testDatabasePrefix, testSettings } from './testing.ts';

/** Long enough to serve the next test file of a run, short enough that nobody finds it still there. */
const idleLimitMs = 10_000;
const checkMs = 1_000;

const startedAt = Date.now();
const dir = process.argv[2];
if (dir === undefined) throw new Error('usage: node test-server.ts FOLDER');
const server = await start(dir);
process.stdout.on('error', () => {});
process.stdout.write(`${server.url}\n`);
if (server.owned) await serve(server);

async function start(folder: string): Promise<EmbeddedServer> {
  const options = { dir: folder, settings: testSettings, logger: silentLogger };
  try {
    return await startEmbeddedServer(options);
  } catch {
    // Without fsync a crash may leave a cluster that cannot be opened; there is nothing in it worth keeping.
    await rm(folder, { recursive: true, force: true });
    return startEmbeddedServer(options);
  }
}

async function serve(running: EmbeddedServer): Promise<void> {
  const client = await connectClient(running.url);
  try {
    await dropLeftovers(client);
    for (let idleMs = 0; idleMs < idleLimitMs; await sleep(checkMs)) {
      idleMs = (await othersConnected(client)) ? 0 : idleMs + checkMs;
    }
  } finally {
    await client.end().catch(() => {});
    await running.stop();
  }
}

async function othersConnected(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ others: number }>(
    `select count(*) as others from pg_stat_activity
     where backend_type = 'client backend' and pid <> pg_backend_pid()`,
  );
  return (rows[0]?.others ?? 0) > 0;
}

/** What an earlier server's tests left; never what the tests of this one have just made. */
async function dropLeftovers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    'select datname from pg_database where datname like $1',
    [`${testDatabasePrefix.replaceAll('_', '\\_')}%`],
  );
  for (const { datname } of rows) {
    const madeAt = Number(datname.slice(testDatabasePrefix.length).split('_')[0]);
    if (madeAt < startedAt)
      await client.query(`drop database if exists ${datname} with (force)`).catch(() => {});
  }
}
