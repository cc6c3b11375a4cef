// What the figures were measured on.
import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly node: string;
  readonly ffmpeg: string;
  readonly nginx: string;
}

export function describeMachine(): Machine {
  return {
    // All of them, also where a bench keeps itself to one.
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    ffmpeg: firstMatch('ffmpeg', ['-version'], /version (\S+)/),
    nginx: firstMatch('nginx', ['-v'], /nginx\/(\S+)/),
  };
}

export function machineLine(machine: Machine): string {
  return (
    `${machine.cores} cores of ${machine.processor}, ${machine.memoryGib} GiB, Linux ${machine.kernel}; ` +
    `Node ${machine.node}, ffmpeg ${machine.ffmpeg}, nginx ${machine.nginx}; everything on loopback`
  );
}

function firstMatch(command: string, args: readonly string[], pattern: RegExp): string {
  try {
    // nginx prints its version to standard error.
    const text = execFileSync('sh', ['-c', `"$0" "$@" 2>&1`, command, ...args], { encoding: 'utf8' });
    return pattern.exec(text)?.[1] ?? 'unknown';
  } catch {
    return 'missing';
  }
}
