/** The project's own files. */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export const projectRoot = resolve(import.meta.dirname, '..');

const skippedFolders = new Set(['node_modules', '.git', 'data', 'var', 'dist', 'coverage']);

/** Absolute paths of all files below `folder` whose path matches, sorted; dependencies and data are left out. */
export async function listFiles(folder: string, pattern: RegExp): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : listFiles(path, pattern);
      return entry.isFile() && pattern.test(path) ? [path] : [];
    }),
  );
  return nested.flat().sort();
}
