/** Makes sure that what is built of the web apps belongs to the sources that are here. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineErrors } from '@vitascope/platform/kernel';
import { appFolder, buildingFolder, distFolder, type WebAppName, webAppNames } from './app-folders.ts';
import { withBuildLock } from './build-lock.ts';
import { buildEnvironment } from './config.ts';
import { builtFingerprint, fingerprintFile, fingerprintOf } from './fingerprint.ts';

const buildError = defineErrors({
  'web-apps-missing': { kind: 'internal', title: 'The web apps are not built and cannot be built here' },
  'web-apps-build-failed': { kind: 'internal', title: 'A web app could not be built' },
});

const builder = join(import.meta.dirname, 'build-app.ts');
const KEPT_OUTPUT = 4_000;

export interface BuildOptions {
  readonly signal: AbortSignal;
  /** Tells people what takes so long. */
  say(line: string): void;
}

/**
 * Builds the apps whose sources have changed, while other processes that want the same wait. Without Vite, as in an image
 * for production, what is built is taken as it is. Returns the apps that it has built.
 * Throws `web-apps-missing`, `web-apps-build-failed`, or the signal's reason.
 */
export async function buildWebApps(root: string, options: BuildOptions): Promise<readonly WebAppName[]> {
  if (staleApps(root).length === 0) return [];
  const vite = findVite(root);
  if (vite === null) {
    for (const app of webAppNames) if (builtFingerprint(root, app) === null) throw missing(app);
    return [];
  }
  const { signal, say } = options;
  const lock = join(root, 'node_modules', '.cache', 'vitascope', 'web-apps.lock');
  const work = async (): Promise<readonly WebAppName[]> => {
    const stale = staleApps(root);
    if (stale.length === 0) return [];
    say('Building the web apps, once after each change…');
    // Each to its end, so that none still runs when the lock is free.
    const endings = await Promise.allSettled(stale.map((app) => buildOne({ root, app, vite, signal })));
    for (const ending of endings) if (ending.status === 'rejected') throw ending.reason;
    return stale;
  };
  return await withBuildLock(lock, work, {
    signal,
    onWait: () => say('Another process is building the web apps…'),
  });
}

/** Whether the app can be served, though what is built may belong to other sources. */
export const isBuilt = (root: string): boolean =>
  webAppNames.every((app) => builtFingerprint(root, app) !== null);

const staleApps = (root: string): readonly WebAppName[] =>
  webAppNames.filter((app) => builtFingerprint(root, app) !== fingerprintOf(root, app));

function findVite(root: string): string | null {
  const entry = join(root, 'node_modules', 'vite', 'dist', 'node', 'index.js');
  return existsSync(entry) ? entry : null;
}

const missing = (app: WebAppName) =>
  buildError(
    'web-apps-missing',
    `There is no apps/${app}/dist, and Vite, which makes it, is not installed. Run "npm ci" with its development dependencies and then "npm run build", here or where the image is made.`,
  );

interface Building {
  readonly root: string;
  readonly app: WebAppName;
  readonly vite: string;
  readonly signal: AbortSignal;
}

/** Into a folder aside, and then in place of what is there. Whoever reads in between reads again: see `load.ts`. */
async function buildOne({ root, app, vite, signal }: Building): Promise<void> {
  const fingerprint = fingerprintOf(root, app);
  const aside = buildingFolder(root, app);
  // Of builds that were killed.
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  const made = join(aside, 'made');
  try {
    await runBuilder([appFolder(root, app), made, vite], app, signal);
    await writeFile(fingerprintFile(made), `${fingerprint}\n`);
    const dist = distFolder(root, app);
    await rename(dist, join(aside, 'before')).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(made, dist);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function runBuilder(args: readonly string[], app: WebAppName, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  // The channel tells the builder that this process is gone.
  const child = spawn(process.execPath, [builder, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: buildEnvironment(),
  });
  const stop = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece: Buffer) => {
      output = (output + piece.toString()).slice(-KEPT_OUTPUT);
    });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    signal.throwIfAborted();
    if (code !== 0)
      throw buildError('web-apps-build-failed', `apps/${app}: ${output.trim() || `code ${code}`}`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
