// The encoder's front door: a pool of processes that examine sources and make segments.
export type { EncoderChunk, EncoderLogger } from './child.ts';
export {
  EncoderError,
  type EncoderErrorCode,
  type EncoderErrorKind,
  encoderErrors,
  killedItsProcess,
} from './errors.ts';
export type { EncoderPriority } from './job.ts';
export type { ProcessStats } from './lane.ts';
export {
  createEncoderPool,
  type EncoderPool,
  type EncoderPoolOptions,
  type EncoderPoolStats,
  type JobOptions,
  type MakeOptions,
} from './pool.ts';
export type * from './protocol.ts';
