/** Files out of what was dropped or chosen: whole folders too, and with handles that later visits can read, where the browser has them. */
import { isCaptionFile } from './caption-files.ts';
import type { PickedFile } from './upload-item.ts';

/** What lies in a folder beside films is left where it is; a file that was named by itself is always taken. */
const mediaName =
  /\.(mp4|m4v|mov|mkv|webm|avi|ts|mts|m2ts|mpg|mpeg|flv|3gp|ogv|mxf|wav|mp3|flac|ogg|oga|m4a|aac|opus)$/i;

const isMedia = (file: File): boolean =>
  !file.name.startsWith('.') &&
  (/^(video|audio)\//.test(file.type) || mediaName.test(file.name) || isCaptionFile(file));

export interface Gathered {
  readonly files: readonly PickedFile[];
  /** Files in folders that are no films. */
  readonly leftOut: number;
}

/** Call it while the event is handled: afterwards its items are gone. */
export async function gatherDropped(transfer: DataTransfer): Promise<Gathered> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  // Everything is asked for at once, before the first answer.
  const asked = items.map((item) => ({
    handle: handleOf(item),
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  }));
  const found: PickedFile[] = [];
  let leftOut = 0;
  for (const { handle: asking, entry, file } of asked) {
    if (entry?.isDirectory === true) {
      for (const inside of await filesBelow(entry as FileSystemDirectoryEntry)) {
        if (isMedia(inside)) found.push({ file: inside, handle: null });
        else leftOut++;
      }
      continue;
    }
    const handle = await asking;
    if (file !== null) found.push({ file, handle });
  }
  return { files: found, leftOut };
}

function handleOf(item: DataTransferItem): Promise<FileSystemFileHandle | null> {
  const asking = item as DataTransferItem & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> };
  if (asking.getAsFileSystemHandle === undefined) return Promise.resolve(null);
  return asking.getAsFileSystemHandle().then(
    (handle) => (handle?.kind === 'file' ? (handle as FileSystemFileHandle) : null),
    () => null,
  );
}

async function filesBelow(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const files: File[] = [];
  for (;;) {
    // A reader gives a hundred at a time, and none when it is through.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (entries.length === 0) return files;
    for (const entry of entries) {
      if (entry.isDirectory) files.push(...(await filesBelow(entry as FileSystemDirectoryEntry)));
      else
        files.push(
          await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
        );
    }
  }
}

/** Of an `<input type=file>`; with `webkitdirectory` they come from a folder. */
export function gatherChosen(list: FileList, isFolder: boolean): Gathered {
  const all = [...list];
  const taken = isFolder ? all.filter(isMedia) : all;
  return { files: taken.map((file) => ({ file, handle: null })), leftOut: all.length - taken.length };
}

type OpenPicker = (options: { multiple: boolean; id: string }) => Promise<FileSystemFileHandle[]>;

/** Chooses files with handles. Null where the browser has no such window, or it was closed. */
export async function pickWithHandles(): Promise<Gathered | 'unsupported' | null> {
  const { showOpenFilePicker } = window as { showOpenFilePicker?: OpenPicker };
  if (showOpenFilePicker === undefined) return 'unsupported';
  try {
    const handles = await showOpenFilePicker.call(window, { multiple: true, id: 'films' });
    const files = await Promise.all(
      handles.map(async (handle) => ({ file: await handle.getFile(), handle })),
    );
    return { files, leftOut: 0 };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    return 'unsupported';
  }
}
