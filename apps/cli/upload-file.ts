/** Sends one file with tus 1.0, carrying on where an earlier run stopped. */
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { ApiProblem, readProblem } from '@vitascope/client';
import { DetailedError, Upload } from 'tus-js-client';
import type { Connection } from './api-client.ts';
import { cliError } from './errors.ts';
import { createResumeStore } from './resume-store.ts';

/** A server that restarts or a network that is changed is back within a minute; longer than that, a person decides. */
const retryDelaysMs = [0, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000];

export interface FileToUpload {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export interface UploadOptions {
  readonly connection: Connection;
  readonly stateDir: string;
  readonly signal: AbortSignal;
  /** Bytes handed to the network so far, and whether they continue an earlier run. */
  onProgress(sentBytes: number, resumed: boolean): void;
}

/** Uploads the file and resolves with the id of its asset. Throws the server's refusal, or `upload-interrupted`. */
export async function uploadFile(file: FileToUpload, options: UploadOptions): Promise<string> {
  const { connection, stateDir, signal } = options;
  const endpoint = `${connection.serverUrl}/api/v1/uploads`;
  const done = Promise.withResolvers<string>();
  let resumed = false;
  const upload = new Upload(createReadStream(file.path, { autoClose: true }), {
    endpoint,
    headers: { Authorization: `Bearer ${connection.ownerKey}` },
    metadata: { filename: file.name },
    uploadSize: file.sizeBytes,
    retryDelays: retryDelaysMs,
    removeFingerprintOnSuccess: true,
    urlStorage: createResumeStore(stateDir),
    fingerprint: async () =>
      ['vitascope', endpoint, resolve(file.path), file.sizeBytes, file.modifiedMs, file.name].join('|'),
    onProgress: (sent) => options.onProgress(sent, resumed),
    onSuccess: ({ lastResponse }) => {
      const assetId = lastResponse.getHeader('Vitascope-Asset-Id');
      if (assetId) done.resolve(assetId);
      else
        done.reject(cliError('server-answer-invalid', 'The server took the file but named no asset for it.'));
    },
    onError: (error) => done.reject(describe(error, endpoint)),
  });
  const stop = (): void => {
    void upload.abort();
    done.reject(cliError('command-stopped', 'Stopped. Run the same command again to carry on from here.'));
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [previous] = await upload.findPreviousUploads();
    if (previous !== undefined) {
      resumed = true;
      upload.resumeFromPreviousUpload(previous);
    }
    if (signal.aborted) stop();
    else upload.start();
    return await done.promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function describe(error: Error, url: string): Error {
  if (!(error instanceof DetailedError)) return error;
  const response = error.originalResponse;
  if (response === null || response === undefined)
    return new ApiProblem(`No server answers at ${url}.`, { code: 'server-unreachable' }, error);
  const status = response.getStatus();
  if (status >= 400) return readProblem(response.getBody(), { status, url, headers: new Headers() });
  return cliError('upload-interrupted', 'The upload broke off. Run the same command again to carry on.', {
    cause: error,
  });
}
