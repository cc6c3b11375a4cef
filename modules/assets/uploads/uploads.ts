// Resumable uploads over tus 1.0.0: the front door of this folder.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlobStore } from '@vitascope/platform/blobs';
import { problemFor, writeProblem } from '@vitascope/platform/http';
import { type Clock, createSemaphore, type Logger } from '@vitascope/platform/kernel';
import { createFinalUpload } from './final-upload.ts';
import { createFinishing, type OnFinished } from './finish-upload.ts';
import { resumeFinishedUploads, sweepExpiredUploads } from './sweep-uploads.ts';
import { createTusDataStore } from './tus-data-store.ts';
import { createTusServer, EXPOSED_HEADERS } from './tus-server.ts';
import { CHECKSUM_ALGORITHMS, parseChecksum } from './upload-checksum.ts';
import { STATUS_OF_CODE, uploadError } from './upload-errors.ts';
import { createUploadLocker } from './upload-lock.ts';
import { answering, currentRequest, setUploadHeaders, type UploadRequest } from './upload-request.ts';
import type { UploadStore } from './upload-store.ts';

export const UPLOADS_PATH = '/api/v1/uploads';

/** Each holds a database connection for its lock while it runs. */
const MAX_WRITERS = 32;
/** Apart from the writers: a client that asks where to go on frees the writer that its lost connection left. */
const MAX_OTHERS = 16;
const MAX_WAITING = 512;
const MAX_METADATA_LENGTH = 8_192;
const MAX_CONCAT_LENGTH = 12_288;
/** How long a client that was refused may go on sending, so that it gets to read why. */
const LINGER_MS = 5_000;
const TUS_VERSION = '1.0.0';

export interface UploadsDeps {
  readonly blobs: BlobStore;
  readonly store: UploadStore;
  readonly maxSizeBytes: number;
  /** From creation on. */
  readonly expiresAfterMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Throws what the client is to be told. Not asked for OPTIONS. */
  readonly authorize: (req: IncomingMessage) => Promise<void>;
  readonly onFinished: OnFinished;
}

export interface Uploads {
  /** Answers every request at and below `UPLOADS_PATH`. Never throws. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Removes uploads that expired, unless all of their bytes are there; tells how many. */
  sweepExpired(): Promise<number>;
  /** At start: finishes uploads whose last byte arrived before a crash; tells how many. */
  resumeFinished(): Promise<number>;
}

export function createUploads(deps: UploadsDeps): Uploads {
  const finishing = createFinishing(deps);
  const { dataStore, settled } = createTusDataStore({ ...deps, finishing, path: UPLOADS_PATH });
  const locker = createUploadLocker(deps.store, settled);
  const tus = createTusServer({
    path: UPLOADS_PATH,
    dataStore,
    locker,
    maxSizeBytes: deps.maxSizeBytes,
    answerProblem: (error) => answerProblem(currentRequest(), error),
  });
  const writers = createSemaphore({ limit: MAX_WRITERS, queueLimit: MAX_WAITING });
  const others = createSemaphore({ limit: MAX_OTHERS, queueLimit: MAX_WAITING });

  async function answer(request: UploadRequest): Promise<void> {
    const { req, res } = request;
    if (req.method === 'OPTIONS') res.setHeader('Tus-Checksum-Algorithm', CHECKSUM_ALGORITHMS);
    const concat = headerText(req, 'upload-concat');
    if (req.method === 'POST' && concat?.startsWith('final;') === true) {
      const metadata = headerText(req, 'upload-metadata') ?? null;
      const final = await createFinalUpload({ ...deps, finishing, locker }, { concat, metadata });
      setUploadHeaders(res, UPLOADS_PATH, final);
      res
        .writeHead(201, { location: `${UPLOADS_PATH}/${final.id}`, 'content-length': 0, ...tusHeaders() })
        .end();
      return;
    }
    await tus.handle(req, res);
    if (request.takenOver && !req.complete) req.socket.destroy();
  }

  function answerProblem({ req, res }: Pick<UploadRequest, 'req' | 'res'>, error: unknown): void {
    const found = problemFor(error);
    const status = STATUS_OF_CODE[found.problem.code] ?? found.status;
    if (status >= 500)
      deps.logger.error({ err: error, method: req.method, url: req.url }, 'upload request failed');
    if (!res.headersSent)
      for (const [name, value] of Object.entries(tusHeaders())) res.setHeader(name, value);
    writeProblem(res, { ...found, status, problem: { ...found.problem, status } });
    linger(req);
  }

  return {
    async handle(req, res) {
      try {
        if (req.method !== 'OPTIONS') await deps.authorize(req);
        const request = readRequest(req, res);
        const admission = req.method === 'PATCH' || req.method === 'POST' ? writers : others;
        await answering(request, () => admission.run(() => answer(request)));
      } catch (error) {
        answerProblem({ req, res }, error);
      }
    },
    sweepExpired: () => sweepExpiredUploads({ ...deps, finishing, locker }),
    resumeFinished: () => resumeFinishedUploads({ ...deps, finishing, locker }),
  };
}

/** @throws `upload-invalid-request`, `upload-headers-too-large`, `upload-version-unsupported`, `upload-not-found` */
function readRequest(req: IncomingMessage, res: ServerResponse): UploadRequest {
  const override = headerText(req, 'x-http-method-override');
  // tus 1.0.0, X-HTTP-Method-Override: for clients that can send neither PATCH nor DELETE.
  if (req.method === 'POST' && override !== undefined && /^(PATCH|DELETE|HEAD)$/.test(override))
    req.method = override;
  if (req.method !== 'OPTIONS' && headerText(req, 'tus-resumable') !== TUS_VERSION) {
    res.setHeader('Tus-Version', TUS_VERSION);
    throw uploadError(
      'upload-version-unsupported',
      `Send "Tus-Resumable: ${TUS_VERSION}"; no other version is spoken.`,
    );
  }
  limitHeader(req, 'upload-metadata', MAX_METADATA_LENGTH);
  limitHeader(req, 'upload-concat', MAX_CONCAT_LENGTH);
  const [path = ''] = (req.url ?? '').split('?');
  if (req.method === 'POST' && path !== UPLOADS_PATH) {
    throw uploadError('upload-not-found', `Uploads are created at ${UPLOADS_PATH}.`);
  }
  const checksum = headerText(req, 'upload-checksum');
  return {
    req,
    res,
    checksum: checksum === undefined ? null : parseChecksum(checksum),
    takenOver: false,
    failure: null,
  };
}

function limitHeader(req: IncomingMessage, name: string, limit: number): void {
  const length = headerText(req, name)?.length ?? 0;
  if (length <= limit) return;
  throw uploadError(
    'upload-headers-too-large',
    `${name} has ${length} characters; at most ${limit} are taken.`,
  );
}

function headerText(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** What @tus/server adds to the answers that are its own. */
function tusHeaders(): Record<string, string> {
  return {
    'tus-resumable': TUS_VERSION,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': ['Location', 'Upload-Offset', 'Upload-Length', ...EXPOSED_HEADERS].join(
      ', ',
    ),
  };
}

/** Reads on for a while without keeping anything: closing now would destroy the answer on its way (RFC 9112 §9.6). */
function linger(req: IncomingMessage): void {
  const { socket } = req;
  if (req.complete || socket.destroyed) return;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  const stop = () => clearTimeout(timer);
  req.removeAllListeners('data');
  req.once('end', stop).resume();
  socket.once('close', stop);
}
