// What every object store must do; each implementation's test runs it on itself.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import type { BlobInfo, BlobStore, BlobUpload } from './blob-store.ts';

export interface ConformanceSubject {
  /** A new, empty store. */
  open(): Promise<{ store: BlobStore; close(): Promise<void> }>;
}

/** Large enough for several parts where a store works in parts (5 MiB at least on S3). */
const LARGE = 17 * 1024 * 1024 + 12_345;

/** Declares the suite; call it at the top level of a test file. */
export function describeBlobStore(name: string, subject: ConformanceSubject): void {
  describe(`${name} as an object store`, () => {
    let store: BlobStore;
    let close: () => Promise<void>;
    before(async () => {
      ({ store, close } = await subject.open());
    });
    after(async () => await close?.());
    const blobs = () => store;
    describeObjects(blobs);
    describeKeys(blobs);
    describeListing(blobs);
    describeUploads(blobs);
    describeBrokenUploads(blobs);
    describeConcatenation(blobs);
    it('passes its own check and leaves nothing behind', async () => {
      const checks = await store.check();
      assert.deepEqual(
        checks.filter(({ ok }) => !ok),
        [],
      );
      assert.ok(checks.length >= 5);
      assert.deepEqual(await keysUnder(store, 'doctor/'), []);
    });
  });
}

