// Three processes with one role each, of which one after the other is killed and started again on the same data.
import { readFile } from 'node:fs/promises';
import { freePort } from '../server/free-port.ts';
import { descendantsOf } from '../server/processes.ts';
import { type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { expectRunning, insist, killAndWait, type RestartingServer } from './restarting-server.ts';

const roles = ['api', 'origin', 'worker'] as const;
type Role = (typeof roles)[number];

interface Member {
  readonly role: Role;
  readonly port: number;
  process: ServerProcess;
  isRestarting: boolean;
}

/** As {@link startRestartingServer}, in three processes. Asks the one that has the API; encoders are those of all. */
export async function startRestartingRoles(wish: { readonly dataDir: string }): Promise<RestartingServer> {
  const originUrl = `http://127.0.0.1:${await freePort()}`;
  const start = (role: Role, port: number): Promise<ServerProcess> =>
    startServerProcess({
      dataDir: wish.dataDir,
      role,
      port,
      environment: { VITASCOPE_PUBLIC_URL: originUrl },
    });
  const members: Member[] = [];
  const stop = async (): Promise<void> => {
    // Whoever started the database stops it, which after some kills may be any of them.
    await Promise.all(members.map(({ process }) => process.stop()));
  };
  try {
    for (const role of roles) {
      const port = role === 'origin' ? Number(new URL(originUrl).port) : await freePort();
      members.push({ role, port, process: await start(role, port), isRestarting: false });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const api = members[0] as Member;
  return {
    url: api.process.url,
    async fetch(path, init) {
      for (const { process, isRestarting } of members) if (!isRestarting) expectRunning(process);
      return await api.process.fetch(path, init);
    },
    insist,
    async crash(choose) {
      const member = choose(members) ?? api;
      member.isRestarting = true;
      await killAndWait(member.process);
      const startedAt = performance.now();
      member.process = await start(member.role, member.port);
      member.isRestarting = false;
      return { who: `the process with the role ${member.role}`, readyAfterMs: performance.now() - startedAt };
    },
    async crashEncoder(choose) {
      const pids = (await Promise.all(members.map(({ process }) => encodersOf(process.pid)))).flat();
      const pid = choose(pids);
      if (pid === undefined) return false;
      try {
        process.kill(pid, 'SIGKILL');
        return true;
      } catch {
        return false;
      }
    },
    stop,
  };
}

async function encodersOf(pid: number): Promise<number[]> {
  const children = await descendantsOf(pid);
  const commands = await Promise.all(
    children.map((child) => readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '')),
  );
  return children.filter((_, n) => commands[n]?.includes('vitascope-encoder'));
}
