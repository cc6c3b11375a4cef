/** All uploads of this visit and those that earlier ones left: three at a time, and none is lost by a lost network or a closed page. */
import type { Upload } from 'tus-js-client';
import { discardUpload, sendFile } from './send-file.ts';
import { createTransferMeter } from './transfer-meter.ts';
import {
  isMoving,
  keyOf,
  type PickedFile,
  type UploadItem,
  type UploadPhase,
  type UploadProblem,
} from './upload-item.ts';
import { openUploadRecords, type UploadRecord } from './upload-records.ts';

/** Of the six connections that a browser keeps to one server. */
const maxAtOnce = 3;
/** After the quick attempts: how often to look whether the server is back. */
const patienceMs = 5_000;
/** Progress is shown, and kept for the next visit, no more often than this. */
const tellMs = 150;
const keepMs = 1_000;

interface Entry {
  readonly key: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly type: string;
  readonly startedAt: number;
  /** How many files came with it: one alone is opened when it is there. */
  readonly batchSize: number;
  file: File | null;
  handle: FileSystemFileHandle | null;
  phase: UploadPhase;
  sentBytes: number;
  isResumed: boolean;
  problem: UploadProblem | null;
  assetId: string | null;
  uploadUrl: string | null;
  upload: Upload | null;
  meter: ReturnType<typeof createTransferMeter>;
  keptAt: number;
  release: (() => void) | null;
}

export interface Completed {
  readonly key: string;
  readonly assetId: string;
  readonly isAlone: boolean;
}

export function createUploads() {
  const records = openUploadRecords();
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  const completeListeners = new Set<(completed: Completed) => void>();
  let accountId: string | null = null;
  let items: readonly UploadItem[] = [];
  let telling: ReturnType<typeof setTimeout> | undefined;

  function tell(): void {
    clearTimeout(telling);
    telling = undefined;
    items = [...entries.values()].map(toItem);
    for (const listener of listeners) listener();
  }
  const tellSoon = (): void => {
    telling ??= setTimeout(tell, tellMs);
  };

  function keep(entry: Entry): void {
    if (accountId === null) return;
    entry.keptAt = performance.now();
    void records.put(toRecord(entry, accountId));
  }

  /** Begins as many as may run. */
  function fill(): void {
    const all = [...entries.values()];
    let running = all.filter(({ phase }) => phase === 'sending' || phase === 'finishing').length;
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
    const { file } = entry;
    if (file === null) {
      settle(entry, 'needs-file', null);
      return;
    }
    entry.problem = null;
    entry.meter = createTransferMeter();
    try {
      entry.release ??= await lock(entry.key);
      if (entry.release === null) {
        settle(entry, 'waiting', { kind: 'elsewhere' });
        return;
      }
      entry.upload ??= await sendFile({
        file,
        type: entry.type,
        uploadUrl: entry.uploadUrl,
        onUrl(url) {
          entry.uploadUrl = url;
          keep(entry);
        },
        onProgress: (sent) => onProgress(entry, sent),
        onDone: (assetId) => onDone(entry, assetId),
        onProblem: (problem, isFinal) => settle(entry, isFinal ? 'failed' : 'waiting', problem),
      });
      if (entry.phase === 'sending') entry.upload.start();
    } catch {
      settle(entry, 'waiting', { kind: 'lost' });
    }
  }

  function onProgress(entry: Entry, sent: number): void {
    if (entry.phase !== 'sending' && entry.phase !== 'finishing') return;
    entry.sentBytes = sent;
    entry.meter.add(sent, performance.now());
    entry.phase = sent >= entry.sizeBytes ? 'finishing' : 'sending';
    if (performance.now() - entry.keptAt > keepMs) keep(entry);
    tellSoon();
  }

  function onDone(entry: Entry, assetId: string | null): void {
    performance.mark('vs:upload-complete', { detail: { assetId } });
    entry.sentBytes = entry.sizeBytes;
    if (assetId === null) {
      settle(entry, 'failed', { kind: 'nameless' });
      return;
    }
    entry.assetId = assetId;
    void records.remove(entry.key);
    settle(entry, 'done', null);
    for (const listener of completeListeners)
      listener({ key: entry.key, assetId, isAlone: entry.batchSize === 1 });
  }

  function settle(entry: Entry, phase: UploadPhase, problem: UploadProblem | null): void {
    entry.phase = phase;
    entry.problem = problem;
    if (phase === 'failed' || phase === 'done') {
      entry.upload = null;
      entry.release?.();
      entry.release = null;
      if (phase === 'failed') void records.remove(entry.key);
    }
    fill();
  }

  const goOn = (): void => {
    for (const entry of entries.values()) if (entry.phase === 'waiting') entry.phase = 'queued';
    fill();
  };
  window.addEventListener('online', goOn);
  setInterval(() => {
    if (navigator.onLine && [...entries.values()].some(({ phase }) => phase === 'waiting')) goOn();
  }, patienceMs);
  window.addEventListener('beforeunload', (event) => {
    // Those with a handle go on by themselves in the next visit.
    if ([...entries.values()].some((entry) => isMoving(entry) && entry.handle === null))
      event.preventDefault();
  });

  function take({ file, handle }: PickedFile, batchSize: number): void {
    const key = keyOf(file);
    const known = entries.get(key);
    if (known === undefined || known.phase === 'done') {
      const entry = newEntry({ key, file, handle, batchSize });
      entries.set(key, entry);
      return;
    }
    known.file ??= file;
    known.handle ??= handle;
    if (!isMoving(known)) {
      known.isResumed = known.uploadUrl !== null;
      known.phase = 'queued';
    }
  }

  return {
    items: () => items,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Called with each asset when the last byte of its file was acknowledged. */
    onComplete(listener: (completed: Completed) => void): () => void {
      completeListeners.add(listener);
      return () => completeListeners.delete(listener);
    },
    /** Takes up what this account left in an earlier visit. */
    async open(account: string): Promise<void> {
      if (accountId === account) return;
      accountId = account;
      for (const record of await records.all(account)) {
        if (entries.has(record.key)) continue;
        const entry = fromRecord(record);
        entries.set(record.key, entry);
        if (record.handle !== null) await takeUp(entry, record.handle, record.isPaused);
      }
      fill();
    },
    /** Queues files; one that is here already and not moving goes on. */
    add(files: readonly PickedFile[]): void {
      for (const picked of files) take(picked, files.length);
      for (const { file } of files) {
        const entry = entries.get(keyOf(file));
        if (entry !== undefined && isMoving(entry)) keep(entry);
      }
      fill();
    },
    pause(key: string): void {
      const entry = entries.get(key);
      if (entry === undefined || !isMoving(entry)) return;
      void entry.upload?.abort();
      settle(entry, 'paused', null);
      keep(entry);
    },
    async resume(key: string): Promise<void> {
      const entry = entries.get(key);
      if (entry === undefined) return;
      if (entry.file === null && entry.handle !== null) entry.file = await askFor(entry.handle);
      if (entry.file === null) return;
      entry.isResumed = entry.uploadUrl !== null;
      entry.phase = 'queued';
      keep(entry);
      fill();
    },
    /** Stops it and removes what was sent. */
    cancel(key: string): void {
      const entry = entries.get(key);
      if (entry === undefined) return;
      entries.delete(key);
      entry.phase = 'paused';
      entry.release?.();
      void records.remove(key);
      void entry.upload?.abort().catch(() => {});
      if (entry.uploadUrl !== null) void discardUpload(entry.uploadUrl);
      fill();
    },
    /** Takes what is over off the list. */
    clear(): void {
      for (const [key, { phase }] of entries) if (phase === 'done' || phase === 'failed') entries.delete(key);
      tell();
    },
  };
}