function describeObjects(blobs: () => BlobStore): void {
  describe('objects', () => {
    it('gives back what was put, with its length and checksum', async () => {
      const bytes = randomBytes(100_000);
      const info = await blobs().put('objects-a/one.bin', bytes);
      assert.equal(info.sizeBytes, bytes.length);
      assert.equal(info.crc32, crc32(bytes));
      assert.deepEqual(await blobs().read('objects-a/one.bin'), bytes);
      const stat = await blobs().stat('objects-a/one.bin');
      assert.equal(stat?.sizeBytes, bytes.length);
      assert.equal(stat?.crc32, crc32(bytes));
      assert.ok(Math.abs((stat?.modifiedAt ?? 0) - info.modifiedAt) < 60_000);
    });

    it('takes a list of buffers and a stream alike, of any size', async () => {
      const bytes = randomBytes(LARGE);
      await blobs().put('objects-b/list', [
        bytes.subarray(0, 10),
        bytes.subarray(10, 10),
        bytes.subarray(10),
      ]);
      await blobs().put('objects-b/stream', pieces(bytes, 65_537), { durable: false });
      assert.equal(digest(await blobs().read('objects-b/list')), digest(bytes));
      assert.equal(digest(await blobs().read('objects-b/stream')), digest(bytes));
    });

    it('keeps an empty object', async () => {
      await blobs().put('objects-c/empty', Buffer.alloc(0));
      assert.equal((await blobs().read('objects-c/empty')).length, 0);
      const { info, body } = await blobs().stream('objects-c/empty');
      assert.equal(info.sizeBytes, 0);
      assert.equal((await buffer(body)).length, 0);
    });

    it('replaces an object as a whole', async () => {
      await blobs().put('objects-d/x', Buffer.alloc(1000, 1));
      await blobs().put('objects-d/x', Buffer.alloc(10, 2));
      assert.deepEqual(await blobs().read('objects-d/x'), Buffer.alloc(10, 2));
    });

    it('stores nothing when the body fails, and the older object stays', async () => {
      const failure = new Error('the source broke');
      async function* failing() {
        yield Buffer.alloc(9 * 1024 * 1024);
        throw failure;
      }
      await assert.rejects(blobs().put('objects-e/new', failing()), failure);
      assert.equal(await blobs().stat('objects-e/new'), null);
      await blobs().put('objects-e/old', Buffer.from('old'));
      await assert.rejects(blobs().put('objects-e/old', failing()), failure);
      assert.equal(String(await blobs().read('objects-e/old')), 'old');
    });

    it('never shows a mixture to a reader while writers replace the object', async () => {
      await blobs().put('objects-f/x', Buffer.alloc(200_000, 0));
      const writers = Array.from({ length: 8 }, (_, n) =>
        blobs().put('objects-f/x', Buffer.alloc(200_000, n)),
      );
      for (let n = 0; n < 20; n++) {
        const seen = await blobs().read('objects-f/x');
        assert.equal(seen.length, 200_000);
        assert.ok(seen.every((byte) => byte === seen[0]));
      }
      await Promise.all(writers);
    });

    it('reads and streams ranges to the byte', async () => {
      const bytes = randomBytes(700_000);
      await blobs().put('objects-g/x', bytes);
      for (const [start, end] of [
        [0, 1],
        [699_999, 700_000],
        [1234, 567_890],
        [5, 5],
      ] as const) {
        assert.deepEqual(await blobs().read('objects-g/x', { start, end }), bytes.subarray(start, end));
        const { info, body } = await blobs().stream('objects-g/x', { start, end });
        assert.equal(info.sizeBytes, bytes.length);
        assert.deepEqual(await buffer(body), bytes.subarray(start, end));
      }
    });

    it('refuses a range that leaves the object', async () => {
      await blobs().put('objects-h/x', Buffer.alloc(10));
      for (const range of [
        { start: 0, end: 11 },
        { start: -1, end: 5 },
        { start: 6, end: 5 },
        { start: 0.5, end: 5 },
        { start: 11, end: 11 },
      ]) {
        await assert.rejects(blobs().read('objects-h/x', range), { code: 'blob-bad-range' });
        await assert.rejects(blobs().stream('objects-h/x', range), { code: 'blob-bad-range' });
      }
    });

    it('says that an object is not there', async () => {
      await assert.rejects(blobs().read('objects-i/none'), { code: 'blob-not-found', kind: 'not-found' });
      await assert.rejects(blobs().read('objects-i/none', { start: 0, end: 1 }), { code: 'blob-not-found' });
      await assert.rejects(blobs().stream('objects-i/none'), { code: 'blob-not-found' });
      await assert.rejects(blobs().locate('objects-i/none'), { code: 'blob-not-found' });
      assert.equal(await blobs().stat('objects-i/none'), null);
    });

    it('deletes an object once and for all, and again without complaint', async () => {
      await blobs().put('objects-j/x', Buffer.from('x'));
      await blobs().delete('objects-j/x');
      await blobs().delete('objects-j/x');
      assert.equal(await blobs().stat('objects-j/x'), null);
    });

    it('lets go of a stream that is destroyed before its end', async () => {
      await blobs().put('objects-k/x', randomBytes(1_000_000));
      const { body } = await blobs().stream('objects-k/x');
      for await (const piece of body) {
        assert.ok(piece.length > 0);
        break;
      }
      assert.ok(body.destroyed);
    });

    it('tells another process where to read exactly the object', async () => {
      const bytes = randomBytes(50_000);
      await blobs().put('objects-l/x', bytes);
      const location = await blobs().locate('objects-l/x');
      assert.equal(location.sizeBytes, bytes.length);
      assert.deepEqual(await readLocation(location, 100, 50_000), bytes.subarray(100));
    });

    it('knows how much room is left, or that there is no limit', async () => {
      const free = await blobs().freeBytes();
      assert.ok(free === null || (Number.isSafeInteger(free) && free >= 0));
    });
  });
}

