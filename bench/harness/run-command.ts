// Runs a peer's command to its end and measures it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endedChildrenCpuSeconds } from './processes.ts';

export interface CommandCost {
  readonly wallMs: number;
  /** Of the command and its threads. Right as long as one command runs at a time. */
  readonly cpuSeconds: number;
}

/** @throws with what the command printed when it fails */
export async function runCommand(command: string, args: readonly string[]): Promise<CommandCost> {
  const cpuBefore = endedChildrenCpuSeconds();
  const startedAt = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4_000);
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  const wallMs = performance.now() - startedAt;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${errors}`);
  return { wallMs, cpuSeconds: endedChildrenCpuSeconds() - cpuBefore };
}
