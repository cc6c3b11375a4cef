/** PostgreSQL refuses to run as root; people do run as root. This finds a way that works on this machine. */
import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { databaseError } from '../errors.ts';
import type { PostgresBinaries } from './binaries.ts';

/** How to run a PostgreSQL program: `[...prefix, program, ...args]`, as another user when `user` is set. */
export interface RunAs {
  readonly name: 'direct' | 'folder-owner' | 'namespace' | 'postgres-user';
  readonly prefix: readonly string[];
  /** The data folder must belong to this user, who must be able to reach it. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

const run = promisify(execFile);
const direct: RunAs = { name: 'direct', prefix: [], user: null };

/**
 * Chooses in this order: directly, when we are not root and have a name; as the ordinary user to whom the cluster
 * belongs, when root visits it; in a user namespace where root appears as an ordinary user (files stay root's, any
 * folder will do); as the system user `postgres`, made when missing. `only` restricts the choice. Throws `database-cannot-run-as-root` with what to do.
 */
export async function chooseRunAs(
  binaries: PostgresBinaries,
  clusterOwner: RunAs['user'],
  only?: RunAs['name'],
): Promise<RunAs> {
  const uid = process.getuid?.();
  // Not Linux: no /etc/passwd to consult and no namespaces; PostgreSQL itself will say if it is not content.
  if (process.platform !== 'linux' && uid !== 0) return direct;
  const users = await systemUsers();
  const candidates: (() => Promise<RunAs>)[] = [];
  // initdb looks its own user up by number and fails for one without a name.
  if (uid !== 0 && users.some((user) => user.uid === uid)) candidates.push(async () => direct);
  if (uid === 0 && clusterOwner !== null && clusterOwner.uid !== 0)
    candidates.push(async () => ({ name: 'folder-owner', prefix: [], user: clusterOwner }));
  candidates.push(async () => inNamespace(users));
  if (uid === 0) candidates.push(asPostgresUser);
  const problems: string[] = [];
  for (const candidate of candidates) {
    try {
      const choice = await candidate();
      if (only !== undefined && choice.name !== only) continue;
      await probe(choice, binaries);
      return choice;
    } catch (error) {
      problems.push(firstLine(error));
    }
  }
  throw databaseError(
    'database-cannot-run-as-root',
    `PostgreSQL refuses to run as ${uid === 0 ? 'root' : `user ${uid}, which has no name in /etc/passwd`}, and neither ` +
      `a user namespace nor the user "postgres" works here (${problems.join('; ')}). Start Vitascope as an ordinary ` +
      'user, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1), or set the URL of a PostgreSQL server.',
  );
}

/** unshare(1) of util-linux. Inside, the user must have a name too, so one is taken from the system's list. */
function inNamespace(users: readonly SystemUser[]): RunAs {
  const ordinary = users.filter((user) => user.uid !== 0 && user.uid < 65_534);
  const inside = ordinary.find((user) => user.uid === 1_000) ?? ordinary[0];
  if (inside === undefined) throw new Error('no ordinary user in /etc/passwd');
  const prefix = ['unshare', '--user', `--map-user=${inside.uid}`, `--map-group=${inside.uid}`, '--'];
  return { name: 'namespace', prefix, user: null };
}

async function asPostgresUser(): Promise<RunAs> {
  const find = async (): Promise<SystemUser | undefined> =>
    (await systemUsers()).find((user) => user.name === 'postgres');
  let user = await find();
  if (user === undefined) {
    await run('groupadd', ['--system', '--force', 'postgres']);
    await run('useradd', [
      '--system',
      '--gid',
      'postgres',
      '--no-create-home',
      '--shell',
      '/bin/false',
      'postgres',
    ]);
    user = await find();
  }
  if (user === undefined) throw new Error('the user "postgres" cannot be made');
  return { name: 'postgres-user', prefix: [], user: { uid: user.uid, gid: user.gid } };
}

interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

async function systemUsers(): Promise<SystemUser[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

function probe(how: RunAs, binaries: PostgresBinaries): Promise<unknown> {
  const [program = '', ...args] = [...how.prefix, binaries.postgres, '--version'];
  return run(program, args, { timeout: 10_000, cwd: '/', ...how.user });
}

function firstLine(error: unknown): string {
  const text =
    (error as { stderr?: string }).stderr || (error instanceof Error ? error.message : String(error));
  return text.trim().split('\n')[0] ?? '';
}

/**
 * The prefix that makes the kernel send `signal` to the program when the process that started it dies, however it dies;
 * empty where setpriv(1) of util-linux is missing. It goes inside `RunAs.prefix`: changing user would clear the wish.
 */
export async function dieWithParent(signal: 'SIGINT'): Promise<readonly string[]> {
  const prefix = ['setpriv', '--pdeathsig', signal];
  const works = await new Promise<boolean>((resolve) => {
    const child = spawn('setpriv', [...prefix.slice(1), 'true'], { stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
  return works ? prefix : [];
}
