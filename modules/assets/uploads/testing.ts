// For the tests of uploads: a real server on a real database and object store, and a bare tus client.

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type ClientRequest, createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type BlobStore, createFileSystemBlobs } from '@vitascope/platform/blobs';
import { openTestDatabase, type TestDatabase } from '@vitascope/platform/database/testing';
import { silentLogger } from '@vitascope/platform/kernel';
import { uploadsMigration } from '../migrations/0002-uploads.ts';
import type { FinishedUpload } from './finish-upload.ts';
import { createUploadStore, type UploadStore } from './upload-store.ts';
import { createUploads, UPLOADS_PATH, type Uploads, type UploadsDeps } from './uploads.ts';

export const DAY_MS = 86_400_000;

export interface UploadsUnderTest {
  readonly uploads: Uploads;
  readonly blobs: BlobStore;
  readonly store: UploadStore;
  readonly database: TestDatabase;
  readonly dir: string;
  readonly origin: string;
  /** The uploads that became assets, in order. */
  readonly finished: FinishedUpload[];
  /** Moves the clock on. */
  later(ms: number): void;
  /** Another server, as another process would be, on the same database and objects. */
  twin(
    overrides?: Partial<UploadsDeps>,
  ): Promise<{ origin: string; uploads: Uploads; close(): Promise<void> }>;
  close(): Promise<void>;
}

export async function openUploads(overrides: Partial<UploadsDeps> = {}): Promise<UploadsUnderTest> {
  const dir = await mkdtemp(join(tmpdir(), 'uploads-'));
  const blobs = await createFileSystemBlobs({ dir });
  const database = await openTestDatabase({
    migrations: [{ schema: 'assets', migrations: { '0002-uploads': uploadsMigration } }],
  });
  const finished: FinishedUpload[] = [];
  let ahead = 0;
  const store = createUploadStore(database);
  const deps: UploadsDeps = {
    blobs,
    store,
    maxSizeBytes: 64 * 1024 * 1024,
    expiresAfterMs: DAY_MS,
    clock: { now: () => Date.now() + ahead },
    logger: silentLogger,
    authorize: async () => {},
    onFinished: async (upload) => {
      finished.push(upload);
      return { assetId: `as_${upload.id}` };
    },
    ...overrides,
  };
  const uploads = createUploads(deps);
  const server = await listen(uploads);
  return {
    uploads,
    blobs,
    store,
    database,
    dir,
    origin: originOf(server),
    finished,
    later: (ms) => {
      ahead += ms;
    },
    async twin(more = {}) {
      const twin = createUploads({ ...deps, ...more });
      const other = await listen(twin);
      return { origin: originOf(other), uploads: twin, close: () => stop(other) };
    },
    async close() {
      await stop(server);
      await database.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function listen(uploads: Uploads): Promise<Server> {
  const server = createServer((req, res) => void uploads.handle(req, res)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function stop(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface TusRequest {
  readonly headers?: Record<string, string | number>;
  readonly body?: Uint8Array;
}

/** One tus request to `url`. `Tus-Resumable` is added. */
export async function tus(
  method: string,
  url: string,
  { headers = {}, body }: TusRequest = {},
): Promise<Answer> {
  const outgoing = request(url, {
    method,
    headers: {
      'tus-resumable': '1.0.0',
      ...(body === undefined ? {} : { 'content-length': body.byteLength }),
      ...headers,
    },
    agent: false,
  });
  outgoing.on('error', () => {}); // The answer may come before the body has gone out; `once` below reports the rest.
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  for await (const piece of incoming.setEncoding('utf8')) text += piece;
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text };
}

/** Creates an upload and returns its URL. */
export async function create(origin: string, headers: Record<string, string | number>): Promise<string> {
  const answer = await tus('POST', `${origin}${UPLOADS_PATH}`, { headers });
  if (answer.status !== 201) throw new Error(`HTTP ${answer.status}: ${answer.text}`);
  return new URL(answer.headers.location ?? '', origin).href;
}

export function patch(
  url: string,
  offset: number,
  body: Uint8Array,
  headers: Record<string, string | number> = {},
): Promise<Answer> {
  return tus('PATCH', url, {
    headers: { 'upload-offset': offset, 'content-type': 'application/offset+octet-stream', ...headers },
    body,
  });
}

/** Opens a PATCH that stays open: its body goes in as the caller writes it. */
export function openPatch(url: string, offset: number, length: number) {
  return request(url, {
    method: 'PATCH',
    headers: {
      'tus-resumable': '1.0.0',
      'upload-offset': offset,
      'content-type': 'application/offset+octet-stream',
      'content-length': length,
    },
    agent: false,
  });
}

/** Resolves when the request's connection is closed, however it came to that. */
export function closed(outgoing: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    if (outgoing.closed) resolve();
    else outgoing.once('close', resolve);
  });
}

/**
 * Resolves when at least `bytes` of the upload are in the object store, without asking over HTTP, which would take the
 * upload over.
 */
export async function arrived({ store, blobs }: UploadsUnderTest, url: string, bytes: number): Promise<void> {
  const record = await store.find(url.split('/').at(-1) ?? '');
  const upload = { key: record?.key ?? '', id: record?.blobUploadId ?? '' };
  // Nobody tells when bytes reach a file.
  while ((await blobs.uploadOffset(upload)) < bytes) await delay(5);
}

/** The Upload-Offset that HEAD answers. */
export async function offsetAt(url: string): Promise<number> {
  return Number((await tus('HEAD', url)).headers['upload-offset']);
}
