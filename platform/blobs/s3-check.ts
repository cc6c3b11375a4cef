// What an operator's bucket needs beyond the common checks: parts, signed URLs, CORS.
import { randomBytes } from 'node:crypto';
import type { BlobStore } from './blob-store.ts';
import type { CheckStep } from './check.ts';
import type { S3Bucket } from './s3-client.ts';

const PART_BYTES = 9 * 1024 * 1024;
const FETCH_TIMEOUT_MS = 15_000;

export function s3Checks(s3: S3Bucket, store: BlobStore): readonly CheckStep[] {
  return [
    { name: 'multipart', run: () => tryMultipart(store) },
    { name: 'signed URL', run: () => trySignedUrl(store) },
    { name: 'CORS', run: () => readCors(s3) },
  ];
}

async function tryMultipart(store: BlobStore): Promise<string> {
  const key = `doctor/${randomBytes(8).toString('hex')}`;
  const piece = randomBytes(PART_BYTES);
  async function* twoParts() {
    yield piece;
    yield piece;
  }
  try {
    const { sizeBytes } = await store.put(key, twoParts());
    return `${sizeBytes} bytes in parts`;
  } finally {
    await store.delete(key);
  }
}

async function trySignedUrl(store: BlobStore): Promise<string> {
  const key = `doctor/${randomBytes(8).toString('hex')}`;
  await store.put(key, Buffer.from('signed'));
  try {
    const location = await store.locate(key);
    if (location.kind !== 'url') return 'not needed';
    const answer = await fetch(location.url, {
      headers: { range: 'bytes=0-2' },
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    const text = await answer.text();
    if (answer.status === 206 && text === 'sig') return 'a range was read by it';
    throw new Error(
      `A signed URL answered HTTP ${answer.status}; check the clock and the endpoint's public name.`,
    );
  } finally {
    await store.delete(key);
  }
}

async function readCors(s3: S3Bucket): Promise<string> {
  const rules = await s3.client
    .send(new s3.sdk.GetBucketCorsCommand({ Bucket: s3.bucket }))
    .then(({ CORSRules }) => CORSRules ?? [])
    .catch((error: Error) => {
      if (error.name === 'NoSuchCORSConfiguration') return [];
      throw error;
    });
  const reading = rules.filter(({ AllowedMethods = [] }) => AllowedMethods.includes('GET'));
  if (reading.length > 0)
    return `GET allowed from ${reading.flatMap((rule) => rule.AllowedOrigins ?? []).join(', ')}`;
  throw new Error('No CORS rule allows GET; add one, or browsers cannot read from the bucket directly.');
}
