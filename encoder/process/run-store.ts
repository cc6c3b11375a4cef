// Remembers where decoding stands, so that the next segment of the same film goes on without seeking.
import type { RunStore, StandingReader } from './encode-video.ts';

export interface DroppableRunStore extends RunStore {
  /** Forgets everything: whoever reads from the same demuxer next must not disturb a standing run. */
  dropAll(): void;
}

/** Holds a single run: a demuxer has one position, and decoders hold pictures in memory. */
export function createRunStore(): DroppableRunStore {
  let kept: { key: string; standing: StandingReader } | null = null;
  const drop = (): void => {
    kept?.standing.reader.close();
    kept?.standing.pending?.free();
    kept?.standing.previous.free();
    kept = null;
  };
  return {
    take(key) {
      if (kept?.key !== key) {
        drop();
        return null;
      }
      const { standing } = kept;
      kept = null;
      return standing;
    },
    put(key, standing) {
      drop();
      kept = { key, standing };
    },
    dropAll: drop,
  };
}