function describeKeys(blobs: () => BlobStore): void {
  const bad = [
    '', '/', 'a/', '/a', 'a//b', '..', '../a', 'a/../b', 'a/./b', '.hidden', 'a/.b', '-a', 'a b', 'a\\b', 'a\0b',
    'A/b', 'ä', 'a%2fb', 'a\n', `a${'b'.repeat(512)}`,
  ]; // biome-ignore format: one list
  describe('keys', () => {
    for (const key of bad) {
      it(`refuses ${JSON.stringify(key.slice(0, 20))}`, async () => {
        const code = { code: 'blob-bad-key', kind: 'invalid' };
        await assert.rejects(blobs().put(key, Buffer.alloc(1)), code);
        await assert.rejects(blobs().read(key), code);
        await assert.rejects(blobs().stream(key), code);
        await assert.rejects(blobs().stat(key), code);
        await assert.rejects(blobs().delete(key), code);
        await assert.rejects(blobs().locate(key), code);
        await assert.rejects(blobs().openUpload(key), code);
        await assert.rejects(blobs().append({ key, id: '0' }, 0, pieces(Buffer.alloc(1), 1)), code);
        await assert.rejects(blobs().concatenate('keys/whole', [key]), code);
        await assert.rejects(blobs().concatenate(key, []), code);
      });
    }

    it('refuses prefixes that are none, and the empty one for deleting', async () => {
      for (const prefix of ['..', '/', 'a/../', '.', 'a//']) {
        await assert.rejects(keysUnder(blobs(), prefix), { code: 'blob-bad-key' });
        await assert.rejects(blobs().deletePrefix(prefix), { code: 'blob-bad-key' });
      }
      await assert.rejects(blobs().deletePrefix(''), { code: 'blob-bad-key' });
    });
  });
}

function describeListing(blobs: () => BlobStore): void {
  describe('listing', () => {
    it('lists in key order, by any prefix, with lengths', async () => {
      const keys = [
        'list/a',
        'list/a-b',
        'list/a.c',
        'list/aB/x',
        'list/ab/1',
        'list/ab/10',
        'list/ab/2',
        'list/b',
      ];
      for (const key of [...keys].reverse()) await blobs().put(key, Buffer.alloc(key.length));
      await blobs().put('list2/x', Buffer.alloc(1));
      const found: BlobInfo[] = [];
      for await (const info of blobs().list('list/')) found.push(info);
      assert.deepEqual(
        found.map(({ key }) => key),
        [...keys].sort(),
      );
      for (const { key, sizeBytes } of found) assert.equal(sizeBytes, key.length);
      assert.deepEqual(await keysUnder(blobs(), 'list/ab/1'), ['list/ab/1', 'list/ab/10']);
      assert.deepEqual(await keysUnder(blobs(), 'list/nothing'), []);
      assert.deepEqual(await keysUnder(blobs(), 'nowhere/at/all'), []);
    });

    it('deletes exactly what begins with a prefix', async () => {
      for (let n = 0; n < 5; n++)
        await blobs().put(`drop/as_1/video/${n}`, Buffer.alloc(1), { durable: false });
      await blobs().put('drop/as_10', Buffer.alloc(1));
      assert.equal(await blobs().deletePrefix('drop/as_1/'), 5);
      assert.equal(await blobs().deletePrefix('drop/as_1/'), 0);
      assert.deepEqual(await keysUnder(blobs(), 'drop/'), ['drop/as_10']);
    });

    it('takes a key again whose folder has just been emptied', async () => {
      await Promise.all(
        Array.from({ length: 20 }, async (_, n) => {
          await blobs().put(`churn/deep/folder/${n}`, Buffer.from([n]), { durable: false });
          await blobs().delete(`churn/deep/folder/${n}`);
          await blobs().put(`churn/deep/folder/${n}`, Buffer.from([n]), { durable: false });
        }),
      );
      assert.equal((await keysUnder(blobs(), 'churn/')).length, 20);
    });
  });
}

