/** Telemetry: what a running process tells about itself. */
export type { TelemetryConfig } from './config.ts';
export { telemetryConfig } from './config.ts';
export type { LogLevel } from './logging.ts';
export type {
  CounterMetric,
  GaugeMetric,
  HistogramMetric,
  LabelBounds,
  Labels,
  MetricDefinition,
  Metrics,
} from './metrics.ts';
export { createMetrics } from './metrics.ts';
export type { MetricsServer, MetricsServerOptions } from './metrics-server.ts';
export { startMetricsServer } from './metrics-server.ts';
export { redact } from './redact.ts';
export type { Telemetry, TelemetryOptions } from './telemetry.ts';
export { createTelemetry } from './telemetry.ts';
export type { TraceContext } from './trace-context.ts';
export type { Span, SpanAttributes, SpanKind, StartSpanOptions, Tracer } from './tracing.ts';
