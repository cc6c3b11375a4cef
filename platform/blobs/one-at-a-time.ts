// One writer per upload within this process; between processes the uploads' own lock decides.
import type { BlobUpload } from './blob-store.ts';
import { uploadBusy } from './upload-errors.ts';

export type OneAtATime = <T>(upload: BlobUpload, work: () => Promise<T>) => Promise<T>;

/** @throws `blob-upload-busy` rather than to wait */
export function createOneAtATime(): OneAtATime {
  const busy = new Set<string>();
  return async (upload, work) => {
    const name = `${upload.key} ${upload.id}`;
    if (busy.has(name)) throw uploadBusy(upload);
    busy.add(name);
    try {
      return await work();
    } finally {
      busy.delete(name);
    }
  };
}
