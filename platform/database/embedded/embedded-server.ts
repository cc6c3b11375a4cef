/**
 * The embedded PostgreSQL of one folder, shared by all processes that name the folder.
 *
 * Who owns it: the process that starts the server owns it and stops it when it closes; processes that find it running
 * only connect. On Linux the server also ends with its owner when that is killed (it then shuts down in order by
 * itself). Where it outlives its owner, the next process that opens the folder adopts it and becomes the owner.
 * Restarts keep the port, so that pools of the other processes find their way back.
 */
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../../kernel/index.ts';
import { connectClient } from '../connection.ts';
import { databaseError } from '../errors.ts';
import { findBinaries } from './binaries.ts';
import {
  clusterOwner,
  type DataFolder,
  prepareDataFolder,
  readServerRecord,
  superuser,
  writeServerRecord,
} from './data-folder.ts';
import { type PostmasterOptions, type PostmasterRun, spawnPostmaster } from './postmaster.ts';
import { findPostmaster, type Postmaster } from './postmaster-file.ts';
import { isAlive } from './process-table.ts';
import { chooseRunAs, dieWithParent } from './run-as.ts';

export interface EmbeddedServer {
  /** Connection string of the database `vitascope`, password included. */
  readonly url: string;
  /** Whether `stop` will stop the server, or leaves it to the process that started it. */
  readonly owned: boolean;
  stop(): Promise<void>;
}

interface EmbeddedServerOptions {
  readonly dir: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

/** Recovery after a crash replays at most `max_wal_size`; a slow disk manages that in this time. */
const startDeadlineMs = 120_000;
const pollMs = 15;
/** About a second. */
const portAttempts = 60;
/** With growing pauses about eight seconds: sessions of a killed server keep its memory for a moment. */
const maxStarts = 12;
const stopDeadlineMs = 30_000;
const restartPausesMs = [200, 1_000, 5_000, 15_000, 30_000];
const databaseName = 'vitascope';

type Launch = Omit<PostmasterOptions, 'port'>;

/** Starts, joins or adopts the server of the folder and makes the database when missing. */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const { dir, settings, logger } = options;
  const binaries = await findBinaries();
  const how = await chooseRunAs(binaries, await clusterOwner(dir));
  const folder = await prepareDataFolder(dir, binaries, how);
  const launch: Launch = {
    binaries,
    folder,
    how,
    settings,
    logger,
    parentWatch: await dieWithParent('SIGINT'),
  };
  const found = await ensureRunning(launch);
  const url = urlOf(folder, found.port, databaseName);
  await ensureDatabase(urlOf(folder, found.port, 'postgres'));
  const owned = found.run !== null || (await isAbandoned(folder, found.pid));
  if (!owned) return { url, owned, stop: async () => {} };
  await writeServerRecord(folder, { url, pid: found.pid, ownerPid: process.pid });
  logger.info(
    { dir: folder.dir, port: found.port, how: how.name, adopted: found.run === null },
    'embedded PostgreSQL ready',
  );
  const stop =
    found.run === null ? () => stopAdopted(found, logger) : keepRunning(launch, found.port, found.run);
  return { url, owned, stop };
}

/** Whether the server lost its owner. One that has just started may be about to write its name. */
async function isAbandoned(folder: DataFolder, pid: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < 2_000; waitedMs += pollMs) {
    const record = await readServerRecord(folder);
    if (record?.pid === pid) return !isAlive(record.ownerPid);
    await sleep(pollMs);
  }
  return true;
}

interface Running {
  readonly pid: number;
  readonly port: number;
  /** The process, when it is our child. */
  readonly run: PostmasterRun | null;
}

/** Connects to what runs, waits for what is starting or stopping, starts a server where there is none. */
async function ensureRunning(launch: Launch): Promise<Running> {
  const deadline = Date.now() + startDeadlineMs;
  let run: PostmasterRun | null = null;
  let failure = '';
  for (let starts = 0; Date.now() < deadline; await sleep(pollMs)) {
    const postmaster = await findPostmaster(launch.folder.cluster);
    if (postmaster !== null) {
      if (await isReady(launch.folder, postmaster))
        return { pid: postmaster.pid, port: postmaster.port, run: run?.pid === postmaster.pid ? run : null };
      continue;
    }
    if (run === null) {
      if (++starts > maxStarts) break;
      run = spawnPostmaster({ ...launch, port: await preferredPort(launch.folder) });
      continue;
    }
    const exit = await Promise.race([run.exited, sleep(pollMs).then(() => null)]);
    if (exit === null) continue;
    // Another process was faster, the port was taken meanwhile, or a crashed server's memory is not free yet.
    failure = exit.log;
    run = null;
    await sleep(100 * starts);
  }
  throw databaseError(
    'database-embedded-failed',
    `PostgreSQL in ${launch.folder.dir} did not start: ${failure || `not ready within ${startDeadlineMs / 1000} s`}. ` +
      'Check free space and the folder, or set the URL of a PostgreSQL server.',
  );
}