function describeUploads(blobs: () => BlobStore): void {
  describe('resumable uploads', () => {
    it('grow piece by piece and appear only when complete', async () => {
      const bytes = randomBytes(LARGE);
      const upload = await blobs().openUpload('uploads-a/film');
      assert.equal(await blobs().uploadOffset(upload), 0);
      let offset = 0;
      for (const end of [10, 10, 6_000_000, 6_000_001, LARGE - 1, LARGE]) {
        offset = await blobs().append(upload, offset, pieces(bytes.subarray(offset, end), 100_003));
        assert.equal(offset, end);
        assert.equal(await blobs().uploadOffset(upload), end);
      }
      assert.equal(await blobs().stat('uploads-a/film'), null);
      assert.deepEqual(await keysUnder(blobs(), 'uploads-a/'), []);
      const info = await blobs().completeUpload(upload);
      assert.equal(info.sizeBytes, LARGE);
      assert.equal(digest(await blobs().read('uploads-a/film')), digest(bytes));
    });

    it('may be empty', async () => {
      const upload = await blobs().openUpload('uploads-b/empty');
      await blobs().completeUpload(upload);
      assert.equal((await blobs().stat('uploads-b/empty'))?.sizeBytes, 0);
    });

    it('can be completed again when the answer was lost', async () => {
      const upload = await blobs().openUpload('uploads-c/x');
      await blobs().append(upload, 0, pieces(Buffer.from('hello'), 2));
      await blobs().completeUpload(upload);
      const again = await blobs().completeUpload(upload);
      assert.equal(again.sizeBytes, 5);
      assert.equal(String(await blobs().read('uploads-c/x')), 'hello');
    });

    it('refuse any other offset and keep what they have', async () => {
      const upload = await blobs().openUpload('uploads-d/x');
      await blobs().append(upload, 0, pieces(Buffer.alloc(100, 1), 100));
      for (const offset of [0, 99, 101]) {
        await assert.rejects(blobs().append(upload, offset, pieces(Buffer.alloc(5, 2), 5)), {
          code: 'blob-offset-mismatch',
          kind: 'conflict',
        });
      }
      assert.equal(await blobs().uploadOffset(upload), 100);
      await blobs().abortUpload(upload);
    });

    it('can be aborted, also twice, and are gone then', async () => {
      const upload = await blobs().openUpload('uploads-e/x');
      await blobs().append(upload, 0, pieces(Buffer.alloc(100), 100));
      await blobs().abortUpload(upload);
      await blobs().abortUpload(upload);
      await assertGone(blobs(), upload);
      assert.equal(await blobs().stat('uploads-e/x'), null);
    });

    it('are not found by an id that is none', async () => {
      for (const id of ['', '../../x', 'f'.repeat(32), 'nothing'])
        await assertGone(blobs(), { key: 'uploads-f/x', id });
    });

    it('of the same key do not disturb each other', async () => {
      const [one, two] = [await blobs().openUpload('uploads-g/x'), await blobs().openUpload('uploads-g/x')];
      await blobs().append(one, 0, pieces(Buffer.from('one'), 3));
      await blobs().append(two, 0, pieces(Buffer.from('number two'), 3));
      await blobs().completeUpload(one);
      assert.equal(String(await blobs().read('uploads-g/x')), 'one');
      await blobs().completeUpload(two);
      assert.equal(String(await blobs().read('uploads-g/x')), 'number two');
    });
  });
}

