/** Sends one file with tus 1.0, from where an earlier attempt has come to. */
import type { DetailedError, Upload } from 'tus-js-client';
import type { UploadProblem } from './upload-item.ts';

const endpoint = '/api/v1/uploads';
const retryDelaysMs = [0, 500, 1000, 2000, 5000];

export interface SendOptions {
  readonly file: File;
  readonly type: string;
  /** Where it was begun; null to begin. */
  readonly uploadUrl: string | null;
  onUrl(url: string): void;
  onProgress(sentBytes: number): void;
  onDone(assetId: string | null): void;
  /** With `isFinal` there is no sense in trying again. */
  onProblem(problem: UploadProblem, isFinal: boolean): void;
}

export async function sendFile(options: SendOptions): Promise<Upload> {
  const { Upload: TusUpload } = await import('tus-js-client');
  const { file, type, uploadUrl } = options;
  const upload = new TusUpload(file, {
    endpoint,
    uploadUrl,
    metadata: { filename: file.name, filetype: type },
    retryDelays: retryDelaysMs,
    // What is kept for the next visit is ours, with the file's handle.
    storeFingerprintForResuming: false,
    onUploadUrlAvailable: () => upload.url !== null && options.onUrl(upload.url),
    onProgress: (sent) => options.onProgress(sent),
    onSuccess: ({ lastResponse }) => options.onDone(lastResponse.getHeader('Vitascope-Asset-Id') ?? null),
    onError(error) {
      const response = (error as Partial<DetailedError>).originalResponse ?? null;
      const status = response?.getStatus() ?? 0;
      const isRefused = status >= 400 && status < 500 && ![401, 408, 409, 423, 425, 429].includes(status);
      options.onProblem(problemOf(status, response?.getBody() ?? ''), isRefused || status === 507);
    },
  });
  return upload;
}

/** Removes what was sent. The server forgets it by itself when this does not get through. */
export async function discardUpload(uploadUrl: string): Promise<void> {
  const { Upload: TusUpload } = await import('tus-js-client');
  await TusUpload.terminate(uploadUrl).catch(() => {});
}

function problemOf(status: number, body: string): UploadProblem {
  if (status === 0) return { kind: 'lost' };
  if (status === 401) return { kind: 'signed-out' };
  if (status === 507) return { kind: 'no-room' };
  try {
    const { detail, title }: { detail?: string; title?: string } = JSON.parse(body);
    const text = detail ?? title;
    if (text !== undefined) return { kind: 'said', text };
  } catch {
    // Not a problem document: the status has to do.
  }
  return { kind: 'status', status };
}
