// The request that is being answered, for the code that @tus/server calls without telling it which one.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Checksum } from './upload-checksum.ts';
import type { UploadRecord } from './upload-store.ts';

export interface UploadRequest {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly checksum: Checksum | null;
  /** Another request has taken the upload over; this one's connection is closed. */
  takenOver: boolean;
  /** What was thrown, before @tus/server turned it into a status and a text. */
  failure: unknown;
}

const requests = new AsyncLocalStorage<UploadRequest>();

export function answering<T>(request: UploadRequest, work: () => Promise<T>): Promise<T> {
  return requests.run(request, work);
}

export function currentRequest(): UploadRequest {
  const request = requests.getStore();
  if (request === undefined)
    throw new TypeError('The tus store works only while a request is being answered.');
  return request;
}

/** The headers by which a client learns what the upload has become, also when an earlier answer was lost. */
export function setUploadHeaders(res: ServerResponse, path: string, upload: UploadRecord): void {
  if (res.headersSent) return;
  if (upload.assetId !== null) res.setHeader('Vitascope-Asset-Id', upload.assetId);
  if (upload.kind === 'partial') res.setHeader('Upload-Concat', 'partial');
  if (upload.kind === 'final') {
    res.setHeader('Upload-Concat', `final;${upload.parts.map((id) => `${path}/${id}`).join(' ')}`);
  }
}
