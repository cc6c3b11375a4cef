/** The folder of the embedded server: password, cluster, who runs it. Everything in it is made whole or not at all. */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { databaseError } from '../errors.ts';
import { hydrateCommand, type PostgresBinaries, postgresMajor } from './binaries.ts';
import { findPostmaster } from './postmaster-file.ts';
import { isAlive } from './process-table.ts';
import type { RunAs } from './run-as.ts';

const run = promisify(execFile);

export interface DataFolder {
  /** Absolute, links resolved. Holds `password`, `server.json` and the cluster. */
  readonly dir: string;
  readonly cluster: string;
  readonly password: string;
  /** To whom files in it must belong, when that is not ourselves. */
  readonly user: RunAs['user'];
}

/** What `server.json` (mode 0600) says about the running server, for other processes and for psql. */
export interface ServerRecord {
  readonly url: string;
  /** The postmaster. */
  readonly pid: number;
  /** The Vitascope process that started it and stops it when it closes. */
  readonly ownerPid: number;
}

export const superuser = 'vitascope';

/** Makes what is missing of the folder: the folder itself (0700), the password (0600), the cluster. */
export async function prepareDataFolder(
  dir: string,
  binaries: PostgresBinaries,
  how: RunAs,
): Promise<DataFolder> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const real = await realpath(dir);
  if (how.user !== null) await chown(real, how.user.uid, how.user.gid);
  const folder = {
    dir: real,
    cluster: join(real, 'cluster'),
    password: await ensurePassword(real, how),
    user: how.user,
  };
  await restrict(folder);
  const version = await readFile(join(folder.cluster, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version === null) await initialise(folder, binaries, how);
  else if (version.trim() !== postgresMajor)
    throw databaseError(
      'database-wrong-version',
      `${folder.cluster} was made by PostgreSQL ${version.trim()}; this Vitascope carries ${postgresMajor}. ` +
        'Dump it with the version that made it and restore it here, or move the folder away to start empty.',
    );
  return folder;
}

/** 256 random bits, written aside and linked in place: of two processes that start at once, both read the same. */
async function ensurePassword(dir: string, how: RunAs): Promise<string> {
  const file = join(dir, 'password');
  const known = await readFile(file, 'utf8').catch(() => null);
  if (known !== null) return known.trim();
  const draft = join(dir, `password.${process.pid}`);
  await writeFile(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true });
  if (how.user !== null) await chown(draft, how.user.uid, how.user.gid);
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(draft);
  return (await readFile(file, 'utf8')).trim();
}

/** initdb into a folder aside, renamed when complete, so that a crash or a rival leaves no half-made cluster. */
async function initialise(folder: DataFolder, binaries: PostgresBinaries, how: RunAs): Promise<void> {
  await removeAbandonedDrafts(folder.dir);
  const draft = join(folder.dir, `cluster.${process.pid}`);
  await mkdir(draft, { mode: 0o700 });
  if (how.user !== null) await chown(draft, how.user.uid, how.user.gid);
  try {
    await initdb(draft, folder, binaries, how);
    await rename(draft, folder.cluster).catch(async (error: NodeJS.ErrnoException) => {
      // Another process was first; its cluster has the same password.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    const handle = await open(folder.dir);
    await handle.sync().finally(() => handle.close());
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function initdb(
  target: string,
  folder: DataFolder,
  binaries: PostgresBinaries,
  how: RunAs,
): Promise<void> {
  const args = [
    ...['--pgdata', target, '--username', superuser, '--pwfile', join(folder.dir, 'password')],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8'],
    // The builtin provider sorts by code point and needs no locale installed on the machine.
    ...['--locale-provider', 'builtin', '--locale', 'C.UTF-8', '--lc-messages', 'C'],
    ...['--lc-collate', 'C', '--lc-ctype', 'C', '--lc-monetary', 'C', '--lc-numeric', 'C', '--lc-time', 'C'],
  ];
  const [program = '', ...rest] = [...how.prefix, binaries.initdb, ...args];
  const { code, output } = await new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(program, rest, {
      ...how.user,
      cwd: folder.dir,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
    });
    let text = '';
    const keep = (chunk: Buffer): void => {
      text = (text + chunk.toString()).slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ code: exitCode, output: text.trim() }));
  });
  if (code === 0) return;
  const remedy = output.includes('shared librar')
    ? `Complete the installation with: ${hydrateCommand(binaries)}`
    : 'Check free space and that the user who runs it can reach the folder, or set the URL of a PostgreSQL server.';
  throw databaseError('database-embedded-failed', `initdb in ${folder.dir} failed: ${output}. ${remedy}`);
}

async function removeAbandonedDrafts(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    const pid = /^(?:cluster|password)\.(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && (Number(pid) === process.pid || !isAlive(Number(pid))))
      await rm(join(dir, name), { recursive: true, force: true });
  }
}

export async function writeServerRecord(folder: DataFolder, record: ServerRecord): Promise<void> {
  const draft = join(folder.dir, `server.json.${process.pid}`);
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  if (folder.user !== null) await chown(draft, folder.user.uid, folder.user.gid);
  await rename(draft, join(folder.dir, 'server.json'));
}

/** The last server that ran here, whether or not it still does. */
export async function readServerRecord(folder: DataFolder): Promise<ServerRecord | null> {
  try {
    const record: Partial<ServerRecord> = JSON.parse(await readFile(join(folder.dir, 'server.json'), 'utf8'));
    const { url, pid, ownerPid } = record;
    return typeof url === 'string' && typeof pid === 'number' && typeof ownerPid === 'number'
      ? { url, pid, ownerPid }
      : null;
  } catch {
    return null;
  }
}

/** Keeps strangers out of a folder made with other permissions, and hands root's cluster to the user who runs it now. */
async function restrict({ dir, cluster, user }: DataFolder): Promise<void> {
  const { mode } = await stat(dir);
  if ((mode & 0o077) !== 0) await chmod(dir, 0o700);
  if (user === null) return;
  const owner = await clusterOwner(dir);
  if (owner === null || owner.uid === user.uid || (await findPostmaster(cluster)) !== null) return;
  await run('chown', ['-R', `${user.uid}:${user.gid}`, dir]);
}

/** To whom the cluster in the folder belongs, or null when there is none yet. */
export async function clusterOwner(dir: string): Promise<RunAs['user']> {
  const found = await stat(join(dir, 'cluster')).catch(() => null);
  return found === null ? null : { uid: found.uid, gid: found.gid };
}
