/** `npm run check`: everything about the code that can be known without running it, at once. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { findBrokenLinks } from './checks/doc-links.ts';
import { findLargeFiles } from './checks/file-size.ts';
import { findLayerViolations } from './checks/layers.ts';
import { findLockfileProblems } from './checks/lockfile.ts';
import { projectRoot } from './files.ts';
import { findStaleFiles } from './generate.ts';

/** Returns one line for each violation. */
type Check = (root: string) => Promise<string[]>;

export interface CheckResult {
  readonly name: string;
  readonly violations: readonly string[];
}

const checks: Readonly<Record<string, Check>> = {
  types: command('tsc', ['--noEmit', '-p', '.']),
  // Each has a router of its own, which TanStack Router registers once for a whole program.
  'types of Watch': command('tsc', ['--noEmit', '-p', 'apps/watch']),
  'types of Studio': command('tsc', ['--noEmit', '-p', 'apps/studio']),
  'format and lint': command('biome', ['check', '--error-on-warnings', '.']),
  'dead code and dependencies': command('knip', ['--no-progress', '--no-config-hints']),
  layers: findLayerViolations,
  'file size': findLargeFiles,
  'links in documents': findBrokenLinks,
  'lock file': findLockfileProblems,
  'generated files': findStaleFiles,
};

/** Runs all checks in parallel and prints a line for each as it ends. */
export async function runChecks(): Promise<readonly CheckResult[]> {
  return Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const startedAt = performance.now();
      const violations = await check(projectRoot).catch((error: unknown) => [
        `The check itself failed: ${String(error)}`,
      ]);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`${violations.length === 0 ? '✔' : '✖'} ${name} (${seconds} s)`);
      for (const violation of violations) console.log(`    ${violation.replaceAll('\n', '\n    ')}`);
      return { name, violations };
    }),
  );
}

/** A program of `node_modules/.bin` as a check: what it prints is one violation, unless it ends well. */
function command(program: string, args: readonly string[]): Check {
  return (root) => {
    const { promise, resolve } = Promise.withResolvers<string[]>();
    const path = join(root, 'node_modules', '.bin', program);
    execFile(path, [...args], { cwd: root, maxBuffer: 50_000_000 }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      resolve(error === null ? [] : [output === '' ? error.message : output]);
    });
    return promise;
  };
}

if (import.meta.main) {
  const results = await runChecks();
  process.exitCode = results.some(({ violations }) => violations.length > 0) ? 1 : 0;
}
