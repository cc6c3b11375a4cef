/** What the browser keeps of uploads that are not at their end, for the next visit: IndexedDB, which can hold file handles too. */

export interface UploadRecord {
  readonly key: string;
  readonly accountId: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly type: string;
  readonly uploadUrl: string | null;
  /** As far as this browser knows. The server knows better. */
  readonly sentBytes: number;
  readonly startedAt: number;
  readonly isPaused: boolean;
  readonly handle: FileSystemFileHandle | null;
}

export interface UploadRecords {
  all(accountId: string): Promise<UploadRecord[]>;
  put(record: UploadRecord): Promise<void>;
  remove(key: string): Promise<void>;
}

const databaseName = 'vitascope.studio';
const storeName = 'uploads';
/** The server forgets what was left for longer; asking for its file would be in vain. */
const keptMs = 72 * 3_600_000;

/** Where the browser forbids storage, nothing is kept: uploads then last as long as the page. */
export function openUploadRecords(): UploadRecords {
  let opening: Promise<IDBDatabase> | null = null;
  const open = (): Promise<IDBDatabase> => {
    opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(databaseName, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: 'key' });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opening;
  };
  async function run<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const database = await open();
    return new Promise((resolve, reject) => {
      const request = work(database.transaction(storeName, mode).objectStore(storeName));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
  return {
    async all(accountId) {
      try {
        const records = (await run('readonly', (store) => store.getAll())) as UploadRecord[];
        const oldest = Date.now() - keptMs;
        for (const { key, startedAt } of records)
          if (startedAt < oldest) await run('readwrite', (store) => store.delete(key));
        return records
          .filter((record) => record.accountId === accountId && record.startedAt >= oldest)
          .sort((a, b) => a.startedAt - b.startedAt);
      } catch {
        return [];
      }
    },
    async put(record) {
      await run('readwrite', (store) => store.put(record)).catch(async () => {
        // Some handles cannot be kept; the rest of the record can.
        if (record.handle !== null)
          await run('readwrite', (store) => store.put({ ...record, handle: null })).catch(() => {});
      });
    },
    async remove(key) {
      await run('readwrite', (store) => store.delete(key)).catch(() => {});
    },
  };
}
