/** Logs, traces and metrics of one process, wired to each other. */
import type { Logger } from '../kernel/index.ts';
import { createLogging, type LogLevel } from './logging.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createTracer, type SpanBackend, type Tracer } from './tracing.ts';

export interface Telemetry extends Tracer {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Sends the remaining spans (for a few seconds at most) and writes the remaining log lines. */
  close(): Promise<void>;
}

export interface TelemetryOptions {
  readonly serviceName: string;
  readonly serviceVersion?: string;
  readonly logLevel?: LogLevel;
  readonly logFormat?: 'auto' | 'json' | 'text';
  /** Base URL of an OpenTelemetry collector; without it spans only have ids. */
  readonly otlpEndpoint?: string | undefined;
  readonly traceSampleRatio?: number;
  /** Default true; false saves their cost in tests. */
  readonly processMetrics?: boolean;
  /** Takes log lines instead of standard output. */
  readonly write?: (line: string) => void;
}

// A collector that is away must not hold up the end of the process.
const closeTimeoutMs = 3_000;

export async function createTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { serviceName, serviceVersion = '0.0.0', otlpEndpoint } = options;
  let backend: SpanBackend | undefined;
  if (otlpEndpoint !== undefined) {
    const { createOtlpBackend } = await import('./otlp.ts');
    const sampleRatio = options.traceSampleRatio ?? 1;
    backend = createOtlpBackend({ endpoint: otlpEndpoint, serviceName, serviceVersion, sampleRatio });
  }
  const tracer = createTracer(backend);
  const logging = createLogging({
    level: options.logLevel ?? 'info',
    format: options.logFormat ?? 'auto',
    serviceName,
    current: tracer.current,
    write: options.write,
  });
  return {
    ...tracer,
    logger: logging.logger,
    metrics: createMetrics({ processMetrics: options.processMetrics ?? true }),
    async close() {
      const timeout = Promise.withResolvers<void>();
      const timer = setTimeout(timeout.resolve, closeTimeoutMs);
      await Promise.race([backend?.close().catch(() => {}), timeout.promise]);
      clearTimeout(timer);
      logging.close();
    },
  };
}
