// @tus/server with our store, our locks and our form of errors.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server } from '@tus/server';
import type { DataStore, Locker } from '@tus/utils';
import { isId, newId } from '@vitascope/platform/kernel';
import { uploadError } from './upload-errors.ts';
import { currentRequest } from './upload-request.ts';

/** Beyond those of tus that @tus/server names itself; a browser hides the rest from a page of another origin. */
export const EXPOSED_HEADERS = [
  'Vitascope-Asset-Id',
  'Upload-Expires',
  'Tus-Checksum-Algorithm',
  'Retry-After',
];
const ALLOWED_HEADERS = ['Upload-Checksum', 'Idempotency-Key', 'Traceparent'];

export interface TusServerDeps {
  readonly path: string;
  readonly dataStore: DataStore;
  readonly locker: Locker;
  readonly maxSizeBytes: number;
  /** Answers in the place of @tus/server, which sends bare text. */
  readonly answerProblem: (error: unknown) => void;
}

export interface TusServer {
  handle(req: IncomingMessage, res: ServerResponse): Promise<unknown>;
}

export function createTusServer(deps: TusServerDeps): TusServer {
  const server = new Server({
    path: deps.path,
    datastore: deps.dataStore,
    locker: deps.locker,
    maxSize: deps.maxSizeBytes,
    // Relative, so that it is right behind any proxy and cannot be led astray by a Host header.
    relativeLocation: true,
    namingFunction: () => newId('up'),
    getFileIdFromRequest: ({ url }) => uploadIdOf(url, deps.path),
    exposedHeaders: EXPOSED_HEADERS,
    allowedHeaders: ALLOWED_HEADERS,
    lockDrainTimeout: 1, // 0 would mean its default of 3 s.
    onResponseError(_request, error) {
      currentRequest().failure = error;
      return undefined;
    },
  });
  const write = server.write.bind(server);
  server.write = async (context, headers, status, body) => {
    if (status < 400) return await write(context, headers, status, body);
    const request = currentRequest();
    for (const [name, value] of headers) request.res.setHeader(name, value);
    deps.answerProblem(
      // @tus/server says 400 here, at which clients give up though all is well: they are to ask where the upload stands.
      request.takenOver && status === 400
        ? uploadError(
            'upload-locked',
            'Another request took the upload over. Ask for its offset and carry on.',
            {
              retryAfterSeconds: 1,
            },
          )
        : toError(request.failure, status, body ?? ''),
    );
    // The answer is on its way; what is returned here only has to say the same.
    return new Response(null, { status });
  };
  return server;
}

function uploadIdOf(url: string, path: string): string | undefined {
  const { pathname } = new URL(url, 'http://upload.invalid');
  const id = pathname.startsWith(`${path}/`) ? pathname.slice(path.length + 1) : '';
  return isId('up', id) ? id : undefined;
}

const CODE_OF_STATUS: Readonly<Record<number, keyof typeof uploadError.registry>> = {
  400: 'upload-invalid-request',
  403: 'upload-invalid-request',
  404: 'upload-not-found',
  409: 'upload-offset-mismatch',
  410: 'upload-expired',
  412: 'upload-version-unsupported',
  413: 'upload-too-large',
};

/** @tus/server throws objects with a status and a text, and errors of its own making. */
function toError(failure: unknown, status: number, text: string): unknown {
  const code = CODE_OF_STATUS[(failure as { status_code?: number } | null)?.status_code ?? status];
  const isOurs = failure !== null && !(typeof failure === 'object' && 'status_code' in failure);
  if (isOurs || code === undefined) return failure ?? new Error(text);
  return uploadError(code, text.trim() || 'The upload request was refused.');
}
