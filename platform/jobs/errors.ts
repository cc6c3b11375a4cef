/** What can go wrong with a job, and which errors another attempt cannot mend. */
import { defineErrors, type ErrorKind, isVitascopeError } from '../kernel/index.ts';

// Data that does not fit is a mistake of the sender's code, not of whoever made the request: `internal`.
export const jobError = defineErrors({
  'job-data-invalid': { kind: 'internal', title: 'The data of a job does not fit its queue' },
  'job-data-too-large': { kind: 'internal', title: 'The data of a job is too large' },
  'job-deadline-exceeded': { kind: 'timeout', title: 'A job took longer than its queue allows' },
  'job-cancelled': { kind: 'cancelled', title: 'The job was cancelled' },
  'job-lease-lost': { kind: 'cancelled', title: 'The job was given to another worker' },
  'job-interrupted': { kind: 'cancelled', title: 'The worker is shutting down' },
  'jobs-stopped': { kind: 'unavailable', title: 'This process no longer takes jobs' },
  'dead-letter-not-found': { kind: 'not-found', title: 'There is no such dead letter' },
});

/** Errors about the request itself: the same job would fail the same way again. */
const finalKinds: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'invalid',
  'unauthenticated',
  'forbidden',
  'not-found',
  'gone',
  'too-large',
  'unsupported',
]);

/** Whether an error that a handler threw sends its job to the dead letters at once. */
export function isFinal(error: unknown): boolean {
  return isVitascopeError(error) && (finalKinds.has(error.kind) || error.code === 'job-data-invalid');
}

/** What is kept of an error with its job, for operators. */
export interface JobFailure {
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
}

export function describeFailure(error: unknown): JobFailure {
  if (!(error instanceof Error)) return { message: String(error).slice(0, 2_000) };
  return {
    message: error.message.slice(0, 2_000),
    ...(isVitascopeError(error) ? { code: error.code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack.slice(0, 4_000) }),
  };
}
