/** Remembers unfinished uploads between runs: one small file each, so that pushes at the same time do not collide. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreviousUpload, UrlStorage } from 'tus-js-client';

/** The storage that the tus client asks; `stateDir` need not exist. A file that cannot be read counts as not there. */
export function createResumeStore(stateDir: string): UrlStorage {
  const folder = join(stateDir, 'uploads');
  const pathOf = (fingerprint: string): string =>
    join(folder, `${createHash('sha256').update(fingerprint).digest('hex').slice(0, 32)}.json`);
  return {
    findAllUploads: async () => [],
    async findUploadsByFingerprint(fingerprint) {
      const upload = await readUpload(pathOf(fingerprint));
      return upload === null ? [] : [{ ...upload, urlStorageKey: pathOf(fingerprint) }];
    },
    async removeUpload(path) {
      await rm(path, { force: true });
    },
    async addUpload(fingerprint, upload) {
      const path = pathOf(fingerprint);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(`${path}.${process.pid}`, JSON.stringify(upload), { mode: 0o600 });
      await rename(`${path}.${process.pid}`, path);
      return path;
    },
  };
}

async function readUpload(path: string): Promise<PreviousUpload | null> {
  try {
    const upload: unknown = JSON.parse(await readFile(path, 'utf8'));
    const usable = typeof upload === 'object' && upload !== null && 'uploadUrl' in upload;
    return usable ? (upload as PreviousUpload) : null;
  } catch {
    return null;
  }
}