function describeBrokenUploads(blobs: () => BlobStore): void {
  describe('broken uploads', () => {
    it('keep what arrived before the body broke, and go on from there', async () => {
      const bytes = randomBytes(7_000_000);
      const upload = await blobs().openUpload('broken-a/x');
      async function* breaking() {
        yield* pieces(bytes.subarray(0, 6_500_000), 65_536);
        throw new Error('connection reset');
      }
      await assert.rejects(
        blobs().append(upload, 0, breaking()),
        (error: { code: string; details: unknown }) => {
          assert.equal(error.code, 'blob-upload-interrupted');
          assert.deepEqual(error.details, { key: 'broken-a/x', offset: 6_500_000 });
          return true;
        },
      );
      assert.equal(await blobs().uploadOffset(upload), 6_500_000);
      await blobs().append(upload, 6_500_000, pieces(bytes.subarray(6_500_000), 100_000));
      await blobs().completeUpload(upload);
      assert.equal(digest(await blobs().read('broken-a/x')), digest(bytes));
    });

    it('end at once when aborted while the body is silent', async () => {
      const upload = await blobs().openUpload('broken-b/x');
      const controller = new AbortController();
      async function* silent() {
        yield Buffer.from('abc');
        queueMicrotask(() => controller.abort(new Error('taken over')));
        await new Promise(() => {});
      }
      await assert.rejects(blobs().append(upload, 0, silent(), controller.signal), {
        code: 'blob-upload-interrupted',
      });
      assert.equal(await blobs().uploadOffset(upload), 3);
      await blobs().abortUpload(upload);
    });

    it('never mix two writers', async () => {
      const upload = await blobs().openUpload('broken-c/x');
      const bodies = Array.from({ length: 4 }, (_, n) => pieces(Buffer.alloc(300_000, n + 1), 10_000));
      const results = await Promise.allSettled(bodies.map((body) => blobs().append(upload, 0, body)));
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
      await blobs().completeUpload(upload);
      const bytes = await blobs().read('broken-c/x');
      assert.equal(bytes.length, 300_000);
      assert.ok(bytes.every((byte) => byte === bytes[0]));
    });
  });
}

function describeConcatenation(blobs: () => BlobStore): void {
  describe('concatenation', () => {
    it('joins small and large parts in order, and leaves them', async () => {
      const sizes = [3, 6_000_000, 0, 100, 5_300_000, 200_000, 5_242_880, 7];
      const parts = sizes.map((size) => randomBytes(size));
      const keys = parts.map((_, n) => `concat-a/part-${n}`);
      for (const [n, part] of parts.entries()) await blobs().put(keys[n] ?? '', part, { durable: false });
      const info = await blobs().concatenate('concat-a/whole', keys);
      assert.equal(info.sizeBytes, Buffer.concat(parts).length);
      assert.equal(digest(await blobs().read('concat-a/whole')), digest(Buffer.concat(parts)));
      assert.equal((await keysUnder(blobs(), 'concat-a/part')).length, parts.length);
    });

    it('of a single part, and of none, is that part, and empty', async () => {
      await blobs().put('concat-b/part', Buffer.from('part'));
      await blobs().concatenate('concat-b/one', ['concat-b/part']);
      assert.equal(String(await blobs().read('concat-b/one')), 'part');
      await blobs().concatenate('concat-b/none', []);
      assert.equal((await blobs().stat('concat-b/none'))?.sizeBytes, 0);
    });

    it('stores nothing when a part is missing', async () => {
      await blobs().put('concat-c/part', Buffer.alloc(6_000_000));
      await assert.rejects(blobs().concatenate('concat-c/whole', ['concat-c/part', 'concat-c/missing']), {
        code: 'blob-not-found',
      });
      assert.equal(await blobs().stat('concat-c/whole'), null);
    });
  });
}

async function assertGone(store: BlobStore, upload: BlobUpload): Promise<void> {
  const code = { code: 'blob-upload-not-found', kind: 'not-found' };
  await assert.rejects(store.uploadOffset(upload), code);
  await assert.rejects(store.append(upload, 0, pieces(Buffer.alloc(1), 1)), code);
  await assert.rejects(store.completeUpload(upload), code);
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function keysUnder(store: BlobStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

async function readLocation(
  location: Awaited<ReturnType<BlobStore['locate']>>,
  start: number,
  end: number,
): Promise<Buffer> {
  if (location.kind === 'url') {
    const answer = await fetch(location.url, { headers: { range: `bytes=${start}-${end - 1}` } });
    assert.equal(answer.status, 206);
    return Buffer.from(await answer.arrayBuffer());
  }
  const handle = await open(location.path, 'r');
  try {
    return (await handle.read(Buffer.alloc(end - start), 0, end - start, start)).buffer;
  } finally {
    await handle.close();
  }
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
