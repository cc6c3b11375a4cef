/**
 * `npm test [-- path…]`: the checks, then every test file in a process of its own, then one line that adds up.
 *
 * Node's own runner waits for ever for a file that leaves a timer behind, so the files are run from here: a file that
 * crashes, hangs or holds no tests counts as failed. A few failed files are tried once more, alone: see `run-files.ts`.
 */
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { runChecks } from './check.ts';
import { listFiles, projectRoot } from './files.ts';
import { prepareMachine, prepareWebApps } from './prerequisites.ts';
import { runFiles } from './run-files.ts';
import { type FileResult, runTestFile } from './test-file.ts';

// Tests start browsers, databases and encoders of their own; more of them at once only makes them late.
const concurrency = Math.min(2, availableParallelism());

const filters = process.argv.slice(2);
const files = (await listFiles(projectRoot, /\.test\.ts$/))
  .filter(
    (file) => filters.length === 0 || filters.some((filter) => relative(projectRoot, file).includes(filter)),
  )
  .sort(slowestFirst);
const total = { passed: 0, failed: 0, skipped: 0 };

if (filters.length === 0) {
  for (const { name, violations } of await runChecks()) {
    if (violations.length === 0) total.passed += 1;
    else total.failed += 1;
    if (violations.length > 0) console.log(`✖ check: ${name}`);
  }
}
await prepareMachine(files);
await prepareWebApps();
const database = await startDatabase();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
try {
  await runFiles(files, { concurrency, run: runTestFile, report });
} finally {
  await database?.stop();
}
if (total.passed + total.failed === 0) {
  console.log(`No test matches ${filters.join(' ')}.`);
  total.failed = 1;
}
process.exitCode = total.failed > 0 ? 1 : 0;
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);

function report(file: string, result: FileResult, firstTry: FileResult | undefined): void {
  const { passed, failed, skipped, seconds } = result;
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  if (firstTry !== undefined) describe(relative(projectRoot, file), firstTry);
  const counts = `${passed} passed${failed > 0 ? `, ${failed} failed` : ''}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  const tries = firstTry === undefined ? '' : ', alone and for the second time';
  console.log(
    `${failed > 0 ? '✖' : '✔'} ${relative(projectRoot, file)}: ${counts} (${seconds.toFixed(1)} s${tries})`,
  );
  if (failed > 0) console.log(reasons(result));
}

/** What went wrong with a file that gets a second try. */
function describe(name: string, firstTry: FileResult): void {
  console.log(`! ${name} failed, and is tried once more:\n${reasons(firstTry)}`);
}

function reasons({ output, problem }: FileResult): string {
  return `${output.trimEnd()}\n${problem === undefined ? '' : `  ${problem}\n`}`;
}

/** Files that take long begin first, so that the last minutes do not wait for a single one. */
function slowestFirst(a: string, b: string): number {
  const weight = (file: string): number => (relative(projectRoot, file).startsWith('tests/') ? 0 : 1);
  return weight(a) - weight(b) || (a < b ? -1 : 1);
}

/** One database server for all files; each file makes its own database on it. */
async function startDatabase(): Promise<{ stop(): Promise<void> } | undefined> {
  try {
    const { startTestServer } = await import('@vitascope/platform/database/testing');
    const server = await startTestServer();
    process.env['VITASCOPE_TEST_PG_URL'] = server.url;
    return server;
  } catch (error) {
    total.failed += 1;
    console.log(`✖ The database for the tests does not start: ${String(error)}`);
    return undefined;
  }
}

/** Ctrl-C: test processes end with this one. */
async function stop(): Promise<void> {
  await database?.stop();
  process.exit(130);
}
