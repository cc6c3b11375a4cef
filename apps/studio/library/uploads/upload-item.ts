/** One file on its way to the server, as it is shown. */

export type UploadPhase =
  | 'queued'
  | 'sending'
  /** All bytes are sent, and the server has yet to say so. */
  | 'finishing'
  | 'paused'
  /** For the network, or for a server that is away. Goes on by itself. */
  | 'waiting'
  /** Of an earlier visit: the browser has to be allowed to read the file again. */
  | 'needs-leave'
  /** Of an earlier visit: the same file has to be chosen again. */
  | 'needs-file'
  | 'done'
  | 'failed';

export interface UploadItem {
  readonly key: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly phase: UploadPhase;
  readonly sentBytes: number;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** Whether it continues what was sent in an earlier visit, or before a loss. */
  readonly isResumed: boolean;
  /** In words; null where nothing is wrong. */
  readonly problem: UploadProblem | null;
  readonly assetId: string | null;
}

export type UploadProblem =
  | { readonly kind: 'lost' | 'elsewhere' | 'signed-out' | 'no-room' | 'nameless' }
  /** In the server's words. */
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'status'; readonly status: number };

export interface PickedFile {
  readonly file: File;
  /** Reads the file in later visits, where the browser has such a thing. */
  readonly handle: FileSystemFileHandle | null;
}

/** The same file of the same time has the same key in every visit. */
export const keyOf = ({ name, size, lastModified }: Pick<File, 'name' | 'size' | 'lastModified'>): string =>
  `${name}|${size}|${lastModified}`;

/** Whether something is being done about it, or will be without anybody's help. */
export const isMoving = ({ phase }: Pick<UploadItem, 'phase'>): boolean =>
  phase === 'queued' || phase === 'sending' || phase === 'finishing' || phase === 'waiting';

/** Whether somebody has to do something about it. */
export const needsHelp = ({ phase }: Pick<UploadItem, 'phase'>): boolean =>
  phase === 'needs-file' || phase === 'needs-leave' || phase === 'failed';
