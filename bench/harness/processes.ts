// What processes cost: processor seconds, resident and proportional memory, read from /proc.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Ticks of /proc/<pid>/stat a second: fixed by the kernel's interface on every Linux (proc(5)). */
const TICKS = 100;

export type Part = 'server' | 'encoder' | 'database';

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly own: number;
  /** Of children that have ended and were waited for. */
  readonly ended: number;
}

function readEntry(pid: number): Entry | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name may hold spaces and brackets; what follows the last bracket does not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const at = (n: number): number => Number(fields[n]);
    return { pid, parent: at(1), own: (at(11) + at(12)) / TICKS, ended: (at(13) + at(14)) / TICKS };
  } catch {
    return null;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** The process and everything below it. */
function tree(root: number): Entry[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readEntry(Number(name)) ?? []);
  const found = all.filter((entry) => entry.pid === root);
  for (const entry of found) found.push(...all.filter((other) => other.parent === entry.pid));
  return found;
}

function partOf(pid: number): Part {
  const command = commandOf(pid);
  // The process gives itself this name once it runs.
  if (command.includes('encoder/process/main.ts') || command.startsWith('vitascope-encoder'))
    return 'encoder';
  return command.includes('postgres') ? 'database' : 'server';
}

/** Processor seconds of one process alone, threads included. */
export function ownCpuSeconds(pid: number): number {
  return readEntry(pid)?.own ?? Number.NaN;
}

export function parentOf(pid: number): number {
  return readEntry(pid)?.parent ?? Number.NaN;
}

/** Processor seconds so far of a server and all that it started, dead or alive, by part. */
export function cpuSeconds(root: number): Record<Part, number> {
  const sums: Record<Part, number> = { server: 0, encoder: 0, database: 0 };
  for (const entry of tree(root)) {
    const part = partOf(entry.pid);
    sums[part] += entry.own;
    // All that a server starts and that ends while it runs are encoder processes.
    sums[part === 'server' ? 'encoder' : part] += entry.ended;
  }
  return sums;
}

export function pidsOf(root: number, part: Part): number[] {
  return tree(root)
    .map(({ pid }) => pid)
    .filter((pid) => partOf(pid) === part);
}

/** Keeps a process and everything below it, threads and later children too, on one core. */
export function pinTo(core: number, root: number): void {
  for (const { pid } of tree(root))
    execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)], {
      stdio: 'ignore',
    });
}

/** Resident memory in MiB. */
export function residentMib(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? Number.NaN) / 1024;
}

/** Proportional memory in MiB: what is shared counts for each by its share. */
export function proportionalMib(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? Number.NaN) / 1024;
  } catch {
    return 0;
  }
}

/** Processor seconds of the children of this very process that have ended. */
export function endedChildrenCpuSeconds(): number {
  return readEntry(process.pid)?.ended ?? Number.NaN;
}

/** Resolves when the processes below `root` have used next to nothing for a while. @throws after a minute */
export async function untilIdle(root: number, part: Part = 'encoder'): Promise<void> {
  const deadline = performance.now() + 60_000;
  let before = cpuSeconds(root)[part];
  for (let calm = 0; calm < 3; ) {
    await delay(60);
    const now = cpuSeconds(root)[part];
    calm = now - before < 0.011 ? calm + 1 : 0;
    before = now;
    if (performance.now() > deadline)
      throw new Error(`the ${part} processes are still at work after a minute`);
  }
}
