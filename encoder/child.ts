// One encoder process, seen from the server: started bare, given one request at a time, killed without ceremony.
import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { collectOutput } from './child-output.ts';
import { EncoderError, type EncoderErrorKind, encoderError } from './errors.ts';
import { createFrameDecoder, encodeFrame, type Frame, FrameError } from './framing.ts';
import { createGate, type Gate } from './gate.ts';
import { type ChunkGuard, createChunkGuard, parseMessage } from './messages.ts';
import type { EncoderRequest, EncoderSpan } from './protocol.ts';

/** What the encoder needs of a logger; the platform's satisfies it. */
export interface EncoderLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface EncoderChunk {
  readonly rendition: string;
  readonly segment: number;
  readonly bytes: Buffer;
  /** The CMAF chunk is whole with these bytes. */
  readonly endsChunk: boolean;
  readonly last: boolean;
}

export interface ChildTask {
  readonly request: EncoderRequest;
  /** Ids of the job, for its log lines. */
  readonly labels: Readonly<Record<string, unknown>>;
  onChunk(chunk: EncoderChunk): void | Promise<void>;
}

export interface ChildAnswer {
  readonly result: unknown;
  readonly spans: readonly EncoderSpan[];
}

export type ChildState = 'starting' | 'idle' | 'busy' | 'ending';

export interface ChildExit {
  /** Whether the process had said that it was ready. */
  readonly wasReady: boolean;
  /** Why the server killed it; null when it ended by itself. */
  readonly killedFor: KillCause | null;
  /** In words: `exited with code 1`. */
  readonly ending: string;
  /** The last it printed to its standard error, so far. */
  readonly output: string;
}

export type KillCause =
  | 'deadline'
  | 'memory'
  | 'cancelled'
  | 'preempted'
  | 'protocol'
  | 'consumer'
  | 'recycled'
  | 'idle'
  | 'start'
  | 'closed';

export interface EncoderChild {
  readonly pid: number;
  state(): ChildState;
  /**
   * Gives an idle process its next request. Rejects with an {@link EncoderError}, or with what `onChunk` threw. While
   * a promise from `onChunk` is pending nothing more is read, and the process waits as soon as its pipe is full.
   */
  run(task: ChildTask): Promise<ChildAnswer>;
  /** A process of low priority stands still between two pictures until it may go on. Others take no notice. */
  mayRun(isAllowed: boolean): void;
  /** Ends the process at once; a running task is rejected with `reason`. Only the first call counts. */
  kill(cause: KillCause, reason: unknown): void;
}

export interface ChildOptions {
  readonly handlerModule: string;
  readonly environment: Readonly<Record<string, string>>;
  /** An empty directory. */
  readonly workingDirectory: string;
  /** For JavaScript's own heap; what FFmpeg allocates is watched from outside. */
  readonly heapMegabytes: number;
  readonly lowPriority: boolean;
  readonly logger: EncoderLogger;
  onReady(): void;
  onKill(cause: KillCause): void;
  /** Called once, when no process is left. */
  onExit(exit: ChildExit): void;
}

interface RunningTask extends ChildTask {
  readonly guard: ChunkGuard;
  resolve(answer: ChildAnswer): void;
  reject(reason: unknown): void;
}

const mainModule = fileURLToPath(new URL('./process/main.ts', import.meta.url));

