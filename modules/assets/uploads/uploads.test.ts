// Resumable uploads over real HTTP: what tus 1.0.0 asks for, and what clients and networks do to it.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import { defineErrors, isId } from '@vitascope/platform/kernel';
import {
  arrived,
  closed,
  create,
  DAY_MS,
  offsetAt,
  openPatch,
  openUploads,
  patch,
  tus,
  type UploadsUnderTest,
} from './testing.ts';
import { UPLOADS_PATH } from './uploads.ts';

const refuse = defineErrors({ 'uploads-test-refused': { kind: 'unauthenticated', title: 'Who are you?' } });
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('uploads', () => {
  let under: UploadsUnderTest;
  before(async () => {
    under = await openUploads();
  });
  after(async () => await under?.close());

  const idOf = (url: string) => url.split('/').at(-1) ?? '';
  const begin = (length: number, headers: Record<string, string | number> = {}) =>
    create(under.origin, { 'upload-length': length, ...headers });
  const stored = (url: string) => under.blobs.read(`sources/${idOf(url)}`);

  it('tells what it speaks without asking who asks', async () => {
    const answer = await tus('OPTIONS', `${under.origin}${UPLOADS_PATH}`);
    assert.equal(answer.status, 204);
    assert.equal(answer.headers['tus-version'], '1.0.0');
    assert.equal(answer.headers['tus-max-size'], String(64 * 1024 * 1024));
    assert.equal(answer.headers['tus-checksum-algorithm'], 'sha1,sha256,crc32');
    for (const extension of [
      'creation',
      'creation-with-upload',
      'creation-defer-length',
      'expiration',
      'checksum',
      'termination',
      'concatenation',
    ]) {
      assert.ok(answer.headers['tus-extension']?.toString().split(',').includes(extension), extension);
    }
  });

  it('takes a file in pieces and names its asset, also to a later HEAD', async () => {
    const bytes = randomBytes(300_000);
    const metadata = `filename ${base64('Film.mp4')},filetype ${base64('video/mp4')},relaxed`;
    const url = await begin(bytes.length, { 'upload-metadata': metadata });
    assert.ok(isId('up', idOf(url)));
    const first = await patch(url, 0, bytes.subarray(0, 100_000));
    assert.equal(first.status, 204);
    assert.equal(first.headers['upload-offset'], '100000');
    assert.ok(Date.parse(first.headers['upload-expires']?.toString() ?? '') > Date.now());
    assert.equal(first.headers['vitascope-asset-id'], undefined);
    const last = await patch(url, 100_000, bytes.subarray(100_000));
    assert.equal(last.headers['vitascope-asset-id'], `as_${idOf(url)}`);
    const head = await tus('HEAD', url);
    assert.equal(head.headers['upload-offset'], '300000');
    assert.equal(head.headers['upload-length'], '300000');
    assert.equal(head.headers['upload-metadata'], metadata);
    assert.equal(head.headers['cache-control'], 'no-store');
    assert.equal(head.headers['vitascope-asset-id'], `as_${idOf(url)}`);
    assert.deepEqual(await stored(url), bytes);
    assert.deepEqual(
      under.finished.filter(({ id }) => id === idOf(url)),
      [
        {
          id: idOf(url),
          key: `sources/${idOf(url)}`,
          sizeBytes: bytes.length,
          filename: 'Film.mp4',
          contentType: 'video/mp4',
        },
      ],
    );
  });

  it('takes the first bytes, or all, with the creation', async () => {
    const bytes = randomBytes(50_000);
    const answer = await tus('POST', `${under.origin}${UPLOADS_PATH}`, {
      headers: { 'upload-length': bytes.length, 'content-type': 'application/offset+octet-stream' },
      body: bytes,
    });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers['upload-offset'], '50000');
    const id = idOf(answer.headers.location ?? '');
    assert.equal(answer.headers['vitascope-asset-id'], `as_${id}`);
    assert.deepEqual(await under.blobs.read(`sources/${id}`), bytes);
  });

  it('takes an empty file', async () => {
    const answer = await tus('POST', `${under.origin}${UPLOADS_PATH}`, { headers: { 'upload-length': 0 } });
    assert.equal(answer.status, 201);
    assert.ok(answer.headers['vitascope-asset-id']);
  });

  it('takes a file whose length is told later', async () => {
    const bytes = randomBytes(1000);
    const url = await create(under.origin, { 'upload-defer-length': 1 });
    await patch(url, 0, bytes.subarray(0, 400));
    const head = await tus('HEAD', url);
    assert.equal(head.headers['upload-defer-length'], '1');
    assert.equal(head.headers['upload-length'], undefined);
    const last = await patch(url, 400, bytes.subarray(400), { 'upload-length': 1000 });
    assert.equal(last.headers['vitascope-asset-id'], `as_${idOf(url)}`);
    assert.deepEqual(await stored(url), bytes);
  });

  it('keeps what arrived before the connection broke, and goes on from there', async () => {
    const bytes = randomBytes(2_000_000);
    const url = await begin(bytes.length);
    const broken = openPatch(url, 0, bytes.length);
    broken.on('error', () => {});
    broken.write(bytes.subarray(0, 1_000_000));
    await arrived(under, url, 300_000);
    broken.destroy();
    await closed(broken);
    const offset = await offsetAt(url);
    assert.ok(offset >= 300_000 && offset <= 1_000_000);
    const last = await patch(url, offset, bytes.subarray(offset));
    assert.equal(last.status, 204);
    assert.deepEqual(await stored(url), bytes);
  });

  it('refuses a wrong offset and changes nothing', async () => {
    const url = await begin(100);
    await patch(url, 0, Buffer.alloc(10));
    for (const offset of [0, 9, 11, 100]) {
      const answer = await patch(url, offset, Buffer.alloc(5));
      assert.equal(answer.status, 409);
      assert.equal(JSON.parse(answer.text).code, 'upload-offset-mismatch');
      assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/);
    }
    assert.equal(await offsetAt(url), 10);
  });

  it('lets a second writer take over from the first, and never mixes them', async () => {
    const url = await begin(1_000_000);
    const first = openPatch(url, 0, 1_000_000);
    const firstEnded = closed(first);
    first.on('error', () => {});
    first.on('response', (answer) => answer.resume());
    first.write(Buffer.alloc(600_000, 1));
    await arrived(under, url, 300_000);
    const offset = await offsetAt(url);
    await firstEnded; // Its connection is closed: it cannot send on.
    const second = await patch(url, offset, Buffer.alloc(1_000_000 - offset, 2));
    assert.equal(second.status, 204);
    assert.ok(offset >= 300_000);
    const bytes = await stored(url);
    assert.ok(bytes.subarray(0, offset).every((byte) => byte === 1));
    assert.ok(bytes.subarray(offset).every((byte) => byte === 2));
  });

  it('lets another process take over as well', async () => {
    const twin = await under.twin();
    try {
      const url = await begin(1_000_000);
      const first = openPatch(url, 0, 1_000_000);
      const firstEnded = closed(first);
      first.on('error', () => {});
      first.on('response', (answer) => answer.resume());
      first.write(Buffer.alloc(600_000, 1));
      await arrived(under, url, 300_000);
      const elsewhere = url.replace(under.origin, twin.origin);
      const offset = await offsetAt(elsewhere);
      await firstEnded;
      const second = await patch(elsewhere, offset, Buffer.alloc(1_000_000 - offset, 2));
      assert.equal(second.status, 204);
      const bytes = await stored(url);
      assert.ok(bytes.subarray(0, offset).every((byte) => byte === 1));
      assert.ok(bytes.subarray(offset).every((byte) => byte === 2));
    } finally {
      await twin.close();
    }
  });

  it('makes one asset of an upload that many writers finish at once', async () => {
    const bytes = randomBytes(100_000);
    const url = await begin(bytes.length);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => patch(url, 0, bytes).catch(() => null)),
    );
    assert.ok(answers.some((answer) => answer?.status === 204) || (await offsetAt(url)) < bytes.length);
    const offset = await offsetAt(url);
    if (offset < bytes.length) await patch(url, offset, bytes.subarray(offset));
    assert.deepEqual(await stored(url), bytes);
    assert.equal(under.finished.filter(({ id }) => id === idOf(url)).length, 1);
  });

  it('deletes an upload with its bytes', async () => {
    const url = await begin(100);
    await patch(url, 0, Buffer.alloc(50));
    assert.equal((await tus('DELETE', url)).status, 204);
    assert.equal((await tus('HEAD', url)).status, 404);
    assert.equal((await patch(url, 50, Buffer.alloc(50))).status, 404);
    assert.equal((await tus('DELETE', url)).status, 404);
  });

  it('does not delete what has become an asset', async () => {
    const url = await begin(10);
    await patch(url, 0, Buffer.alloc(10));
    const answer = await tus('DELETE', url);
    assert.equal(answer.status, 409);
    assert.equal(JSON.parse(answer.text).details.assetId, `as_${idOf(url)}`);
    assert.equal((await stored(url)).length, 10);
  });

  it('takes PATCH and DELETE as POST with X-HTTP-Method-Override', async () => {
    const url = await begin(10);
    const answer = await tus('POST', url, {
      headers: {
        'x-http-method-override': 'PATCH',
        'upload-offset': 0,
        'content-type': 'application/offset+octet-stream',
      },
      body: Buffer.alloc(5),
    });
    assert.equal(answer.headers['upload-offset'], '5');
    assert.equal((await tus('POST', url, { headers: { 'x-http-method-override': 'DELETE' } })).status, 204);
  });

  describe('limits', () => {
    it('refuses a length past the largest', async () => {
      const answer = await tus('POST', `${under.origin}${UPLOADS_PATH}`, {
        headers: { 'upload-length': 64 * 1024 * 1024 + 1 },
      });
      assert.equal(answer.status, 413);
      assert.equal(JSON.parse(answer.text).code, 'upload-too-large');
    });

    it('refuses more bytes than the length, and keeps none of them', async () => {
      const url = await begin(100);
      assert.equal((await patch(url, 0, Buffer.alloc(101))).status, 413);
      assert.equal(await offsetAt(url), 0);
    });

    for (const [what, headers, status] of [
      ['no length', {}, 400],
      ['both lengths', { 'upload-length': 5, 'upload-defer-length': 1 }, 400],
      ['a negative length', { 'upload-length': -1 }, 400],
      ['a length that is no number', { 'upload-length': '1e3' }, 400],
      ['metadata that is none', { 'upload-length': 5, 'upload-metadata': 'a b c' }, 400],
      ['too much metadata', { 'upload-length': 5, 'upload-metadata': `a ${'AAAA'.repeat(2100)}` }, 431],
      ['another version', { 'upload-length': 5, 'tus-resumable': '0.2.2' }, 412],
      ['an unknown concatenation', { 'upload-length': 5, 'upload-concat': 'sideways' }, 400],
    ] as const) {
      it(`refuses ${what}`, async () => {
        const answer = await tus('POST', `${under.origin}${UPLOADS_PATH}`, { headers: { ...headers } });
        assert.equal(answer.status, status);
        assert.equal(JSON.parse(answer.text).status, status);
        assert.equal(answer.headers['tus-resumable'], '1.0.0');
      });
    }

    it('finds nothing under ids that are none', async () => {
      for (const id of [
        'x',
        '..%2f..%2fetc',
        'up_',
        `up_${'0'.repeat(26)}`,
        'up_%00',
        `${'a'.repeat(3000)}`,
      ]) {
        const url = `${under.origin}${UPLOADS_PATH}/${id}`;
        assert.equal((await tus('HEAD', url)).status, 404, id);
        assert.equal((await patch(url, 0, Buffer.alloc(1))).status, 404, id);
        assert.equal((await tus('DELETE', url)).status, 404, id);
      }
      assert.equal(
        (await tus('POST', `${under.origin}${UPLOADS_PATH}/x`, { headers: { 'upload-length': 1 } })).status,
        404,
      );
    });

    it('makes file names safe to show', async () => {
      for (const [sent, shown] of [
        ['../../etc/passwd', 'passwd'],
        ['a\u0000b\u001b[31m\u202egpj.exe', 'ab[31mgpj.exe'],
        ['x'.repeat(1000), 'x'.repeat(255)],
        [' ', 'untitled'],
      ] as const) {
        const url = await begin(0, { 'upload-metadata': `filename ${base64(sent)}` });
        assert.equal((await under.store.find(idOf(url)))?.filename, shown);
      }
    });

    it('says no to strangers before it reads their bytes', async () => {
      const closed = await openUploads({
        authorize: async () => {
          throw refuse('uploads-test-refused', 'Send an API key.');
        },
      });
      try {
        for (const method of ['POST', 'HEAD', 'PATCH', 'DELETE', 'GET']) {
          const answer = await tus(method, `${closed.origin}${UPLOADS_PATH}`, {
            headers: { 'upload-length': 5 },
          });
          assert.equal(answer.status, 401, method);
        }
        const answer = await patch(`${closed.origin}${UPLOADS_PATH}/up_x`, 0, Buffer.alloc(5_000_000));
        assert.equal(JSON.parse(answer.text).code, 'uploads-test-refused');
      } finally {
        await closed.close();
      }
    });
  });

  describe('checksums', () => {
    const digests = (bytes: Buffer) => {
      const sum = Buffer.alloc(4);
      sum.writeUInt32BE(crc32(bytes));
      return {
        sha1: createHash('sha1').update(bytes).digest('base64'),
        sha256: createHash('sha256').update(bytes).digest('base64'),
        crc32: sum.toString('base64'),
      };
    };

    // Small chunks are checked in memory, large ones wait in the object store.
    for (const size of [1000, 6_000_000]) {
      it(`are compared before any of ${size} bytes counts`, async () => {
        const bytes = randomBytes(size);
        for (const [algorithm, digest] of Object.entries(digests(bytes))) {
          const url = await begin(size);
          const wrong = Buffer.from(bytes);
          wrong[size - 1] = (wrong[size - 1] ?? 0) ^ 1;
          const refused = await patch(url, 0, wrong, { 'upload-checksum': `${algorithm} ${digest}` });
          assert.equal(refused.status, 460);
          assert.equal(JSON.parse(refused.text).code, 'upload-checksum-mismatch');
          assert.equal(await offsetAt(url), 0);
          const taken = await patch(url, 0, bytes, { 'upload-checksum': `${algorithm} ${digest}` });
          assert.equal(taken.status, 204);
          assert.deepEqual(await stored(url), bytes);
        }
        const waiting = [];
        for await (const { key } of under.blobs.list('upload-chunks/')) waiting.push(key);
        assert.deepEqual(waiting, []);
      });
    }

    it('keep nothing of a chunk whose connection broke', async () => {
      const bytes = randomBytes(100_000);
      const url = await begin(bytes.length);
      const broken = openPatch(url, 0, bytes.length);
      broken.setHeader('upload-checksum', `sha1 ${digests(bytes).sha1}`);
      broken.on('error', () => {});
      await new Promise<void>((resolve) => broken.write(bytes.subarray(0, 50_000), () => resolve()));
      broken.destroy();
      await closed(broken);
      assert.equal(await offsetAt(url), 0);
    });

    it('must be of a known kind and of its length', async () => {
      const url = await begin(10);
      for (const header of ['md5 AAAA', 'sha1', 'sha1 AAAA', 'constructor AAAA', 'sha1  AAAA']) {
        const answer = await patch(url, 0, Buffer.alloc(10), { 'upload-checksum': header });
        assert.equal(answer.status, 400, header);
        assert.equal(JSON.parse(answer.text).code, 'upload-checksum-invalid');
      }
      assert.equal(await offsetAt(url), 0);
    });

    it('also guard the bytes that come with the creation', async () => {
      const answer = await tus('POST', `${under.origin}${UPLOADS_PATH}`, {
        headers: {
          'upload-length': 5,
          'content-type': 'application/offset+octet-stream',
          'upload-checksum': `sha1 ${digests(Buffer.from('right')).sha1}`,
        },
        body: Buffer.from('wrong'),
      });
      assert.equal(answer.status, 460);
    });
  });

  describe('concatenation', () => {
    const part = async (bytes: Buffer) => {
      const url = await begin(bytes.length, { 'upload-concat': 'partial' });
      assert.equal((await patch(url, 0, bytes)).status, 204);
      return url;
    };
    const join = (urls: readonly string[], headers: Record<string, string> = {}) =>
      tus('POST', `${under.origin}${UPLOADS_PATH}`, {
        headers: { 'upload-concat': `final;${urls.join(' ')}`, ...headers },
      });

    it('joins partial uploads, by absolute and relative URLs, into one asset', async () => {
      const parts = [randomBytes(100_000), randomBytes(5), randomBytes(60_000)];
      const urls = await Promise.all(parts.map(part));
      const head = await tus('HEAD', urls[0] ?? '');
      assert.equal(head.headers['upload-concat'], 'partial');
      assert.equal(head.headers['vitascope-asset-id'], undefined);
      const mixed = [urls[0] ?? '', new URL(urls[1] ?? '').pathname, urls[2] ?? ''];
      const answer = await join(mixed, { 'upload-metadata': `filename ${base64('whole.mp4')}` });
      assert.equal(answer.status, 201);
      const final = new URL(answer.headers.location ?? '', under.origin).href;
      assert.equal(answer.headers['vitascope-asset-id'], `as_${idOf(final)}`);
      assert.deepEqual(await stored(final), Buffer.concat(parts));
      const finalHead = await tus('HEAD', final);
      assert.equal(finalHead.headers['upload-length'], '160005');
      assert.equal(finalHead.headers['upload-offset'], '160005');
      assert.match(finalHead.headers['upload-concat']?.toString() ?? '', /^final;\/api\/v1\/uploads\/up_/);
      // The parts' bytes are not kept twice, and the same request again finds the same upload.
      assert.equal(await under.blobs.stat(`sources/${idOf(urls[0] ?? '')}`), null);
      const again = await join(mixed);
      assert.equal(again.headers.location, answer.headers.location);
      assert.equal(under.finished.filter(({ filename }) => filename === 'whole.mp4').length, 1);
    });

    it('refuses bytes for a final upload', async () => {
      const answer = await join([await part(randomBytes(10))]);
      const refused = await patch(
        new URL(answer.headers.location ?? '', under.origin).href,
        10,
        Buffer.alloc(1),
      );
      assert.equal(refused.status, 403);
    });

    it('refuses parts that are incomplete, missing, not partial, used, or repeated', async () => {
      const whole = await begin(5);
      const incomplete = await begin(5, { 'upload-concat': 'partial' });
      const used = await part(Buffer.from('used'));
      await join([used]);
      const fresh = await part(Buffer.from('fresh'));
      for (const [urls, status] of [
        [[incomplete], 409],
        [[`${under.origin}${UPLOADS_PATH}/up_${'0'.repeat(26)}`], 404],
        [[whole], 400],
        [[fresh, used], 409],
        [[fresh, fresh], 400],
        [[], 400],
        [['https://elsewhere.invalid/secret'], 400],
      ] as const) {
        const answer = await join(urls);
        assert.equal(answer.status, status, answer.text);
      }
      assert.equal((await join([fresh])).status, 201);
    });

    it('refuses a whole that is too large', async () => {
      const small = await openUploads({ maxSizeBytes: 15 });
      try {
        const urls = [];
        for (let n = 0; n < 2; n++) {
          const url = await create(small.origin, { 'upload-length': 10, 'upload-concat': 'partial' });
          await patch(url, 0, Buffer.alloc(10));
          urls.push(url);
        }
        const answer = await tus('POST', `${small.origin}${UPLOADS_PATH}`, {
          headers: { 'upload-concat': `final;${urls.join(' ')}` },
        });
        assert.equal(answer.status, 413);
      } finally {
        await small.close();
      }
    });
  });

  describe('expiration', () => {
    it('forgets uploads that were not finished in time, with their bytes, and keeps assets', async () => {
      const aged = await openUploads();
      try {
        const open = await create(aged.origin, { 'upload-length': 10 });
        await patch(open, 0, Buffer.alloc(5));
        const done = await create(aged.origin, { 'upload-length': 10 });
        await patch(done, 0, Buffer.alloc(10));
        assert.equal(await aged.uploads.sweepExpired(), 0);
        aged.later(DAY_MS + 1000);
        for (const answer of [await tus('HEAD', open), await patch(open, 5, Buffer.alloc(5))]) {
          assert.equal(answer.status, 410);
        }
        assert.equal(await aged.uploads.sweepExpired(), 2);
        for (const url of [open, done]) {
          assert.equal((await tus('HEAD', url)).status, 410);
          assert.equal((await patch(url, 10, Buffer.alloc(0))).status, 410);
        }
        assert.equal((await aged.blobs.read(`sources/${idOf(done)}`)).length, 10);
      } finally {
        await aged.close();
      }
    });
  });
});
