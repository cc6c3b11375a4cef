/** The heartbeats of one viewing: numbered, and kept until the server has them. */
import type { BodyOf } from '@vitascope/client';

type Body = BodyOf<'POST', '/api/v1/playback-sessions/{id}/heartbeats'>;
export type Beat = Body['beats'][number];
export type BeatState = Beat['state'];

/** The server takes so many at once. */
export const mostBeats = 100;

export interface BeatLog {
  /** Adds one and gives it its number. */
  add(beat: Omit<Beat, 'sequence'>): void;
  /** What has to be sent, oldest first. */
  waiting(): readonly Beat[];
  /** The server has those that were sent. */
  forget(sent: readonly Beat[]): void;
}

/** Of an hour offline, what matters is where it began, how it went on, and where it stands: every second one gives way. */
export function createBeatLog(): BeatLog {
  let sequence = 0;
  let kept: Beat[] = [];
  return {
    add(beat) {
      kept.push({ ...beat, sequence: ++sequence });
      if (kept.length > mostBeats)
        kept = kept.filter((_, at) => at % 2 === 0 || at === kept.length - 1 || at === 0);
    },
    waiting: () => kept,
    forget(sent) {
      const gone = new Set(sent.map((one) => one.sequence));
      kept = kept.filter((one) => !gone.has(one.sequence));
    },
  };
}

/** For how long it has played, by the times at which it began and ceased to. */
export interface PlayedTime {
  run(nowMs: number): void;
  rest(nowMs: number): void;
  total(nowMs: number): number;
}

export function createPlayedTime(): PlayedTime {
  let before = 0;
  let since: number | null = null;
  const total = (nowMs: number): number => before + (since === null ? 0 : Math.max(0, nowMs - since));
  return {
    run(nowMs) {
      since ??= nowMs;
    },
    rest(nowMs) {
      before = total(nowMs);
      since = null;
    },
    total,
  };
}
