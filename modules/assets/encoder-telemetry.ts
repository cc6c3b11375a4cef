// What the encoder processes tell of themselves: their steps as spans, their load as metrics.
import type { EncoderPool, EncoderSpan } from '@vitascope/encoder';
import type { Telemetry } from '@vitascope/platform/telemetry';

/** Records the steps that an encoder process measured below the current span. */
export function recordEncoderSpans(telemetry: Telemetry): (spans: readonly EncoderSpan[]) => void {
  return (spans) => {
    for (const { name, startMs, endMs } of spans)
      telemetry.startSpan(`encoder: ${name}`, { startMs }).end(endMs);
  };
}

/** Publishes queue lengths and ended processes of the pool. */
export function measurePool(telemetry: Telemetry, pool: EncoderPool): void {
  const { metrics } = telemetry;
  for (const priority of ['interactive', 'ahead', 'fill'] as const) {
    metrics.gauge({
      name: `vitascope_encoder_queued_${priority}`,
      help: `Encoder jobs of priority ${priority} that wait for a process.`,
      read: () => pool.stats().queued[priority],
    });
  }
  metrics.gauge({
    name: 'vitascope_encoder_processes',
    help: 'Encoder processes that run.',
    read: () => pool.stats().processes.length,
  });
  metrics.gauge({
    name: 'vitascope_encoder_kills',
    help: 'Encoder processes that ended by a crash, a deadline or too much memory since the start.',
    read: () => Object.values(pool.stats().kills).reduce((sum, count) => sum + count, 0),
  });
}
