// The encoder pool: examines sources and makes segments in processes of their own, and survives whatever they do.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createServiceTimes, defaultDeadlineMs } from './admission.ts';
import {
  type ChildAnswer,
  type EncoderChunk,
  type EncoderLogger,
  type KillCause,
  startChild,
} from './child.ts';
import { decodeSheet } from './drawn-sheet.ts';
import { encoderError } from './errors.ts';
import { decodeExamination } from './examination.ts';
import type { EncoderPriority, Job } from './job.ts';
import { createLane, type Lane, type ProcessStats } from './lane.ts';
import type {
  DrawnSheet,
  DrawSampleRequest,
  DrawSheetRequest,
  EncoderRequest,
  EncoderSpan,
  Examination,
  ExamineRequest,
  MakeRequest,
  ReadTextsRequest,
  SourceText,
} from './protocol.ts';
import { createRightOfWay } from './right-of-way.ts';
import { collectTextFiles, decodeTexts } from './source-texts.ts';

export interface JobOptions {
  /** Aborting takes the job out of the queue or kills its process; it is rejected with 'encoder-cancelled'. */
  readonly signal?: AbortSignal | undefined;
  /** Counted from when a process takes the job up. By default many times what the work should take. */
  readonly deadlineMs?: number | undefined;
}

export interface MakeOptions extends JobOptions {
  /** A function is asked whenever it matters: viewers come and go while their segment waits and is made. */
  readonly priority: EncoderPriority | (() => 'interactive' | 'ahead');
  /** Called when a process has taken the work up. */
  onStart?(): void;
  /**
   * Called for the pieces of each segment in order. While a promise it returned is pending the process is not read
   * from, and the deadline goes on counting. An error thrown here ends the job and becomes its outcome.
   */
  onChunk(chunk: EncoderChunk): void | Promise<void>;
  onSpans?(spans: readonly EncoderSpan[]): void;
}

/**
 * Every method rejects with an {@link EncoderError}: 'encoder-busy' and 'encoder-unavailable' (with
 * `retryAfterSeconds`), 'encoder-preempted', 'encoder-deadline', 'encoder-memory', 'encoder-crashed',
 * 'encoder-protocol', 'encoder-cancelled', 'encoder-closed', 'encoder-request-invalid', or the code that the process
 * reported. Nothing is ever tried again here.
 */
export interface EncoderPool {
  /** Index, facts, timeline and possible renditions of a source. Goes before what runs ahead; queues if it must. */
  examine(request: Omit<ExamineRequest, 'op'>, options?: JobOptions): Promise<Examination>;
  /**
   * Makes the segments of a request. Interactive work is refused at once when it could not begin in time; work that
   * runs ahead loses its process to interactive work; fill has processes of its own, at the lowest priority, and stands
   * still where the others need the processors.
   */
  make(request: MakeRequest, options: MakeOptions): Promise<void>;
  /** Encodes the golden sample in a process and returns what the process found. */
  selfTest(options?: JobOptions): Promise<unknown>;
  /** An MP4 that a process has drawn. */
  drawSample(request: Omit<DrawSampleRequest, 'op'>, options?: JobOptions): Promise<Buffer>;
  /** Small pictures of a source on one sheet; drawn on what viewers leave over, as fill is. */
  drawSheet(request: Omit<DrawSheetRequest, 'op'>, options?: JobOptions): Promise<DrawnSheet>;
  /** Subtitles of a source that its examination left unread. Runs ahead of need: viewers come first. */
  readTexts(request: Omit<ReadTextsRequest, 'op'>, options?: JobOptions): Promise<SourceText[]>;
  stats(): EncoderPoolStats;
  /** Rejects all jobs, kills all processes and resolves when none is left. */
  close(): Promise<void>;
}

export interface EncoderPoolStats {
  readonly processes: readonly ProcessStats[];
  readonly queued: Readonly<Record<EncoderPriority, number>>;
  /** How often processes ended, by cause; 'crashed' for those that were not killed. */
  readonly kills: Readonly<Record<string, number>>;
}

export interface EncoderPoolOptions {
  readonly interactiveProcesses: number;
  readonly fillProcesses: number;
  /** Resident memory at which a process is killed. */
  readonly memoryCapBytes: number;
  readonly recycleAfterJobs: number;
  readonly maxInteractiveWaitMs: number;
  readonly logger: EncoderLogger;
  /** Interactive processes to start at once, so that the first viewer does not wait for one. None by default. */
  readonly warm?: number;
  /** Jobs that may queue in each priority; 256 by default. */
  readonly maxQueued?: number;
  /** URL of the module that does the work in the process. */
  readonly handlerModule?: string;
  /** The whole environment of the processes, for what a GPU's driver needs. Empty by default: no secret gets in. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What viewers leave free of them is for fill; those of the machine by default. */
  readonly processors?: number;
  /** Milliseconds that never go back. */
  now?(): number;
}

const tickMs = 200;
const fillIdleLimitMs = 60_000;
const closeLimitMs = 5_000;

