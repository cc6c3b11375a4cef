// A job on its way through the pool.
import type { ChildAnswer, EncoderChunk } from './child.ts';
import type { EncoderRequest } from './protocol.ts';

/** What a viewer waits for, what that viewer will need next, and everything else. */
export type EncoderPriority = 'interactive' | 'ahead' | 'fill';

export interface Job {
  readonly id: number;
  /** Of this moment: who waits for a job may come and go. It never changes between fill and the others. */
  readonly priority: EncoderPriority;
  readonly request: EncoderRequest;
  readonly estimateMs: number;
  /** Counted from the moment it is given to a process. */
  readonly deadlineMs: number;
  /** Called when a process takes it up. */
  onStart(): void;
  onChunk(chunk: EncoderChunk): void | Promise<void>;
  resolve(answer: ChildAnswer): void;
  reject(reason: unknown): void;
}

/** The ids by which log lines name a job. */
export function jobLabels({ id, priority, request }: Job): Readonly<Record<string, unknown>> {
  return {
    encoderJob: id,
    op: request.op,
    priority,
    ...('source' in request ? { sourceId: request.source.id } : {}),
    ...('renditions' in request
      ? {
          firstSegment: request.firstSegment,
          renditions: request.renditions.map((rendition) => rendition.id),
        }
      : {}),
  };
}
