import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { createFileSystemBlobs } from './file-system.ts';

test('writes nothing into the reserve, and reads and deletes all the same', async (context) => {
  const dir = await mkdtemp(join(tmpdir(), 'room-'));
  context.after(() => rm(dir, { recursive: true, force: true }));
  const before = await createFileSystemBlobs({ dir });
  await before.put('kept', Buffer.from('kept'));
  const upload = await before.openUpload('uploads/film');
  await before.append(upload, 0, Readable.from([Buffer.from('begun')]));

  const { blocks, bsize } = await statfs(dir);
  const full = await createFileSystemBlobs({ dir, reserveBytes: blocks * bsize });
  const outOfSpace = { code: 'blob-out-of-space', kind: 'out-of-space' };
  await assert.rejects(full.put('new', Buffer.from('new')), outOfSpace);
  await assert.rejects(full.append(upload, 5, Readable.from([Buffer.from('more')])));
  assert.equal(await full.uploadOffset(upload), 5);
  assert.equal((await full.read('kept')).toString(), 'kept');
  await full.delete('kept');
  assert.deepEqual(await readdir(join(dir, 'tmp')), []);
});
