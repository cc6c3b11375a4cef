// The connection to one bucket: where things lie in it, and what its errors mean.
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import { isVitascopeError } from '../kernel/index.ts';
import { blobError } from './errors.ts';

export interface S3BlobsOptions {
  /** Base URL of an S3-speaking service; Amazon's own for the region when absent. */
  readonly endpoint?: string | undefined;
  readonly region: string;
  readonly bucket: string;
  /** Put before everything the store writes, such as `vitascope/`. */
  readonly prefix?: string | undefined;
  /** The default chain of the AWS SDK (environment, files, instance role) when absent. */
  readonly credentials?:
    | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
    | undefined;
  /** `true` for services that do not resolve `<bucket>.<host>`. */
  readonly forcePathStyle?: boolean | undefined;
}

export type S3Sdk = typeof import('@aws-sdk/client-s3');

export interface S3Bucket {
  readonly sdk: S3Sdk;
  readonly client: S3Client;
  readonly bucket: string;
  /** The S3 key of an object, and of a listing's prefix. */
  objectKey(key: string): string;
  /** The S3 key of what the store keeps about an upload. */
  uploadKey(name: string): string;
}

export interface S3Part {
  readonly number: number;
  readonly etag: string;
  readonly sizeBytes: number;
}

const MAX_ATTEMPTS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
/** Of silence: the largest part takes longer than this as a whole on a slow line. */
const SILENCE_TIMEOUT_MS = 60_000;

/** Loads the SDK, which costs memory only where S3 is used. Makes no request. */
export async function openBucket(options: S3BlobsOptions): Promise<S3Bucket> {
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client({
    region: options.region,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    forcePathStyle: options.forcePathStyle ?? false,
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SILENCE_TIMEOUT_MS },
    // Checksums are given and asked for where they are wanted: services differ in which of the SDK's they know.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const prefix = options.prefix ?? '';
  return {
    sdk,
    client,
    bucket: options.bucket,
    objectKey: (key) => `${prefix}objects/${key}`,
    uploadKey: (name) => `${prefix}uploads/${name}`,
  };
}

export function toCompletedParts(parts: readonly S3Part[]): CompletedPart[] {
  return parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
}

/** Whether the service says that the object or the upload does not exist. */
export function isAbsent(error: unknown): boolean {
  const { name } = describeFailure(error);
  return name === 'NoSuchKey' || name === 'NotFound' || name === 'NoSuchUpload';
}

/** Whether the service says that the range lies outside the object. */
export function isOutOfRange(error: unknown): boolean {
  const { name, status } = describeFailure(error);
  return name === 'InvalidRange' || status === 416;
}

const FULL = new Set(['XMinioStorageFull', 'QuotaExceeded', 'InsufficientStorage', 'StorageFull']);

/** The store's error for `error`, kept as its cause. `doing` completes "while …". */
export function fromS3(error: unknown, doing: string): Error {
  if (isVitascopeError(error)) return error;
  const { name, status } = describeFailure(error);
  if (FULL.has(name) || status === 507) {
    return blobError('blob-out-of-space', `The bucket is full (${name}) while ${doing}; free or buy space.`, {
      cause: error,
    });
  }
  return blobError(
    'blob-unavailable',
    `S3 failed (${name}${status === undefined ? '' : `, HTTP ${status}`}) while ${doing}; check endpoint, bucket and rights.`,
    { cause: error },
  );
}

/** Runs one request, with its failure in the store's terms. */
export async function named<T>(doing: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw fromS3(error, doing);
  }
}

function describeFailure(error: unknown): { name: string; status: number | undefined } {
  const failure = error as { name?: string; code?: string; $metadata?: { httpStatusCode?: number } } | null;
  return {
    name: failure?.name === 'Error' ? (failure.code ?? 'Error') : (failure?.name ?? 'Error'),
    status: failure?.$metadata?.httpStatusCode,
  };
}
