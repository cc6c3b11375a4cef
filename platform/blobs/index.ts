// The object store: one port, on a file system or on S3.
export type {
  BlobBody,
  BlobCheck,
  BlobInfo,
  BlobLocation,
  BlobStore,
  BlobUpload,
  ByteRange,
  PutOptions,
} from './blob-store.ts';
export { createFileSystemBlobs } from './file-system.ts';
export { createS3Blobs } from './s3.ts';
export type { S3BlobsOptions } from './s3-client.ts';
