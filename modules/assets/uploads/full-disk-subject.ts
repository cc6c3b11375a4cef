// Run by full-disk.test.ts on a small file system of its own: uploads until the disk is full, and prints what came.
import { statfs, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileSystemBlobs } from '@vitascope/platform/blobs';
import { create, openUploads, patch, tus } from './testing.ts';

const MIB = 1024 * 1024;
const [, , dir = ''] = process.argv;
const blobs = await createFileSystemBlobs({ dir });
const under = await openUploads({ blobs });
try {
  await blobs.put('existing/x', Buffer.from('still here'));
  const url = await create(under.origin, { 'upload-length': 6 * MIB });
  await writeFile(join(dir, 'ballast'), Buffer.alloc(4 * MIB));
  const bytes = Buffer.alloc(6 * MIB, 7);
  const full = await patch(url, 0, bytes);
  const kept = Number((await tus('HEAD', url)).headers['upload-offset']);
  const { bavail, bsize } = await statfs(dir);
  const refused = await tus('POST', url.slice(0, url.lastIndexOf('/')), {
    headers: { 'upload-length': bavail * bsize + MIB },
  });
  const existing = String(await blobs.read('existing/x'));
  await unlink(join(dir, 'ballast'));
  const resumed = await patch(url, kept, bytes.subarray(kept));
  const whole = await blobs.read(`sources/${url.split('/').at(-1)}`);
  console.log(
    JSON.stringify({
      full: { status: full.status, problem: JSON.parse(full.text), type: full.headers['content-type'] },
      kept,
      refused: refused.status,
      existing,
      resumed: resumed.status,
      equal: whole.equals(bytes),
    }),
  );
} finally {
  await under.close();
}
