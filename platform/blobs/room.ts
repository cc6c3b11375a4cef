// Leaves the last of a volume to others: a database on it must be able to write when objects no longer may.
import { statfs } from 'node:fs/promises';
import { blobError } from './errors.ts';

/** The system is asked again at the latest after this much was written. */
const ASK_EVERY_BYTES = 16 * 1024 * 1024;

/** Fails where `bytes` more would reach into the reserve. @throws `blob-out-of-space` */
export type AssertRoom = (bytes: number) => Promise<void>;

/** Watches the volume that holds `path`. Without a reserve the volume's own end is the limit. */
export function createRoomCheck({ path, reserveBytes }: { path: string; reserveBytes: number }): AssertRoom {
  if (reserveBytes <= 0) return async () => {};
  /** What may be written before the system is asked again. */
  let known = 0;
  return async (bytes) => {
    known -= bytes;
    if (known >= 0) return;
    const { bavail, bsize } = await statfs(path);
    const free = bavail * bsize - reserveBytes;
    if (free < bytes) {
      known = 0;
      throw blobError(
        'blob-out-of-space',
        'No space left for objects; free some or enlarge the volume. The rest of it is kept for the database.',
      );
    }
    // Others write too: the nearer the end, the more often it is looked at.
    known = Math.min(ASK_EVERY_BYTES, Math.floor((free - bytes) / 8));
  };
}