/** Starts a process. Throws what `spawn` throws when the system has no room for one. */
export function startChild(options: ChildOptions): EncoderChild {
  const { logger } = options;
  const gate = options.lowPriority ? createGate(options.workingDirectory) : null;
  const child = launchOrClose(options, gate);
  const pid = child.pid ?? 0;
  const [, , , requests, messages] = child.stdio as unknown as [null, Readable, Readable, Writable, Readable];
  let state: ChildState = 'starting';
  let wasReady = false;
  let killedFor: KillCause | null = null;
  let hasExited = false;
  let task: RunningTask | null = null;
  // What a job prints may arrive after its end, on a pipe of its own.
  let lastLabels: RunningTask['labels'] = {};

  const labels = (): object => ({ encoderPid: pid, ...task?.labels });
  const printLabels = (): object => ({ encoderPid: pid, ...lastLabels });
  const errors = collectOutput(child.stderr as Readable, (output) => {
    logger.warn({ ...printLabels(), output }, 'An encoder process complains.');
  });
  collectOutput(child.stdout as Readable, (output) => {
    logger.debug({ ...printLabels(), output }, 'An encoder process prints.');
  });
  // A process that dies takes its pipes with it; its exit says so, and more.
  for (const stream of [requests, messages]) stream.on('error', () => {});

  const received = receive();

  async function receive(): Promise<void> {
    const decoder = createFrameDecoder();
    try {
      for await (const piece of messages) {
        for (const frame of decoder.push(piece as Buffer)) {
          if (killedFor !== null) return;
          // Not awaited without need: a turn of the microtask queue for each of thousands of chunks is not free.
          const pending = take(frame);
          if (pending !== undefined) await pending;
        }
      }
      // Closed by a process that goes on living: it can tell nothing more. Usually the exit is only an instant away.
      setTimeout(() => {
        if (!hasExited)
          kill('protocol', encoderError('encoder-protocol', 'The encoder process closed its message pipe.'));
      }, 1000).unref();
    } catch (error) {
      if (error instanceof FrameError) {
        kill(
          'protocol',
          encoderError('encoder-protocol', `The encoder process broke the protocol: ${error.message}`),
        );
      } else if (task !== null) {
        kill('consumer', error);
      }
    }
  }

  function take({ header, payload }: Frame): void | Promise<void> {
    const message = parseMessage(header);
    if (message.event === 'ready') {
      if (state !== 'starting') throw new FrameError('It said "ready" twice.');
      state = 'idle';
      wasReady = true;
      logger.debug({ encoderPid: pid, version: message.version }, 'An encoder process is ready.');
      options.onReady();
      return;
    }
    if (task === null) throw new FrameError(`It said "${message.event}" without having been asked.`);
    if (message.event === 'chunk') {
      task.guard.accept(message);
      const { rendition, segment, endsChunk, last } = message;
      return task.onChunk({ rendition, segment, bytes: payload, endsChunk, last });
    }
    const finished = task;
    if (message.event === 'done') finished.guard.finish();
    task = null;
    state = 'idle';
    if (message.event === 'done') {
      finished.resolve({ result: message.result, spans: message.spans ?? [] });
    } else {
      finished.reject(reportedError(message.code, message.message, message.kind as EncoderErrorKind));
    }
  }

  function kill(cause: KillCause, reason: unknown): void {
    if (killedFor === null && !hasExited) {
      killedFor = cause;
      options.onKill(cause);
    }
    state = 'ending';
    rejectTask(reason);
    child.kill('SIGKILL');
    messages.destroy();
    requests.destroy();
  }

  function rejectTask(reason: unknown): void {
    const failed = task;
    task = null;
    failed?.reject(reason);
  }

  async function conclude(ending: string, details: Record<string, unknown>): Promise<void> {
    state = 'ending';
    hasExited = true;
    gate?.close();
    if (killedFor === null)
      logger.warn({ ...labels(), ...details, output: errors.text() }, `An encoder process ${ending}.`);
    options.onExit({ wasReady, killedFor, ending, output: errors.text() });
    // What it sent before it died still counts, and the last words on stderr may be on their way.
    await received;
    await Promise.race([errors.ended, delay(500, undefined, { ref: false })]);
    rejectTask(crashError(ending, details, errors.text()));
  }

  child.once('error', (error) => {
    if (child.pid === undefined) void conclude('could not be started', { reason: error.message });
  });
  child.once('exit', (code, signal) => {
    const ending = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
    void conclude(ending, { exitCode: code, signal });
  });

  return {
    pid,
    state: () => state,
    kill,
    mayRun: (isAllowed) => gate?.set(isAllowed),
    run(next) {
      if (state !== 'idle') throw new Error(`An encoder process that is ${state} cannot be given a request.`);
      return new Promise((resolve, reject) => {
        const parts = frameRequest(next.request);
        errors.nextJob();
        state = 'busy';
        task = { ...next, guard: createChunkGuard(next.request), resolve, reject };
        lastLabels = next.labels;
        for (const part of parts) requests.write(part);
      });
    },
  };
}

function launchOrClose(options: ChildOptions, gate: Gate | null): ChildProcess {
  try {
    return launch(options, gate);
  } catch (error) {
    gate?.close();
    throw error;
  }
}

function launch(options: ChildOptions, gate: Gate | null): ChildProcess {
  const flags = [`--max-old-space-size=${options.heapMegabytes}`, '--disable-warning=ExperimentalWarning'];
  const parameters = [options.handlerModule, String(process.pid), ...(gate === null ? [] : ['gate'])];
  const child = spawn(process.execPath, [...flags, mainModule, ...parameters], {
    cwd: options.workingDirectory,
    env: { ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', ...(gate === null ? [] : [gate.fd])],
    windowsHide: true,
  });
  // Listening at once: a process that could not be started reports it in the next tick.
  child.on('error', () => {});
  if (child.stdio === undefined)
    throw new Error('The system has no file descriptors left for an encoder process.');
  if (options.lowPriority && child.pid !== undefined) lowerPriority(child.pid);
  return child;
}

/** Before the process has started its threads, which inherit the priority of the one that starts them. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It is gone already, or the system forbids it: the work is the same, only less polite.
  }
}

function frameRequest(request: EncoderRequest): readonly Uint8Array[] {
  try {
    return encodeFrame(request);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw encoderError(
      'encoder-request-invalid',
      `The request cannot be sent to an encoder process: ${reason}`,
      {
        cause: error,
      },
    );
  }
}

function reportedError(code: string, message: string, kind: EncoderErrorKind): EncoderError {
  return new EncoderError({ code, kind, title: 'The encoder reported an error' }, message);
}

function crashError(ending: string, details: Record<string, unknown>, output: string): EncoderError {
  const cause = output === '' ? undefined : new Error(`The process's last output:\n${output}`);
  // V8 aborts when its own heap is full; that is the memory cap doing its work.
  if (output.includes('Reached heap limit') || output.includes('heap out of memory')) {
    return encoderError('encoder-memory', 'The encoder process ran out of memory.', { details, cause });
  }
  // Nothing that a source does raises SIGKILL: it comes from an operator, a supervisor or the system's own memory killer.
  if (details['signal'] === 'SIGKILL') {
    return encoderError(
      'encoder-killed',
      'The encoder process was ended from outside in the middle of a job.',
      {
        details,
        cause,
      },
    );
  }
  return encoderError('encoder-crashed', `The encoder process ${ending} in the middle of a job.`, {
    details,
    cause,
  });
}
