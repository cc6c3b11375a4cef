// A lane: some encoder processes and the jobs that queue for them, in order of priority.
import { expectedWaitMs, remainingMs } from './admission.ts';
import { choose, type Warmth, warmthAfter } from './affinity.ts';
import type { ChildAnswer, ChildExit, ChildOptions, ChildState, EncoderChild, KillCause } from './child.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { encoderError } from './errors.ts';
import { type EncoderPriority, type Job, jobLabels } from './job.ts';
import { residentBytes } from './resident-memory.ts';

export interface LaneOptions {
  /** The first beats the others, and takes their processes when it has none. */
  readonly priorities: readonly [EncoderPriority, ...EncoderPriority[]];
  readonly maxProcesses: number;
  /** Started at once and kept. */
  readonly warmProcesses: number;
  /** Processes beyond the warm ones end after so long without work; null keeps them all. */
  readonly idleLimitMs: number | null;
  readonly memoryCapBytes: number;
  readonly recycleAfterJobs: number;
  now(): number;
  /** May throw. */
  launch(events: Pick<ChildOptions, 'onReady' | 'onKill' | 'onExit'>): EncoderChild;
  onServed(job: Job, tookMs: number): void;
  /** Told how many jobs run, whenever that changes. */
  onRunning?(jobs: number): void;
  onEnded(cause: KillCause | 'crashed', labels: object): void;
}

export interface ProcessStats {
  readonly pid: number;
  readonly state: ChildState;
  readonly lane: 'interactive' | 'fill';
  readonly rssBytes: number;
  readonly jobs: number;
}

export interface Lane {
  submit(job: Job): void;
  /** Takes a job out of the queue, or kills the process that runs it; the job is rejected with `reason`. */
  cancel(job: Job, reason: unknown): void;
  /** How long a new job of the first priority would wait, in milliseconds. */
  expectedWaitMs(): number;
  queued(priority: EncoderPriority): number;
  processes(): readonly Omit<ProcessStats, 'lane'>[];
  /** How many processes may be at work at the same time; others stand still or are not begun. All of them at first. */
  allow(processes: number): void;
  /** To be called several times a second: watches memory, ends idle processes, replaces lost ones. */
  tick(): void;
  /** Rejects every job with `reason` and kills every process; resolves when none is left. */
  close(reason: unknown): Promise<void>;
}

interface Slot {
  readonly child: EncoderChild;
  readonly startTimer: NodeJS.Timeout;
  job: Job | null;
  /** Of its job: a process that stands still does not use up its time. */
  deadline: Deadline | null;
  startedAt: number;
  lastUsedAt: number;
  jobs: number;
  warmth: Warmth | null;
  rssBytes: number;
  /** The most that was resident after one of the first jobs: what comes later is compared with it. */
  settledBytes: number;
}

/** Loading node-av takes a tenth of a second; a machine that takes this long has other troubles. */
const startLimitMs = 30_000;
/** What killing and starting a process costs: a job that has less left is waited for. */
const restartMs = 250;
/** A queue is not kept waiting for processes that fail to start this often in a row. */
const startFailuresUntilRefusal = 3;
const maxBackoffMs = 10_000;
/** After so many jobs a process has seen both sound and large pictures, and should not grow any more. */
const settlingJobs = 8;
/** Memory that a process may keep beyond twice what it kept when it had settled. */
const bloatAllowanceBytes = 64 * 1024 * 1024;

