// The S3 store on a real S3-speaking server: the conformance suite, and what only S3 has.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import type { BlobStore } from './blob-store.ts';
import { describeBlobStore } from './conformance.ts';
import { createS3Blobs } from './s3.ts';
import type { S3BlobsOptions } from './s3-client.ts';
import { type S3Server, s3ServerMissing, startS3Server } from './versitygw.ts';

describe('S3', { skip: s3ServerMissing() }, () => {
  let server: S3Server;
  before(async () => {
    server = await startS3Server();
  });
  after(async () => await server?.stop());

  describeBlobStore('S3', {
    async open() {
      const options = await server.newBucket();
      return { store: await createS3Blobs({ ...options, prefix: 'tenant/' }), close: async () => {} };
    },
  });

  describe('the S3 store', () => {
    let options: S3BlobsOptions;
    let store: BlobStore;
    before(async () => {
      options = await server.newBucket();
      store = await createS3Blobs(options);
    });

    it('lists and deletes past one page', async () => {
      const names = Array.from({ length: 1005 }, (_, n) => `many/${String(n).padStart(4, '0')}`);
      for (let n = 0; n < names.length; n += 50) {
        await Promise.all(names.slice(n, n + 50).map((key) => store.put(key, Buffer.from('x'))));
      }
      const seen = [];
      for await (const { key } of store.list('many/')) seen.push(key);
      assert.deepEqual(seen, names);
      assert.equal(await store.deletePrefix('many/'), names.length);
    });

    it('signs a URL that names its end and reads one object only', async () => {
      await store.put('signed/a', Buffer.from('a'));
      await store.put('signed/b', Buffer.from('b'));
      const location = await store.locate('signed/a');
      assert.ok(location.kind === 'url' && location.expiresAt > Date.now());
      assert.equal(await (await fetch(location.url)).text(), 'a');
      assert.equal((await fetch(location.url.replace('signed/a', 'signed/b'))).status, 403);
      assert.equal((await fetch(location.url, { method: 'DELETE' })).status, 403);
    });

    it('notices an object that was changed in the bucket', async () => {
      await store.put('damage/bit', randomBytes(100_000));
      const file = await open(join(server.folderOf(options.bucket), 'objects/damage/bit'), 'r+');
      await file.write(Buffer.from('damage'), 0, 6, 50_000);
      await file.close();
      await assert.rejects(store.read('damage/bit'), { code: 'blob-corrupt' });
      await assert.rejects(buffer((await store.stream('damage/bit')).body), { code: 'blob-corrupt' });
    });

    it('notices an object that was cut short in the bucket', async () => {
      await store.put('damage/short', randomBytes(100_000));
      await truncate(join(server.folderOf(options.bucket), 'objects/damage/short'), 50_000);
      await assert.rejects(store.read('damage/short'), { code: 'blob-corrupt' });
    });

    it('counts the bytes of a tail once when a crash left it behind', async () => {
      const bytes = randomBytes(9_000_000);
      const upload = await store.openUpload('crashed/x');
      await store.append(upload, 0, once(bytes.subarray(0, 1000)));
      // The first part now holds the tail's bytes as well; the tail itself still lies there.
      await store.append(upload, 1000, once(bytes.subarray(1000)));
      assert.equal(await store.uploadOffset(upload), bytes.length);
      await store.completeUpload(upload);
      assert.deepEqual(await store.read('crashed/x'), bytes);
    });

    it('says what is wrong with a bucket that is not there, and with wrong credentials', async () => {
      const missing = await createS3Blobs({ ...options, bucket: 'no-such-bucket' });
      await assert.rejects(missing.put('x', Buffer.alloc(1)), {
        code: 'blob-unavailable',
        message: /NoSuchBucket/,
      });
      const checks = await missing.check();
      assert.deepEqual(
        checks.filter(({ ok }) => ok).map(({ name }) => name),
        [],
      );
      const stranger = await createS3Blobs({
        ...options,
        credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
      });
      await assert.rejects(stranger.read('x'), { code: 'blob-unavailable' });
    });
  });

  it('costs no memory before it is used', () => {
    const script = `await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
      const { createRequire } = await import('node:module');
      console.log(Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('@aws-sdk')).length);`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    assert.equal(printed.trim().split('\n').at(-1), '0');
  });
});

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