/** Creates the pool. Throws a `TypeError` when a number makes no sense. */
export function createEncoderPool(options: EncoderPoolOptions): EncoderPool {
  checkOptions(options);
  const {
    logger,
    maxQueued = 256,
    processors = availableParallelism(),
    now = () => performance.now(),
  } = options;
  const serviceTimes = createServiceTimes();
  const kills: Record<string, number> = {};
  const directory = createEmptyDirectory();
  let lastJob = 0;
  let closing: Promise<void> | null = null;

  function openLane(name: 'interactive' | 'fill'): Lane {
    const isFill = name === 'fill';
    return createLane({
      priorities: isFill ? ['fill'] : ['interactive', 'ahead'],
      maxProcesses: isFill ? options.fillProcesses : options.interactiveProcesses,
      warmProcesses: isFill ? 0 : (options.warm ?? 0),
      idleLimitMs: isFill ? fillIdleLimitMs : null,
      memoryCapBytes: options.memoryCapBytes,
      recycleAfterJobs: options.recycleAfterJobs,
      now,
      launch: (events) =>
        startChild({
          ...events,
          handlerModule: options.handlerModule ?? new URL('./process/handle.ts', import.meta.url).href,
          environment: options.environment ?? {},
          workingDirectory: directory.path(),
          heapMegabytes: heapMegabytes(options.memoryCapBytes),
          lowPriority: isFill,
          logger,
        }),
      onServed: ({ request, priority }, tookMs) => {
        // Fill waits for processor time that others leave over: it says nothing about how fast a viewer is served.
        if (priority !== 'fill') serviceTimes.learn(request, tookMs);
      },
      onRunning: (jobs) => {
        if (!isFill) rightOfWay.running(jobs);
      },
      onEnded: (cause, labels) => {
        kills[cause] = (kills[cause] ?? 0) + 1;
        logger[isTrouble(cause) ? 'warn' : 'debug']({ ...labels, cause }, 'An encoder process is ended.');
      },
    });
  }

  const fillLane = openLane('fill');
  const rightOfWay = createRightOfWay({ processors, now, allow: fillLane.allow });
  const interactiveLane = openLane('interactive');
  const timer = setInterval(() => {
    rightOfWay.tick();
    interactiveLane.tick();
    fillLane.tick();
  }, tickMs);
  // Only the processes keep the program alive, not the watch over them.
  timer.unref();

  function refusal(priority: EncoderPriority, request: EncoderRequest, lane: Lane): Error | null {
    if (closing !== null) return closedError();
    if (priority === 'fill' && options.fillProcesses === 0) {
      return encoderError(
        'encoder-unavailable',
        'This server has no encoder process for fill (fillProcesses is 0).',
      );
    }
    const waitMs = priority === 'interactive' ? lane.expectedWaitMs() : 0;
    const tooSlow = request.op.startsWith('make-') && waitMs > options.maxInteractiveWaitMs;
    if (!tooSlow && lane.queued(priority) < maxQueued) return null;
    return busyError(priority, Math.max(waitMs - options.maxInteractiveWaitMs, 1000));
  }

  function submit(
    request: EncoderRequest,
    asked: MakeOptions['priority'],
    { signal, deadlineMs, onChunk, onStart }: JobOptions & Partial<Pick<MakeOptions, 'onChunk' | 'onStart'>>,
  ): Promise<ChildAnswer> {
    return new Promise((resolve, reject) => {
      const priority = priorityOf(asked);
      const lane = priority === 'fill' ? fillLane : interactiveLane;
      const refused = signal?.aborted ? cancelledError(signal) : refusal(priority, request, lane);
      if (refused !== null) return reject(refused);
      const cancel = (): void => lane.cancel(job, cancelledError(signal));
      lastJob += 1;
      const job: Job = {
        id: lastJob,
        get priority() {
          return priorityOf(asked);
        },
        request,
        estimateMs: serviceTimes.estimate(request),
        deadlineMs: deadlineMs ?? defaultDeadlineMs(request, priority === 'fill'),
        onStart: onStart ?? (() => {}),
        onChunk: onChunk ?? (() => {}),
        resolve(answer) {
          signal?.removeEventListener('abort', cancel);
          resolve(answer);
        },
        reject(reason) {
          signal?.removeEventListener('abort', cancel);
          reject(reason);
        },
      };
      signal?.addEventListener('abort', cancel, { once: true });
      lane.submit(job);
    });
  }

  async function closeAll(): Promise<void> {
    const lanes = Promise.all([interactiveLane.close(closedError()), fillLane.close(closedError())]);
    // A killed process that the kernel cannot end (a dead network disk) does not keep the server from ending.
    await Promise.race([lanes, delay(closeLimitMs, undefined, { ref: false })]);
    clearInterval(timer);
    directory.remove();
  }

  return {
    async examine({ source, policy }, jobOptions = {}) {
      const files = collectTextFiles();
      const { result } = await submit({ op: 'examine', source, policy }, 'interactive', {
        ...jobOptions,
        onChunk: files.add,
      });
      try {
        return decodeExamination(result, files);
      } catch (error) {
        throw encoderError('encoder-protocol', 'The encoder process answered with a malformed examination.', {
          cause: error,
        });
      }
    },
    async readTexts(request, jobOptions = {}) {
      const files = collectTextFiles();
      const { result } = await submit({ op: 'read-texts', ...request }, 'ahead', {
        ...jobOptions,
        onChunk: files.add,
      });
      try {
        return decodeTexts(result, files);
      } catch (error) {
        throw encoderError('encoder-protocol', 'The encoder process answered with malformed texts.', {
          cause: error,
        });
      }
    },
    async make(request, { priority, onSpans, ...jobOptions }) {
      const { spans } = await submit(request, priority, jobOptions);
      onSpans?.(spans);
    },
    async selfTest(jobOptions = {}) {
      const { result } = await submit({ op: 'self-test' }, 'interactive', jobOptions);
      return result;
    },
    async drawSample(sample, jobOptions = {}) {
      const { result } = await submit({ op: 'draw-sample', ...sample }, 'interactive', jobOptions);
      const mp4 = (result as { mp4?: unknown } | null)?.mp4;
      if (typeof mp4 !== 'string')
        throw encoderError(
          'encoder-protocol',
          'The encoder process answered with something that is no sample.',
        );
      return Buffer.from(mp4, 'base64');
    },
    async drawSheet(sheet, jobOptions = {}) {
      const pieces: Buffer[] = [];
      const { result } = await submit({ op: 'draw-sheet', ...sheet }, 'fill', {
        ...jobOptions,
        onChunk: ({ bytes }) => void pieces.push(bytes),
      });
      return decodeSheet(Buffer.concat(pieces), result);
    },
    stats: () => ({
      processes: [
        ...interactiveLane.processes().map((process) => ({ ...process, lane: 'interactive' as const })),
        ...fillLane.processes().map((process) => ({ ...process, lane: 'fill' as const })),
      ],
      queued: {
        interactive: interactiveLane.queued('interactive'),
        ahead: interactiveLane.queued('ahead'),
        fill: fillLane.queued('fill'),
      },
      kills: { ...kills },
    }),
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}

function priorityOf(asked: MakeOptions['priority']): EncoderPriority {
  return typeof asked === 'function' ? asked() : asked;
}

function checkOptions(options: EncoderPoolOptions): void {
  const { interactiveProcesses, fillProcesses, memoryCapBytes, recycleAfterJobs, maxInteractiveWaitMs } =
    options;
  const { warm = 0, maxQueued = 256 } = options;
  const limits: readonly [string, number, number][] = [
    ['interactiveProcesses', interactiveProcesses, 1],
    ['fillProcesses', fillProcesses, 0],
    ['memoryCapBytes', memoryCapBytes, 64 * 1024 * 1024],
    ['recycleAfterJobs', recycleAfterJobs, 1],
    ['maxInteractiveWaitMs', maxInteractiveWaitMs, 0],
    ['warm', warm, 0],
    ['maxQueued', maxQueued, 1],
  ];
  for (const [name, value, least] of limits) {
    if (!(value >= least))
      throw new TypeError(`The encoder pool's ${name} is ${value}; it must be at least ${least}.`);
  }
}

/** Half of the cap for JavaScript, the rest for FFmpeg; more than 1 GiB of objects would be a leak. */
function heapMegabytes(memoryCapBytes: number): number {
  return Math.floor(Math.min(memoryCapBytes / 2, 1024 ** 3) / 1024 ** 2);
}

/** A directory where a process finds nothing, made again when something tidied it away. */
function createEmptyDirectory(): { path(): string; remove(): void } {
  let current: string | null = null;
  return {
    path() {
      if (current === null || !existsSync(current))
        current = mkdtempSync(path.join(tmpdir(), 'vitascope-encoder-'));
      return current;
    },
    remove() {
      if (current !== null) rmSync(current, { recursive: true, force: true });
    },
  };
}

function isTrouble(cause: KillCause | 'crashed'): boolean {
  return ['crashed', 'deadline', 'memory', 'protocol', 'start'].includes(cause);
}

function busyError(priority: EncoderPriority, overdueMs: number): Error {
  const retryAfterSeconds = Math.min(60, Math.ceil(overdueMs / 1000));
  const message = `The encoder cannot begin this ${priority} work in time; try again in ${retryAfterSeconds} s.`;
  return encoderError('encoder-busy', message, { retryAfterSeconds });
}

function cancelledError(signal: AbortSignal | undefined): Error {
  return encoderError('encoder-cancelled', 'The encoding was cancelled by who had asked for it.', {
    cause: signal?.reason,
  });
}

function closedError(): Error {
  return encoderError('encoder-closed', 'The encoder is shutting down and takes no more work.', {
    retryAfterSeconds: 5,
  });
}
