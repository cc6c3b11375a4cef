// Has pictures made in processes of their own, each with a deadline and a cap on its memory: whatever they do, the server stays.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSemaphore, type Logger } from '@vitascope/platform/kernel';
import { catalogError } from '../errors.ts';
import type { Framing } from './frame.ts';
import type { ImageKind } from './image-kinds.ts';
import type { MadePicture, PictureWish } from './make-picture.ts';
import { type PictureAnswer, readAnswer } from './picture-answer.ts';
import { recognisePicture } from './picture-type.ts';

export const MAX_PICTURE_BYTES = 30 * 1024 ** 2;
const MAX_PICTURE_PIXELS = 50_000_000;

/** All sizes and formats of the largest picture take about 6 s of one core. */
const DEADLINE_MS = 60_000;
/** A picture of 50 million pixels with 16 bits and alpha takes 400 MB decoded. */
const MEMORY_CAP_BYTES = 1024 ** 3;
const MEMORY_CHECK_MS = 50;
const MAX_ANSWER_BYTES = 32 * 1024 ** 2;
const MAX_WORDS_BYTES = 4_096;
const HEAP_MEGABYTES = 256;
/** Others that wait for the process; each holds its upload in memory. */
const MAX_WAITING = 8;

const processModule = fileURLToPath(new URL('./picture-process.ts', import.meta.url));

export interface PictureMaker {
  /**
   * One picture at a time is made; the others wait.
   * @throws `image-unsupported`, `image-refused`, `image-failed`, `too-busy`, `wait-cancelled`
   */
  make(
    input: Uint8Array,
    wish: { readonly kind: ImageKind; readonly framing: Framing },
    signal?: AbortSignal,
  ): Promise<MadePicture>;
}

export interface PictureMakerOptions {
  readonly logger: Logger;
  readonly deadlineMs?: number;
  readonly memoryCapBytes?: number;
  /** What runs in the process. */
  readonly module?: string;
}

type Ending = 'deadline' | 'memory' | 'answer' | 'cancelled';

export function createPictureMaker(options: PictureMakerOptions): PictureMaker {
  const turns = createSemaphore({ limit: 1, queueLimit: MAX_WAITING });
  return {
    async make(input, { kind, framing }, signal) {
      const recognised = recognisePicture(input);
      if ('refused' in recognised)
        throw catalogError(
          'image-unsupported',
          `The upload is ${recognised.refused}. Send a JPEG, PNG, WebP or AVIF.`,
        );
      const wish = { type: recognised.type, kind, framing, maxPixels: MAX_PICTURE_PIXELS };
      const answer = await turns.run(() => runProcess(input, wish, { ...options, signal }), signal);
      if ('refused' in answer) throw catalogError('image-refused', answer.refused);
      return answer.made;
    },
  };
}

/** An empty folder to stand in and an empty environment: no secret and no path gets in. */
async function runProcess(
  input: Uint8Array,
  wish: PictureWish,
  options: PictureMakerOptions & { readonly signal: AbortSignal | undefined },
): Promise<PictureAnswer> {
  const { deadlineMs = DEADLINE_MS, module = processModule } = options;
  const folder = mkdtempSync(join(tmpdir(), 'vitascope-picture-'));
  try {
    const child = spawn(
      process.execPath,
      [
        `--max-old-space-size=${HEAP_MEGABYTES}`,
        '--disable-warning=ExperimentalWarning',
        module,
        JSON.stringify(wish),
        String(deadlineMs * 2),
      ],
      { cwd: folder, env: { MALLOC_ARENA_MAX: '2' }, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true },
    );
    return await converse(child, input, { ...options, deadlineMs });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function converse(
  child: ChildProcess,
  input: Uint8Array,
  options: PictureMakerOptions & { readonly deadlineMs: number; readonly signal: AbortSignal | undefined },
): Promise<PictureAnswer> {
  const { logger, deadlineMs, memoryCapBytes = MEMORY_CAP_BYTES, signal } = options;
  let killedFor: Ending | null = null;
  const end = (reason: Ending): void => {
    killedFor ??= reason;
    child.kill('SIGKILL');
  };
  const cancel = (): void => end('cancelled');
  const deadline = setTimeout(() => end('deadline'), deadlineMs);
  const watch = setInterval(() => {
    if (residentBytes(child.pid) > memoryCapBytes) end('memory');
  }, MEMORY_CHECK_MS);
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted === true) cancel();
  lowerPriority(child.pid);
  try {
    const output = collect(child.stdout, MAX_ANSWER_BYTES, () => end('answer'));
    const words = collect(child.stderr, MAX_WORDS_BYTES, () => {});
    // It may end before it has read everything; how it ended is what counts.
    child.stdin?.on('error', () => {}).end(input);
    const exit = await new Promise<number | string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, by) => resolve(code ?? by ?? 'unknown'));
    });
    if (exit === 0 && killedFor === null) return readAnswer(output());
    logger.warn({ exit, killedFor, words: words().toString() }, 'A process that makes pictures has failed.');
    throw failure(killedFor);
  } catch (error) {
    if (killedFor !== null || (error as { code?: unknown }).code === 'image-failed') throw error;
    logger.error({ err: error }, 'A process that makes pictures has answered nonsense.');
    throw failure(null);
  } finally {
    clearTimeout(deadline);
    clearInterval(watch);
    signal?.removeEventListener('abort', cancel);
    child.kill('SIGKILL');
  }
}

function failure(ending: Ending | null): Error {
  const why =
    ending === 'deadline'
      ? 'it took too long'
      : ending === 'memory'
        ? 'it took too much memory'
        : ending === 'cancelled'
          ? 'who sent it has gone'
          : 'the process that read it has ended';
  return catalogError(
    'image-failed',
    `Nothing could be made of the picture: ${why}. Save it anew with another program, smaller if it is large.`,
  );
}

/** Collects a stream; what goes beyond the limit is dropped and told once. */
function collect(stream: NodeJS.ReadableStream | null, limit: number, onExcess: () => void): () => Buffer {
  const pieces: Buffer[] = [];
  let left = limit;
  stream?.on('data', (piece: Buffer) => {
    if (left <= 0) return;
    left -= piece.length;
    if (left <= 0) onExcess();
    else pieces.push(piece);
  });
  return () => Buffer.concat(pieces);
}

/** Resident memory of a process; 0 where the system does not tell. */
function residentBytes(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Viewers have the right of way. */
function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It is gone already, or the system forbids it: the work is the same, only less polite.
  }
}
