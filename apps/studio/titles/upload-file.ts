/** Sends a file as the body of a request and tells how far it is, which `fetch` does not. */
import { ApiProblem, readProblem } from '@vitascope/client';

export interface Upload<T> {
  readonly done: Promise<T>;
  stop(): void;
}

/** @throws {ApiProblem} through `done` */
export function uploadFile<T>(
  path: string,
  file: Blob,
  contentType: string,
  onProgress: (share: number) => void = () => undefined,
): Upload<T> {
  const request = new XMLHttpRequest();
  const done = new Promise<T>((resolve, reject) => {
    request.open('POST', path);
    request.setRequestHeader('content-type', contentType);
    request.setRequestHeader('accept', 'application/json');
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      if (total > 0) onProgress(loaded / total);
    });
    request.addEventListener('load', () => {
      const text = request.responseText;
      if (request.status < 300) return resolve(JSON.parse(text) as T);
      const headers = new Headers();
      for (const name of ['x-request-id', 'retry-after']) {
        const value = request.getResponseHeader(name);
        if (value !== null) headers.set(name, value);
      }
      reject(readProblem(text, { status: request.status, url: path, headers }));
    });
    request.addEventListener('error', () =>
      reject(new ApiProblem('The server could not be reached.', { code: 'server-unreachable' })),
    );
    request.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')));
    request.send(file);
  });
  return { done, stop: () => request.abort() };
}
