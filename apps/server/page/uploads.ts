/** Sends files with tus 1.0: two at a time, resumable after a pause, a lost network or a closed page. */
import type { Upload } from 'tus-js-client';
import { createTransferMeter } from './transfer-meter.ts';
import { loadTus, type Tus } from './vendor.ts';

/** Of the six connections a browser keeps to one server, two are for uploads. */
const maxAtOnce = 2;
const retryDelaysMs = [0, 500, 1000, 2000, 5000, 10_000];
/** After the quick retries: how often to look whether the server is back. */
const patienceMs = 10_000;
const endpoint = '/api/v1/uploads';

export type UploadPhase = 'queued' | 'sending' | 'finishing' | 'paused' | 'waiting' | 'done' | 'failed';

export interface UploadItem {
  readonly key: string;
  readonly file: File;
  readonly phase: UploadPhase;
  readonly sentBytes: number;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** Whether it continues an upload of an earlier visit. */
  readonly resumed: boolean;
  readonly problem: string | null;
  readonly assetId: string | null;
}

/** An upload of an earlier visit that waits for its file. */
export interface Unfinished {
  readonly name: string;
  readonly sizeBytes: number;
  discard(): Promise<void>;
}

export interface Uploads {
  items(): readonly UploadItem[];
  /** Queues files; one that is here already and paused goes on instead. */
  add(files: readonly File[]): void;
  pause(key: string): void;
  resume(key: string): void;
  /** Stops it and removes what was sent. */
  cancel(key: string): void;
  forget(key: string): void;
  unfinished(): Promise<Unfinished[]>;
  /** Whether closing the page would interrupt something. */
  busy(): boolean;
  onChange(listener: () => void): void;
  /** Called with the asset's id when the last byte of a file was acknowledged. */
  onComplete(listener: (assetId: string, key: string) => void): void;
}

type Entry = { -readonly [K in keyof UploadItem]: UploadItem[K] } & {
  upload: Upload | null;
  meter: ReturnType<typeof createTransferMeter>;
};

