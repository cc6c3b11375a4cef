// The file-system store: the conformance suite, and what only a file system can do to us.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import type { BlobStore } from './blob-store.ts';
import { describeBlobStore } from './conformance.ts';
import { createFileSystemBlobs } from './file-system.ts';

describeBlobStore('the file system', {
  async open() {
    const dir = await mkdtemp(join(tmpdir(), 'blobs-'));
    return {
      store: await createFileSystemBlobs({ dir }),
      close: () => rm(dir, { recursive: true, force: true }),
    };
  },
});

describe('the file-system store', () => {
  let dir: string;
  let store: BlobStore;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'blobs-'));
    store = await createFileSystemBlobs({ dir });
  });
  after(() => rm(dir, { recursive: true, force: true }));
  const fileOf = (key: string) => join(dir, 'objects', key);

  it('notices a flipped bit in a whole read and a whole stream', async () => {
    await store.put('damage/bit', randomBytes(600_000));
    const handle = await open(fileOf('damage/bit'), 'r+');
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, 300_000);
    await handle.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, 300_000);
    await handle.close();
    await assert.rejects(store.read('damage/bit'), { code: 'blob-corrupt' });
    await assert.rejects(buffer((await store.stream('damage/bit')).body), { code: 'blob-corrupt' });
  });

  it('notices a file that was cut short, emptied or grew', async () => {
    for (const length of [0, 5, 99_999]) {
      await store.put('damage/short', randomBytes(100_000));
      await truncate(fileOf('damage/short'), length);
      await assert.rejects(store.read('damage/short'), { code: 'blob-corrupt' });
      await assert.rejects(store.read('damage/short', { start: 0, end: 1 }), { code: 'blob-corrupt' });
    }
    await store.put('damage/long', randomBytes(100));
    await appendFile(fileOf('damage/long'), 'x');
    await assert.rejects(store.read('damage/long'), { code: 'blob-corrupt' });
  });

  it('opens nothing through a symbolic link', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await writeFile(join(outside, 'secret'), 'secret');
    await symlink(outside, join(dir, 'objects', 'linked'));
    await mkdir(join(dir, 'objects', 'folder'));
    await symlink(join(outside, 'secret'), fileOf('folder/secret'));
    await assert.rejects(store.read('linked/secret'), { code: 'blob-unavailable' });
    await assert.rejects(store.put('linked/new', Buffer.alloc(1)), { code: 'blob-unavailable' });
    await assert.rejects(store.read('folder/secret'), { code: 'blob-corrupt' });
    const keys = [];
    for await (const { key } of store.list('')) keys.push(key);
    assert.ok(!keys.some((key) => key.startsWith('linked') || key.startsWith('folder')));
    assert.deepEqual(await readdir(outside), ['secret']);
    await rm(outside, { recursive: true });
  });

  it('refuses a key that is the folder of another', async () => {
    await store.put('nested/a/b', Buffer.alloc(1));
    await assert.rejects(store.put('nested/a', Buffer.alloc(1)), { code: 'blob-bad-key' });
    await assert.rejects(store.put('nested/a/b/c', Buffer.alloc(1)), { code: 'blob-bad-key' });
    assert.equal(await store.stat('nested/a'), null);
    assert.equal(await store.stat('nested/a/b/c'), null);
  });

  it('sweeps what dead writers left and spares the living', async () => {
    const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const leftovers = join(dir, 'tmp');
    const names = {
      dead: `${machine}-${dead}-00000000-0`,
      namesake: `${machine}-${process.pid}-00000000-0`,
      living: `${machine}-${process.ppid}-00000000-0`,
      elsewhere: '00000000-1-00000000-0',
      old: '00000000-1-00000000-1',
    };
    for (const name of Object.values(names)) await writeFile(join(leftovers, name), 'x');
    const longAgo = Date.now() / 1000 - 3700;
    await utimes(join(leftovers, names.old), longAgo, longAgo);
    await createFileSystemBlobs({ dir });
    assert.deepEqual((await readdir(leftovers)).sort(), [names.elsewhere, names.living].sort());
  });

  it('leaves no temporary file behind a failed put', async () => {
    const before = await readdir(join(dir, 'tmp'));
    async function* failing() {
      yield Buffer.alloc(10);
      throw new Error('broken');
    }
    await assert.rejects(store.put('failed/x', failing()), /broken/);
    assert.deepEqual(await readdir(join(dir, 'tmp')), before);
  });

  it('finishes completing an upload that a crash interrupted at any step', async () => {
    const bytes = randomBytes(1000);
    async function* body() {
      yield bytes;
    }
    for (const written of [0, 7, 24]) {
      const upload = await store.openUpload(`crashed/${written}`);
      await store.append(upload, 0, body());
      const file = (await readdir(join(dir, 'uploads'))).find((name) => name.endsWith(upload.id)) ?? '';
      // As after a crash: the length is sealed, the trailer written in part.
      await writeFile(join(dir, 'uploads', `${file}.length`), '1000');
      await appendFile(join(dir, 'uploads', file), Buffer.alloc(written));
      assert.equal(await store.uploadOffset(upload), 1000);
      await store.completeUpload(upload);
      assert.deepEqual(await store.read(`crashed/${written}`), bytes);
    }
    assert.deepEqual(await readdir(join(dir, 'uploads')), []);
  });

  it('continues an upload whose writer was killed, from a whole number of its bytes', async () => {
    const upload = await store.openUpload('killed/x');
    const script = `
      import { createFileSystemBlobs } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      const store = await createFileSystemBlobs({ dir: ${JSON.stringify(dir)} });
      async function* endless() { for (let n = 0; ; n++) yield Buffer.alloc(65_536, n); }
      await store.append(${JSON.stringify(upload)}, 0, endless());`;
    const writer = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    const ended = once(writer, 'exit');
    while ((await store.uploadOffset(upload)) < 1_000_000) assert.equal(writer.exitCode, null);
    writer.kill('SIGKILL');
    await ended;
    const offset = await store.uploadOffset(upload);
    async function* rest() {
      yield Buffer.from('the end');
    }
    assert.equal(await store.append(upload, offset, rest()), offset + 7);
    await store.completeUpload(upload);
    const { body } = await store.stream('killed/x');
    let at = 0;
    for await (const piece of body as AsyncIterable<Buffer>) {
      for (let n = 0; n < piece.length && at + n < offset; n += 4096) {
        assert.equal(piece[n], Math.floor((at + n) / 65_536) % 256);
      }
      at += piece.length;
    }
    assert.equal(at, offset + 7);
  });
});
