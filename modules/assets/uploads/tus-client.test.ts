// The protocol as the common client speaks it.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Upload, type UploadOptions } from 'tus-js-client';
import { openUploads, type UploadsUnderTest } from './testing.ts';
import { UPLOADS_PATH } from './uploads.ts';

describe('tus-js-client', () => {
  let under: UploadsUnderTest;
  before(async () => {
    under = await openUploads();
  });
  after(async () => await under?.close());

  interface Sent {
    readonly url: string;
    /** From the last answer that had one. */
    readonly assetId: string | undefined;
  }

  function send(bytes: Buffer, options: UploadOptions): Promise<Sent> {
    let assetId: string | undefined;
    return new Promise((resolve, reject) => {
      const upload = new Upload(bytes, {
        endpoint: `${under.origin}${UPLOADS_PATH}`,
        retryDelays: [0, 10, 50],
        metadata: { filename: 'ein schöner Film.mkv', filetype: 'video/x-matroska' },
        onAfterResponse: (_request, answer) => {
          assetId = answer.getHeader('Vitascope-Asset-Id') ?? assetId;
        },
        onError: reject,
        onSuccess: () => resolve({ url: upload.url ?? '', assetId }),
        ...options,
      });
      upload.start();
    });
  }
  const stored = (url: string) => under.blobs.read(`sources/${url.split('/').at(-1)}`);

  it('uploads in chunks', async () => {
    const bytes = randomBytes(3_000_000);
    const { url, assetId } = await send(bytes, { chunkSize: 700_000 });
    assert.equal(assetId, `as_${url.split('/').at(-1)}`);
    assert.deepEqual(await stored(url), bytes);
    assert.equal(under.finished.at(-1)?.filename, 'ein schöner Film.mkv');
    assert.equal(under.finished.at(-1)?.contentType, 'video/x-matroska');
  });

  it('uploads with the creation, and with a length told later', async () => {
    const bytes = randomBytes(100_000);
    const together = await send(bytes, { uploadDataDuringCreation: true });
    assert.deepEqual(await stored(together.url), bytes);
    const deferred = await send(bytes, { uploadLengthDeferred: true, chunkSize: 30_000 });
    assert.deepEqual(await stored(deferred.url), bytes);
    assert.ok(together.assetId && deferred.assetId);
  });

  it('uploads in parallel and has the parts joined', async () => {
    const bytes = randomBytes(2_000_000);
    const before = under.finished.length;
    const { url, assetId } = await send(bytes, { parallelUploads: 4 });
    assert.ok(assetId);
    assert.deepEqual(await stored(url), bytes);
    assert.equal(under.finished.length, before + 1);
  });

  it('resumes what it left', async () => {
    const bytes = randomBytes(2_000_000);
    const url = await new Promise<string>((resolve, reject) => {
      const upload = new Upload(bytes, {
        endpoint: `${under.origin}${UPLOADS_PATH}`,
        chunkSize: 500_000,
        onError: reject,
        onChunkComplete: () => {
          void upload.abort().then(() => resolve(upload.url ?? ''));
        },
      });
      upload.start();
    });
    const resumed = await send(bytes, { uploadUrl: url });
    assert.equal(resumed.url, url);
    assert.ok(resumed.assetId);
    assert.deepEqual(await stored(url), bytes);
  });

  it('takes an upload back', async () => {
    const bytes = randomBytes(2_000_000);
    const url = await new Promise<string>((resolve, reject) => {
      const upload = new Upload(bytes, {
        endpoint: `${under.origin}${UPLOADS_PATH}`,
        chunkSize: 500_000,
        onError: reject,
        onChunkComplete: () => {
          const address = upload.url ?? '';
          upload.abort(true).then(() => resolve(address), reject);
        },
      });
      upload.start();
    });
    assert.equal(await under.store.find(url.split('/').at(-1) ?? ''), null);
  });
});
