// The object store in a bucket of S3, or of a service that speaks it.
import type { BlobInfo, BlobStore } from './blob-store.ts';
import { checkStore } from './check.ts';
import { assertDeletablePrefix, assertKey, assertPrefix } from './keys.ts';
import { s3Checks } from './s3-check.ts';
import { fromS3, named, openBucket, type S3BlobsOptions, type S3Bucket } from './s3-client.ts';
import { headObject, openRange, readAll, s3NotFound } from './s3-read.ts';
import { createS3Uploads } from './s3-uploads.ts';
import { concatenateObjects, putS3Object } from './s3-write.ts';

/** Signed URLs outlive the longest job that reads by them. */
const URL_LIFETIME_S = 6 * 3600;
/** The most that one DeleteObjects request takes. */
const DELETE_BATCH = 1000;

/** Opens the object store in a bucket that exists. Makes no request: `check()` tells whether it works. */
export async function createS3Blobs(options: S3BlobsOptions): Promise<BlobStore> {
  const s3 = await openBucket(options);
  const objects = createObjects(s3);
  const store: BlobStore = {
    kind: 's3',
    ...objects,
    ...createS3Uploads(s3, objects),
    freeBytes: () => Promise.resolve(null),
    check: () => checkStore(store, s3Checks(s3, store)),
  };
  return store;
}

function createObjects(s3: S3Bucket) {
  async function stat(key: string): Promise<BlobInfo | null> {
    assertKey(key);
    return await headObject(s3, key);
  }
  return {
    async put(key, body, options = {}) {
      assertKey(key);
      return await putS3Object(s3, key, { body, contentType: options.contentType });
    },
    async read(key, range) {
      assertKey(key);
      return await readAll(await openRange(s3, key, range));
    },
    async stream(key, range) {
      assertKey(key);
      const { info, body } = await openRange(s3, key, range);
      return { info, body };
    },
    stat,
    list(prefix) {
      assertPrefix(prefix);
      return listBucket(s3, prefix);
    },
    async delete(key) {
      assertKey(key);
      await named(
        `deleting ${key}`,
        s3.client.send(new s3.sdk.DeleteObjectCommand({ Bucket: s3.bucket, Key: s3.objectKey(key) })),
      );
    },
    async deletePrefix(prefix) {
      assertDeletablePrefix(prefix);
      return await deleteListed(s3, prefix);
    },
    async locate(key) {
      const info = await stat(key);
      if (info === null) throw s3NotFound(key);
      return { kind: 'url', sizeBytes: info.sizeBytes, ...(await signedUrl(s3, key)) };
    },
    async concatenate(key, parts) {
      assertKey(key);
      for (const part of parts) assertKey(part);
      return await concatenateObjects(s3, key, parts);
    },
  } satisfies Partial<BlobStore>;
}

async function signedUrl(s3: S3Bucket, key: string): Promise<{ url: string; expiresAt: number }> {
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  const expiresAt = Date.now() + URL_LIFETIME_S * 1000;
  const command = new s3.sdk.GetObjectCommand({ Bucket: s3.bucket, Key: s3.objectKey(key) });
  return { url: await getSignedUrl(s3.client, command, { expiresIn: URL_LIFETIME_S }), expiresAt };
}

/** S3 itself lists in the order of the keys' UTF-8 bytes. */
async function* listBucket(s3: S3Bucket, prefix: string): AsyncGenerator<BlobInfo> {
  const root = s3.objectKey('');
  let token: string | undefined;
  do {
    const page = await s3.client
      .send(
        new s3.sdk.ListObjectsV2Command({
          Bucket: s3.bucket,
          Prefix: root + prefix,
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      )
      .catch((error) => {
        throw fromS3(error, `listing ${prefix}`);
      });
    for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
      yield { key: Key.slice(root.length), sizeBytes: Size, modifiedAt: LastModified?.getTime() ?? 0 };
    }
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

async function deleteListed(s3: S3Bucket, prefix: string): Promise<number> {
  let count = 0;
  let batch: string[] = [];
  const flush = async () => {
    if (batch.length > 0) await deleteBatch(s3, batch);
    count += batch.length;
    batch = [];
  };
  for await (const { key } of listBucket(s3, prefix)) {
    batch.push(key);
    if (batch.length === DELETE_BATCH) await flush();
  }
  await flush();
  return count;
}

async function deleteBatch(s3: S3Bucket, keys: readonly string[]): Promise<void> {
  const { Errors = [] } = await named(
    'deleting objects',
    s3.client.send(
      new s3.sdk.DeleteObjectsCommand({
        Bucket: s3.bucket,
        Delete: { Quiet: true, Objects: keys.map((key) => ({ Key: s3.objectKey(key) })) },
      }),
    ),
  );
  const first = Errors[0];
  if (first !== undefined) throw fromS3({ name: first.Code }, `deleting ${Errors.length} objects`);
}