export function createUploads(ownerKey: string): Uploads {
  const entries = new Map<string, Entry>();
  const changeListeners: (() => void)[] = [];
  const completeListeners: ((assetId: string, key: string) => void)[] = [];
  const headers = { Authorization: `Bearer ${ownerKey}` };
  const tell = (): void => {
    for (const listener of changeListeners) listener();
  };

  function fill(): void {
    const all = [...entries.values()];
    let running = all.filter((entry) => entry.phase === 'sending' || entry.phase === 'finishing').length;
    for (const entry of all) {
      if (running >= maxAtOnce) break;
      if (entry.phase !== 'queued') continue;
      entry.phase = 'sending';
      running++;
      void begin(entry);
    }
    tell();
  }

  async function begin(entry: Entry): Promise<void> {
    try {
      entry.problem = null;
      entry.meter = createTransferMeter();
      entry.upload ??= prepare(entry, await loadTus());
      const [previous] = entry.upload.url === null ? await entry.upload.findPreviousUploads() : [];
      if (previous !== undefined) {
        entry.resumed = true;
        entry.upload.resumeFromPreviousUpload(previous);
      }
      if (entry.phase === 'sending') entry.upload.start();
    } catch (error) {
      settle(entry, 'waiting', error instanceof Error ? error.message : String(error));
    }
  }

  function prepare(entry: Entry, tus: Tus): Upload {
    const { file } = entry;
    return new tus.Upload(file, {
      endpoint,
      headers,
      metadata: { filename: file.name, filetype: file.type },
      retryDelays: retryDelaysMs,
      removeFingerprintOnSuccess: true,
      onProgress(sent, total) {
        entry.sentBytes = sent;
        entry.meter.add(sent, performance.now());
        entry.bytesPerSecond = entry.meter.rate();
        entry.secondsLeft = entry.meter.secondsLeft(total);
        if (entry.phase === 'sending' && sent >= total) entry.phase = 'finishing';
        else if (entry.phase === 'finishing' && sent < total) entry.phase = 'sending';
        tell();
      },
      onSuccess({ lastResponse }) {
        entry.assetId = lastResponse.getHeader('Vitascope-Asset-Id') ?? null;
        performance.mark('vs:upload-complete', { detail: { assetId: entry.assetId } });
        entry.sentBytes = file.size;
        if (entry.assetId === null) {
          return settle(
            entry,
            'failed',
            'The server took the file but named no film for it. Look in the library.',
          );
        }
        for (const listener of completeListeners) listener(entry.assetId, entry.key);
        settle(entry, 'done', null);
      },
      onError(error) {
        const response = (error as { originalResponse?: { getStatus(): number; getBody(): string } | null })
          .originalResponse;
        const status = response?.getStatus() ?? 0;
        const refused = status >= 400 && status < 500 && ![408, 409, 423, 425, 429].includes(status);
        const words = wordsOf(status, response?.getBody() ?? '');
        settle(entry, refused || status === 507 ? 'failed' : 'waiting', words);
      },
    });
  }

  function settle(entry: Entry, phase: UploadPhase, problem: string | null): void {
    entry.phase = phase;
    entry.problem = problem;
    entry.bytesPerSecond = null;
    entry.secondsLeft = null;
    if (phase === 'failed') entry.upload = null;
    fill();
  }

  const goOn = (): void => {
    for (const entry of entries.values()) if (entry.phase === 'waiting') entry.phase = 'queued';
    fill();
  };
  window.addEventListener('online', goOn);
  setInterval(() => {
    if (navigator.onLine && [...entries.values()].some((entry) => entry.phase === 'waiting')) goOn();
  }, patienceMs);

  return {
    items: () => [...entries.values()],
    add(files) {
      for (const file of files) {
        const key = [file.name, file.size, file.lastModified].join('|');
        const known = entries.get(key);
        if (known === undefined || known.phase === 'done') entries.set(key, newEntry(key, file));
        else if (known.phase === 'paused' || known.phase === 'failed') known.phase = 'queued';
      }
      fill();
    },
    pause(key) {
      const entry = entries.get(key);
      if (entry === undefined) return;
      void entry.upload?.abort();
      settle(entry, 'paused', null);
    },
    resume(key) {
      const entry = entries.get(key);
      if (entry === undefined) return;
      entry.phase = 'queued';
      fill();
    },
    cancel(key) {
      const entry = entries.get(key);
      entries.delete(key);
      void entry?.upload?.abort(true).catch(() => {}); // the server lets it expire
      fill();
    },
    forget(key) {
      entries.delete(key);
      tell();
    },
    async unfinished() {
      const tus = await loadTus();
      const storage = tus.defaultOptions.urlStorage;
      const all = await storage.findAllUploads();
      const here = new Set([...entries.values()].map((entry) => `${entry.file.name}|${entry.file.size}`));
      return all
        .map((upload) => ({
          upload,
          name: upload.metadata['filename'] ?? 'A file',
          sizeBytes: upload.size ?? 0,
        }))
        .filter(({ name, sizeBytes }) => !here.has(`${name}|${sizeBytes}`))
        .map(({ upload, name, sizeBytes }) => ({
          name,
          sizeBytes,
          async discard() {
            await storage.removeUpload(upload.urlStorageKey);
            if (upload.uploadUrl !== null)
              await tus.Upload.terminate(upload.uploadUrl, { headers }).catch(() => {});
          },
        }));
    },
    busy: () => [...entries.values()].some((entry) => !['done', 'failed', 'paused'].includes(entry.phase)),
    onChange: (listener) => void changeListeners.push(listener),
    onComplete: (listener) => void completeListeners.push(listener),
  };
}

function newEntry(key: string, file: File): Entry {
  return {
    key,
    file,
    phase: 'queued',
    sentBytes: 0,
    bytesPerSecond: null,
    secondsLeft: null,
    resumed: false,
    problem: null,
    assetId: null,
    upload: null,
    meter: createTransferMeter(),
  };
}

function wordsOf(status: number, body: string): string {
  try {
    const { detail, title }: { detail?: string; title?: string } = JSON.parse(body);
    if (detail !== undefined || title !== undefined) return detail ?? title ?? '';
  } catch {
    // Not a problem document: the status has to do.
  }
  if (status === 0) return 'The connection is lost. This goes on by itself when it is back.';
  if (status === 401) return 'The server does not accept the owner key any more. Sign in again.';
  if (status === 507) return 'The server has no room left for this file.';
  return `The server answered ${status}. This is tried again.`;
}
