// What the operating system's errors mean for the object store.
import { isVitascopeError } from '../kernel/index.ts';
import { blobError } from './errors.ts';

/** The store's error for `error`, which it keeps as the cause. `doing` completes "while …". */
export function fromFileSystem(error: unknown, doing: string): Error {
  if (isVitascopeError(error)) return error;
  const code = errnoOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return blobError('blob-out-of-space', `No space left while ${doing}; free some or enlarge the volume.`, {
      cause: error,
    });
  }
  if (code === 'EISDIR' || code === 'EEXIST' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') {
    return blobError(
      'blob-bad-key',
      `A key cannot be the folder of another, nor a part longer than 255: ${doing}.`,
      {
        cause: error,
      },
    );
  }
  return blobError('blob-unavailable', `The file system failed (${code ?? 'unknown'}) while ${doing}.`, {
    cause: error,
  });
}

export function errnoOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}

/** Whether the error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
