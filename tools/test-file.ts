/** Runs one test file in a process of its own, with a deadline, and counts its tests. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FileResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** What went wrong with the file as a whole. */
  readonly problem: string | undefined;
  /** What the file and its tests printed; the beginning of it, when there is very much. */
  readonly output: string;
}

export interface RunOptions {
  /** For one test, unless it sets its own. */
  readonly testTimeoutMs?: number;
  /** For the whole file, after which its process and its children are killed. */
  readonly fileTimeoutMs?: number;
}

const maxOutputBytes = 2_000_000;

export async function runTestFile(file: string, options: RunOptions = {}): Promise<FileResult> {
  const { testTimeoutMs = 180_000, fileTimeoutMs = 1_200_000 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'vitascope-test-'));
  const events = join(folder, 'events.jsonl');
  const startedAt = performance.now();
  try {
    const reporters = [
      `--test-reporter=${join(import.meta.dirname, 'test-reporter.ts')}`,
      `--test-reporter-destination=${events}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
    ];
    const args = [...reporters, `--test-timeout=${testTimeoutMs}`, file];
    const { ending, output } = await runProcess(args, fileTimeoutMs);
    const counts = count(await readFile(events, 'utf8').catch(() => ''));
    const problem = describe(ending, counts, fileTimeoutMs);
    const failed = counts.failed + (problem === undefined ? 0 : 1);
    return { ...counts, failed, problem, output, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    await rm(folder, { recursive: true });
  }
}

type Ending = { readonly code: number | null; readonly signal: string | null; readonly isLate: boolean };

function runProcess(args: string[], timeoutMs: number): Promise<{ ending: Ending; output: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ ending: Ending; output: string }>();
  // A group of its own, so that what a test started and forgot ends with it.
  const { NODE_TEST_CONTEXT: _context, ...env } = process.env; // set inside Node's own runner, where it would hide reports
  const child = spawn(process.execPath, args, { detached: true, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let isLate = false;
  const collect = (chunk: Buffer): void => {
    if (output.length < maxOutputBytes) output += chunk.toString();
  };
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group has ended by itself.
    }
  };
  const deadline = setTimeout(() => {
    isLate = true;
    kill();
  }, timeoutMs);
  process.once('exit', kill);
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  child.once('error', reject);
  child.once('exit', kill);
  child.once('close', (code, signal) => {
    clearTimeout(deadline);
    process.removeListener('exit', kill);
    resolve({ ending: { code, signal, isLate }, output });
  });
  return promise;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function count(events: string): Counts {
  const words = events.split('\n');
  const how = (word: string): number => words.filter((one) => one === word).length;
  return { passed: how('passed'), failed: how('failed'), skipped: how('skipped') };
}

/** What is wrong with the file beyond its failed tests. */
function describe(
  ending: Ending,
  { passed, failed, skipped }: Counts,
  timeoutMs: number,
): string | undefined {
  if (ending.isLate)
    return `The file did not end within ${timeoutMs / 1000} s; something it started is still running.`;
  if (ending.signal !== null) return `The file was ended by ${ending.signal}.`;
  if (ending.code !== 0 && failed === 0) return `The file ended with code ${ending.code}.`;
  if (passed + failed + skipped === 0) return 'The file holds no tests.';
  return undefined;
}