/** Starts the lane's warm processes; the others when there is work for them. */
export function createLane(options: LaneOptions): Lane {
  const { now, maxProcesses } = options;
  const slots = new Set<Slot>();
  /** Also holds jobs whose process is gone while its last bytes are still being taken. */
  const running = new Map<Job, Slot>();
  /** In the order in which they came; a job's priority may change while it waits. */
  const waiting: Job[] = [];
  const [firstPriority] = options.priorities;
  const queue = (priority: EncoderPriority): Job[] => waiting.filter((job) => job.priority === priority);
  let keep = Math.min(options.warmProcesses, maxProcesses);
  let failures = 0;
  let nextStartAt = Number.NEGATIVE_INFINITY;
  let closed = false;
  let allowance = Number.POSITIVE_INFINITY;
  let allGone: () => void = () => {};

  function schedule(): void {
    if (closed) return;
    assign();
    grow();
    preempt();
  }

  function assign(): void {
    for (const priority of options.priorities) {
      for (;;) {
        const idle = [...slots].filter(isFree).sort((a, b) => a.lastUsedAt - b.lastUsedAt);
        if (idle.length === 0 || running.size >= allowance) return;
        const [job] = queue(priority);
        if (job === undefined) break;
        waiting.splice(waiting.indexOf(job), 1);
        const slot = choose(idle, job.request);
        if (slot !== undefined) start(slot, job);
      }
    }
  }

  function start(slot: Slot, job: Job): void {
    slot.job = job;
    running.set(job, slot);
    slot.startedAt = now();
    job.onStart();
    options.onRunning?.(running.size);
    slot.deadline = createDeadline(job.deadlineMs, () => slot.child.kill('deadline', deadlineError(job)));
    share();
    const task = { request: job.request, labels: jobLabels(job), onChunk: job.onChunk };
    const settled = (answer: ChildAnswer | null): void => {
      slot.deadline?.clear();
      slot.deadline = null;
      running.delete(job);
      options.onRunning?.(running.size);
      slot.job = null;
      slot.lastUsedAt = now();
      if (answer !== null) options.onServed(job, slot.lastUsedAt - slot.startedAt);
      if (slot.child.state() === 'idle') afterJob(slot, job, answer !== null);
    };
    slot.child.run(task).then(
      (answer) => {
        settled(answer);
        job.resolve(answer);
        schedule();
      },
      (reason: unknown) => {
        settled(null);
        job.reject(reason);
        schedule();
      },
    );
  }

  function afterJob(slot: Slot, job: Job, succeeded: boolean): void {
    failures = 0;
    slot.jobs += 1;
    slot.warmth = succeeded ? warmthAfter(job.request) : null;
    measure(slot);
    if (slot.jobs <= settlingJobs) slot.settledBytes = Math.max(slot.settledBytes, slot.rssBytes);
    const bloated = slot.rssBytes > 2 * slot.settledBytes + bloatAllowanceBytes;
    if (bloated || slot.jobs >= options.recycleAfterJobs) slot.child.kill('recycled', null);
  }

  function grow(): void {
    const occupied = [...slots].filter(({ job }) => job !== null).length;
    const wanted = Math.min(maxProcesses, Math.max(keep, Math.min(occupied + waiting.length, allowance)));
    while (slots.size < wanted && now() >= nextStartAt) launch();
    if (options.idleLimitMs === null) keep = Math.max(keep, slots.size);
  }

  function launch(): void {
    try {
      const child = options.launch({
        onReady: () => {
          clearTimeout(slot.startTimer);
          schedule();
        },
        onKill: (cause) =>
          options.onEnded(cause, { encoderPid: child.pid, ...(slot.job && jobLabels(slot.job)) }),
        onExit: (exit) => removed(slot, exit),
      });
      const startTimer = setTimeout(() => child.kill('start', null), startLimitMs);
      const at = now();
      const slot: Slot = {
        child,
        startTimer,
        job: null,
        deadline: null,
        startedAt: at,
        lastUsedAt: at,
        jobs: 0,
        warmth: null,
        rssBytes: 0,
        settledBytes: 0,
      };
      slots.add(slot);
      share();
    } catch (error) {
      startFailed(`could not be started: ${error instanceof Error ? error.message : String(error)}`, '');
    }
  }

  function removed(slot: Slot, exit: ChildExit): void {
    clearTimeout(slot.startTimer);
    slots.delete(slot);
    share();
    if (exit.killedFor === null) {
      options.onEnded('crashed', { encoderPid: slot.child.pid, ...(slot.job && jobLabels(slot.job)) });
    }
    if (!exit.wasReady && (exit.killedFor === null || exit.killedFor === 'start')) {
      startFailed(exit.killedFor === 'start' ? 'never got ready' : exit.ending, exit.output);
    } else if (exit.killedFor === null && slot.job === null) {
      backOff();
    }
    if (slots.size === 0) allGone();
    schedule();
  }

  function backOff(): void {
    nextStartAt = now() + Math.min(maxBackoffMs, 100 * 2 ** failures);
    failures += 1;
  }

  function startFailed(ending: string, output: string): void {
    backOff();
    if (failures < startFailuresUntilRefusal) return;
    const cause = output === '' ? undefined : new Error(`The process's last output:\n${output}`);
    const retryAfterSeconds = Math.ceil(Math.max(1, (nextStartAt - now()) / 1000));
    rejectQueued(
      encoderError('encoder-unavailable', `Encoder processes do not start: the last one ${ending}.`, {
        cause,
        retryAfterSeconds,
      }),
    );
  }

  function rejectQueued(reason: unknown): void {
    for (const job of waiting.splice(0)) job.reject(reason);
  }

  function share(): void {
    [...slots].forEach(({ child, deadline }, index) => {
      child.mayRun(index < allowance);
      deadline?.count(index < allowance);
    });
  }

  function preempt(): void {
    const coming = [...slots].filter(isComing).length + maxProcesses - slots.size;
    const needed = queue(firstPriority).length - coming;
    if (needed <= 0) return;
    const victims = [...slots]
      .filter(
        (slot) => slot.job !== null && slot.job.priority !== firstPriority && slot.child.state() === 'busy',
      )
      .filter((slot) => remaining(slot) > restartMs)
      .sort((a, b) => remaining(b) - remaining(a));
    for (const { child } of victims.slice(0, needed)) child.kill('preempted', preemptedError());
  }

  function remaining({ job, startedAt }: Slot): number {
    return job === null ? 0 : remainingMs(job.estimateMs, now() - startedAt);
  }

  function measure(slot: Slot): void {
    slot.rssBytes = residentBytes(slot.child.pid) ?? 0;
  }

  function watch(slot: Slot): void {
    if (slot.child.state() === 'ending') return;
    measure(slot);
    if (slot.rssBytes > options.memoryCapBytes) {
      slot.child.kill('memory', memoryError(slot.rssBytes, options.memoryCapBytes));
      return;
    }
    const { idleLimitMs } = options;
    const dispensable = idleLimitMs !== null && slots.size > keep && isFree(slot);
    if (dispensable && now() - slot.lastUsedAt > idleLimitMs) slot.child.kill('idle', null);
  }

  schedule();
  return {
    submit(job) {
      waiting.push(job);
      schedule();
    },
    cancel(job, reason) {
      const index = waiting.indexOf(job);
      if (index >= 0) {
        waiting.splice(index, 1);
        job.reject(reason);
        return;
      }
      running.get(job)?.child.kill('cancelled', reason);
    },
    expectedWaitMs() {
      const occupied = [...slots].filter(({ job }) => job?.priority === firstPriority).map(remaining);
      const free = Array.from({ length: Math.max(0, maxProcesses - occupied.length) }, () => 0);
      return expectedWaitMs(
        [...occupied, ...free],
        queue(firstPriority).map(({ estimateMs }) => estimateMs),
      );
    },
    queued: (priority) => queue(priority).length,
    allow(processes) {
      if (processes === allowance) return;
      allowance = processes;
      share();
      schedule();
    },
    processes: () =>
      [...slots].map(({ child, rssBytes, jobs }) => ({
        pid: child.pid,
        state: child.state(),
        rssBytes,
        jobs,
      })),
    tick() {
      for (const slot of slots) watch(slot);
      schedule();
    },
    async close(reason) {
      closed = true;
      rejectQueued(reason);
      const gone = new Promise<void>((resolve) => {
        allGone = resolve;
      });
      for (const { child } of [...slots, ...running.values()]) child.kill('closed', reason);
      if (slots.size > 0) await gone;
    },
  };
}

function isFree({ child, job }: Slot): boolean {
  return child.state() === 'idle' && job === null;
}

/** Whether a process is about to be free, or about to make room for one that is. */
function isComing({ child }: Slot): boolean {
  const state = child.state();
  return state === 'starting' || state === 'ending';
}

function deadlineError({ deadlineMs, request }: Job): Error {
  const message = `The encoder process did not finish "${request.op}" within ${Math.round(deadlineMs)} ms and was killed.`;
  return encoderError('encoder-deadline', message, { details: { deadlineMs } });
}

function memoryError(rssBytes: number, memoryCapBytes: number): Error {
  const message = `The encoder process held ${rssBytes} bytes, of ${memoryCapBytes} allowed, and was killed.`;
  return encoderError('encoder-memory', message, { details: { rssBytes, memoryCapBytes } });
}

function preemptedError(): Error {
  const message =
    'The job ran ahead of need and gave its process to a viewer who is waiting; ask for it again later.';
  return encoderError('encoder-preempted', message, { retryAfterSeconds: 1 });
}
