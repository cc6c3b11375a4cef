/** Spans that are sent to an OpenTelemetry collector over HTTP. Imported only when an endpoint is configured. */
import {
  context,
  SpanKind as OtelKind,
  type Span as OtelSpan,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type ReadableSpan,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import type { TraceContext } from './trace-context.ts';
import type { Span, SpanBackend, SpanKind } from './tracing.ts';

export interface OtlpOptions {
  /** Base URL of the collector's HTTP receiver, for example `http://localhost:4318`; `/v1/traces` is appended. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly serviceVersion: string;
  /** Part of the new traces that are recorded, 0 to 1. Traces begun elsewhere keep the decision made there. */
  readonly sampleRatio: number;
}

const kinds: Readonly<Record<SpanKind, OtelKind>> = {
  internal: OtelKind.INTERNAL,
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
};

/** A backend with a bounded queue: when the collector is away, the spans past 2,048 are dropped, not kept. */
export function createOtlpBackend(options: OtlpOptions): SpanBackend {
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: 3_000, // with its retries; they keep the process alive when it should end
  });
  const provider = new NodeTracerProvider({
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.sampleRatio) }),
    spanProcessors: [
      new BatchSpanProcessor(nameService(exporter, options), { maxQueueSize: 2048, maxExportBatchSize: 256 }),
    ],
  });
  const tracer = provider.getTracer('vitascope', options.serviceVersion);
  return {
    start(name, { kind, attributes, parent, startMs }) {
      const from =
        parent === undefined ? context.active() : trace.setSpanContext(context.active(), remote(parent));
      const span = tracer.startSpan(
        name,
        {
          kind: kinds[kind],
          attributes,
          root: parent === undefined,
          ...(startMs === undefined ? {} : { startTime: startMs }),
        },
        from,
      );
      return wrap(span);
    },
    close: () => provider.shutdown(),
  };
}

function remote(parent: TraceContext) {
  return {
    traceId: parent.traceId,
    spanId: parent.spanId,
    traceFlags: parent.sampled ? 1 : 0,
    isRemote: true,
  };
}

function wrap(span: OtelSpan): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    context: { traceId, spanId, sampled: (traceFlags & 1) === 1 },
    setAttribute(key, value) {
      span.setAttribute(key, value);
    },
    setError(error) {
      const message = error instanceof Error ? error.message : String(error);
      span.recordException(error instanceof Error ? error : message);
      span.setStatus({ code: SpanStatusCode.ERROR, message });
    },
    end(endMs) {
      span.end(endMs);
    },
  };
}

/**
 * Writes our name into the resource of every exported span. The SDK's `resource` option wants an object that only
 * the package `@opentelemetry/resources` can make; adding the two attributes here saves that dependency.
 */
function nameService(
  exporter: OTLPTraceExporter,
  { serviceName, serviceVersion }: OtlpOptions,
): SpanExporter {
  const named = { 'service.name': serviceName, 'service.version': serviceVersion };
  return {
    export(spans: ReadableSpan[], done) {
      for (const span of spans) Object.assign(span.resource.attributes, named);
      exporter.export(spans as unknown as Parameters<OTLPTraceExporter['export']>[0], done);
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  };
}
