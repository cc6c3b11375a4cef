// What a crash between the last byte and the asset leaves, and how it is put right.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { FinishedUpload } from './finish-upload.ts';
import { create, DAY_MS, openUploads, patch, tus, type UploadsUnderTest } from './testing.ts';

describe('an upload whose last answer was never sent', () => {
  let under: UploadsUnderTest;
  let failing = true;
  const made: FinishedUpload[] = [];
  before(async () => {
    under = await openUploads({
      onFinished: async (upload) => {
        if (failing) throw new Error('killed');
        made.push(upload);
        return { assetId: `as_${upload.id}` };
      },
    });
  });
  after(async () => await under?.close());

  /** All bytes are durable, and the process ends before the asset exists. */
  async function crashed(bytes: Buffer): Promise<string> {
    failing = true;
    const url = await create(under.origin, { 'upload-length': bytes.length });
    const answer = await patch(url, 0, bytes);
    assert.equal(answer.status, 500);
    assert.ok(!answer.text.includes('killed'));
    failing = false;
    return url;
  }
  const idOf = (url: string) => url.split('/').at(-1) ?? '';

  it('is finished by the next HEAD, once', async () => {
    const url = await crashed(randomBytes(100));
    const heads = await Promise.all([tus('HEAD', url), tus('HEAD', url), tus('HEAD', url)]);
    for (const head of heads) {
      assert.equal(head.headers['upload-offset'], '100');
      assert.equal(head.headers['vitascope-asset-id'], `as_${idOf(url)}`);
    }
    assert.equal(made.filter(({ id }) => id === idOf(url)).length, 1);
  });

  it('is finished by the next PATCH, which learns that nothing is missing', async () => {
    const url = await crashed(randomBytes(100));
    const answer = await patch(url, 100, Buffer.alloc(0));
    assert.equal(answer.status, 204);
    assert.equal(answer.headers['vitascope-asset-id'], `as_${idOf(url)}`);
  });

  it('is finished at the next start', async () => {
    const urls = [await crashed(randomBytes(100)), await crashed(randomBytes(200))];
    const open = await create(under.origin, { 'upload-length': 10 });
    assert.equal(await under.uploads.resumeFinished(), 2);
    assert.equal(await under.uploads.resumeFinished(), 0);
    for (const url of urls) assert.equal((await under.store.find(idOf(url)))?.state, 'finished');
    assert.equal((await under.store.find(idOf(open)))?.state, 'open');
  });

  it('is finished although the crash came before the bytes were in place', async () => {
    failing = true;
    const bytes = randomBytes(100);
    const url = await create(under.origin, { 'upload-length': 100 });
    const record = await under.store.find(idOf(url));
    await under.blobs.append({ key: record?.key ?? '', id: record?.blobUploadId ?? '' }, 0, one(bytes));
    failing = false;
    const head = await tus('HEAD', url);
    assert.equal(head.headers['vitascope-asset-id'], `as_${idOf(url)}`);
    assert.deepEqual(await under.blobs.read(`sources/${idOf(url)}`), bytes);
  });

  it('is owed its asset even when it expired', async () => {
    const url = await crashed(randomBytes(100));
    under.later(DAY_MS + 1000);
    await under.uploads.sweepExpired();
    assert.equal((await under.store.find(idOf(url)))?.assetId, `as_${idOf(url)}`);
    assert.equal((await under.blobs.read(`sources/${idOf(url)}`)).length, 100);
  });

  it('keeps the parts that it has yet to join, even expired ones', async () => {
    const part = await create(under.origin, { 'upload-length': 4, 'upload-concat': 'partial' });
    await patch(part, 0, Buffer.from('part'));
    failing = true;
    const collection = part.slice(0, part.lastIndexOf('/'));
    under.later(DAY_MS / 2);
    const answer = await tus('POST', collection, { headers: { 'upload-concat': `final;${part}` } });
    assert.equal(answer.status, 500);
    const final = (await under.store.find(idOf(part)))?.joinedInto ?? '';
    await under.blobs.delete(`sources/${final}`); // As if the crash had come before the bytes were joined.
    under.later(DAY_MS / 2 + 1000);
    await under.uploads.sweepExpired();
    failing = false;
    assert.equal(await under.uploads.resumeFinished(), 1);
    assert.equal(String(await under.blobs.read(`sources/${final}`)), 'part');
  });

  it('is finished as well when it joins parts', async () => {
    const part = await create(under.origin, { 'upload-length': 4, 'upload-concat': 'partial' });
    await patch(part, 0, Buffer.from('part'));
    failing = true;
    const headers = { 'upload-concat': `final;${part}` };
    const collection = part.slice(0, part.lastIndexOf('/'));
    assert.equal((await tus('POST', collection, { headers })).status, 500);
    failing = false;
    const again = await tus('POST', collection, { headers });
    assert.equal(again.status, 201);
    assert.ok(again.headers['vitascope-asset-id']);
  });
});

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