async function isReady(folder: DataFolder, { port, status }: Postmaster): Promise<boolean> {
  if (status !== 'ready' || port === 0) return false;
  const client = new pg.Client({
    connectionString: urlOf(folder, port, 'postgres'),
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    // 28P01: a server that does not know our password; waiting would not help.
    if ((error as { code?: string }).code !== '28P01') return false;
    throw databaseError(
      'database-embedded-failed',
      `The PostgreSQL in ${folder.dir} refuses the password in ${folder.dir}/password. Restore that file, or move the folder away to start empty.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/** Starts the server again when it ends uncalled for, with growing pauses; the returned function stops it for good. */
function keepRunning(launch: Launch, port: number, first: PostmasterRun): () => Promise<void> {
  const { logger, folder } = launch;
  const stopping = new AbortController();
  let current = first;
  const watch = (async () => {
    for (let restarts = 0; ; restarts++) {
      const startedAt = Date.now();
      const exit = await current.exited;
      if (stopping.signal.aborted) return;
      if (Date.now() - startedAt > 60_000) restarts = 0;
      logger.error({ ...exit, restarts }, 'the embedded PostgreSQL ended by itself; starting it again');
      const pause = restartPausesMs[Math.min(restarts, restartPausesMs.length - 1)];
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      current = spawnPostmaster({ ...launch, port });
      await writeServerRecord(folder, {
        url: urlOf(folder, port, databaseName),
        pid: current.pid,
        ownerPid: process.pid,
      });
    }
  })();
  return async () => {
    stopping.abort();
    // SIGINT: fast shutdown, ends sessions in order; SIGQUIT: immediate, replays the log at the next start.
    current.kill('SIGINT');
    const timer = setTimeout(() => {
      logger.warn({}, 'the embedded PostgreSQL did not stop in time; stopping it at once');
      current.kill('SIGQUIT');
    }, stopDeadlineMs);
    await current.exited;
    await watch;
    clearTimeout(timer);
  };
}

async function stopAdopted(server: Running, logger: Logger): Promise<void> {
  const deadline = Date.now() + stopDeadlineMs;
  try {
    process.kill(server.pid, 'SIGINT');
    while (isAlive(server.pid)) {
      if (Date.now() > deadline) {
        logger.warn({ pid: server.pid }, 'the adopted PostgreSQL did not stop in time; stopping it at once');
        process.kill(server.pid, 'SIGQUIT');
        return;
      }
      await sleep(pollMs);
    }
  } catch (error) {
    logger.debug({ err: error }, 'the adopted PostgreSQL was gone already');
  }
}

async function ensureDatabase(maintenanceUrl: string): Promise<void> {
  const client = await connectClient(maintenanceUrl);
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
    if (rowCount === 0) await client.query(`create database ${databaseName}`);
  } catch (error) {
    // 42P04, 23505: another process made it between our two statements.
    if (!['42P04', '23505'].includes(String((error as { code?: string }).code))) throw error;
  } finally {
    await client.end();
  }
}

function urlOf(folder: DataFolder, port: number, database: string): string {
  return `postgresql://${superuser}:${folder.password}@127.0.0.1:${port}/${database}`;
}

/** The port of the last run, unless another program has it: a server that was killed a moment ago may still be letting go. */
async function preferredPort(folder: DataFolder): Promise<number> {
  const record = await readServerRecord(folder);
  if (record === null) return freePort();
  const last = Number(new URL(record.url).port);
  for (let attempt = 0; attempt < portAttempts; attempt++) {
    const port = await freePort(last).catch(() => null);
    if (port !== null) return port;
    await sleep(pollMs);
  }
  return freePort();
}

function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
