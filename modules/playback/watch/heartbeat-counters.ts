// What heartbeats count: plain integers while they are taken, handed to the metrics once a second.
import type { Metrics } from '@vitascope/platform/telemetry';

export interface HeartbeatCounters {
  /** Beats that were taken, and those that were not because they lie in the future. */
  count(taken: number, what: { readonly isLate: boolean; readonly ignored: number }): void;
  /** A request for which there was no room. */
  refuse(): void;
  close(): void;
}

const FLUSH_EVERY_MS = 1_000;
const outcomes = ['taken', 'late', 'ignored', 'refused'] as const;

export function createHeartbeatCounters(metrics: Metrics, held: () => number): HeartbeatCounters {
  const metric = metrics.counter({
    name: 'vitascope_heartbeats_total',
    help: 'Heartbeats by what became of them; of those that were refused, the requests.',
    labels: { outcome: outcomes },
  });
  metrics.gauge({
    name: 'vitascope_heartbeats_held_sessions',
    help: 'Playback sessions whose heartbeats have yet to be written.',
    read: held,
  });
  const counts = { taken: 0, late: 0, ignored: 0, refused: 0 };

  function flush(): void {
    for (const outcome of outcomes) {
      if (counts[outcome] > 0) metric.add({ outcome }, counts[outcome]);
      counts[outcome] = 0;
    }
  }
  const timer = setInterval(flush, FLUSH_EVERY_MS);
  timer.unref();

  return {
    count(taken, { isLate, ignored }) {
      counts[isLate ? 'late' : 'taken'] += taken;
      counts.ignored += ignored;
    },
    refuse() {
      counts.refused += 1;
    },
    close() {
      clearInterval(timer);
      flush();
    },
  };
}
