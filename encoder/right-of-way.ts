// How many processors fill may use: what the work that viewers wait for leaves over.

/** What a viewer waits for is decoded and encoded on threads of their own. */
const PROCESSORS_PER_JOB = 2;

/** Who has got one thing usually asks for the next at once: the examined film, the next segment. */
const LINGER_MS = 400;

/** Fill gets one processor, at the lowest priority, when viewers have had all of them for so long. */
const PATIENCE_MS = 10_000;

export interface RightOfWay {
  /** The number of jobs that viewers wait for has changed. */
  running(jobs: number): void;
  /** To be called several times a second. */
  tick(): void;
}

/** `allow` is told how many processors fill may use. `now` in milliseconds that never go back. */
export function createRightOfWay(options: {
  readonly processors: number;
  now(): number;
  allow(processors: number): void;
}): RightOfWay {
  const { processors, now } = options;
  let jobs = 0;
  let busySince: number | null = null;
  let idleSince: number | null = null;

  function decide(): void {
    const isOver = jobs === 0 && (idleSince === null || now() - idleSince >= LINGER_MS);
    if (isOver) {
      busySince = null;
      options.allow(Number.POSITIVE_INFINITY);
      return;
    }
    const left = Math.max(0, processors - Math.max(1, jobs) * PROCESSORS_PER_JOB);
    const isPatient = busySince === null || now() - busySince < PATIENCE_MS;
    options.allow(isPatient ? left : Math.max(1, left));
  }

  return {
    running(count) {
      if (count > 0) busySince ??= now();
      idleSince = count === 0 ? now() : null;
      jobs = count;
      decide();
    },
    tick: decide,
  };
}
