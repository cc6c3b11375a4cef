/** Work for later or elsewhere: queues with leases, priorities, deadlines, retries and dead letters, in PostgreSQL. */
export type { CancelFilter } from './cancel.ts';
export type { DeadLetter, QueueDepth } from './dead-letters.ts';
export type { JobFailure } from './errors.ts';
export type { FailedJob } from './failed-jobs.ts';
export type { Job, Jobs, JobTelemetry, SendOptions } from './jobs.ts';
export { createJobs } from './jobs.ts';
export type { QueueDefinition } from './queue.ts';
export { defineQueue } from './queue.ts';
