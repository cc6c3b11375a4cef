/** What a build was made from, as one hash: the app's sources, what both apps share, and how they are built. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { distFolder, repositoryRoot, type WebAppName } from './app-folders.ts';

const FINGERPRINT_FILE = '.fingerprint';

const sharedFolders = ['packages', 'media'];
const sharedFiles = ['package-lock.json', 'tsconfig.json', 'tsconfig.web.json'];
const ownFiles = ['build-app.ts', 'pack.ts'].map((name) => join(import.meta.dirname, name));
const skippedFolders = new Set(['node_modules', 'dist']);

/** Reads some hundred files, in tens of milliseconds. */
export function fingerprintOf(root: string, app: WebAppName): string {
  const hash = createHash('sha256');
  const add = (base: string, path: string): void => {
    const bytes = readFileSync(path);
    hash.update(`${relative(base, path).replaceAll('\\', '/')}\0${bytes.length}\0`).update(bytes);
  };
  for (const folder of [join('apps', app), ...sharedFolders])
    for (const path of sourcesIn(join(root, folder))) add(root, path);
  for (const name of sharedFiles) if (existsSync(join(root, name))) add(root, join(root, name));
  for (const path of ownFiles) add(repositoryRoot, path);
  return hash.digest('hex');
}

/** The fingerprint of what is built, `''` where somebody else built it, and null where nothing is. */
export function builtFingerprint(root: string, app: WebAppName): string | null {
  const folder = distFolder(root, app);
  if (!existsSync(join(folder, 'index.html'))) return null;
  try {
    return readFileSync(join(folder, FINGERPRINT_FILE), 'utf8').trim();
  } catch {
    return '';
  }
}

export const fingerprintFile = (folder: string): string => join(folder, FINGERPRINT_FILE);

function sourcesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : sourcesIn(path);
    return entry.isFile() && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}