async function takeUp(entry: Entry, handle: FileSystemFileHandle, isPaused: boolean): Promise<void> {
  try {
    if ((await permissionOf(handle, 'queryPermission')) !== 'granted') {
      entry.phase = 'needs-leave';
      return;
    }
    const file = await handle.getFile();
    if (keyOf(file) !== entry.key) {
      // It was changed: what was sent belongs to another file.
      entry.handle = null;
      return;
    }
    entry.file = file;
    entry.phase = isPaused ? 'paused' : 'queued';
  } catch {
    entry.handle = null; // moved or deleted
  }
}

async function askFor(handle: FileSystemFileHandle): Promise<File | null> {
  try {
    return (await permissionOf(handle, 'requestPermission')) === 'granted' ? await handle.getFile() : null;
  } catch {
    return null;
  }
}

/** File System Access: https://wicg.github.io/file-system-access/#api-filesystemhandle */
async function permissionOf(
  handle: FileSystemFileHandle,
  ask: 'queryPermission' | 'requestPermission',
): Promise<PermissionState> {
  const asking = handle as { [name in typeof ask]?: (how: { mode: 'read' }) => Promise<PermissionState> };
  return (await asking[ask]?.({ mode: 'read' })) ?? 'granted';
}

/** Held until it is released or the page is gone; null where another window of this browser sends the file. */
async function lock(key: string): Promise<(() => void) | null> {
  // Not there on plain HTTP beyond this machine.
  if (navigator.locks === undefined) return () => {};
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = Promise.withResolvers<boolean>();
  void navigator.locks.request(`vitascope.upload|${key}`, { ifAvailable: true }, (granted) => {
    held.resolve(granted !== null);
    return granted === null ? undefined : promise;
  });
  return (await held.promise) ? resolve : null;
}

function newEntry(made: Pick<Entry, 'key' | 'file' | 'handle' | 'batchSize'> & { file: File }): Entry {
  const { key, file, handle, batchSize } = made;
  return {
    key,
    name: file.name,
    sizeBytes: file.size,
    type: file.type,
    startedAt: Date.now(),
    batchSize,
    file,
    handle,
    phase: 'queued',
    sentBytes: 0,
    isResumed: false,
    problem: null,
    assetId: null,
    uploadUrl: null,
    upload: null,
    meter: createTransferMeter(),
    keptAt: 0,
    release: null,
  };
}

function fromRecord(record: UploadRecord): Entry {
  const { key, name, sizeBytes, type, startedAt, handle, sentBytes, uploadUrl } = record;
  return {
    key,
    name,
    sizeBytes,
    type,
    startedAt,
    batchSize: 0,
    file: null,
    handle,
    phase: 'needs-file',
    sentBytes,
    isResumed: true,
    problem: null,
    assetId: null,
    uploadUrl,
    upload: null,
    meter: createTransferMeter(),
    keptAt: 0,
    release: null,
  };
}

function toRecord(entry: Entry, accountId: string): UploadRecord {
  const { key, name, sizeBytes, type, startedAt, handle, sentBytes, uploadUrl, phase } = entry;
  const isPaused = phase === 'paused';
  return { key, accountId, name, sizeBytes, type, startedAt, handle, sentBytes, uploadUrl, isPaused };
}

function toItem(entry: Entry): UploadItem {
  const { key, name, sizeBytes, phase, sentBytes, isResumed, problem, assetId, meter } = entry;
  const isSending = phase === 'sending';
  return {
    key,
    name,
    sizeBytes,
    phase,
    sentBytes,
    isResumed,
    problem,
    assetId,
    bytesPerSecond: isSending ? meter.rate() : null,
    secondsLeft: isSending ? meter.secondsLeft(sizeBytes) : null,
  };
}
