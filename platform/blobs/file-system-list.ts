// Listing the file-system store in the order of keys, one folder in memory at a time.
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobInfo } from './blob-store.ts';
import { isMissing } from './file-system-errors.ts';
import { TRAILER_BYTES } from './trailer.ts';

/** Objects below `root` whose keys begin with `prefix`, in the order of the keys' bytes. */
export async function* listObjects(root: string, prefix: string): AsyncGenerator<BlobInfo> {
  const slash = prefix.lastIndexOf('/');
  yield* walk(root, prefix.slice(0, slash + 1), prefix.slice(slash + 1));
}

/** `folder` is '' or ends in '/'; only names that begin with `start` are visited. */
async function* walk(root: string, folder: string, start: string): AsyncGenerator<BlobInfo> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const names = entries
    .filter((entry) => entry.name.startsWith(start) && (entry.isDirectory() || entry.isFile()))
    // With its '/', as in the keys: 'a-b' comes before 'a/b'.
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort((a, b) => (a < b ? -1 : 1));
  for (const name of names) {
    if (name.endsWith('/')) {
      yield* walk(root, folder + name, '');
      continue;
    }
    const found = await lstat(join(root, folder, name)).catch(() => null); // Deleted meanwhile.
    if (found === null || found.size < TRAILER_BYTES) continue; // Torn by loss of power: as good as absent.
    yield {
      key: folder + name,
      sizeBytes: found.size - TRAILER_BYTES,
      modifiedAt: Math.floor(found.mtimeMs),
    };
  }
}
