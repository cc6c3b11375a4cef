/** Spans and the current span: ids always, recording only when a backend that exports is given. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { childContext, formatTraceparent, parseTraceparent, type TraceContext } from './trace-context.ts';

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Who is on the other side, as OpenTelemetry names it. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export interface Span {
  readonly context: TraceContext;
  setAttribute(key: string, value: string | number | boolean): void;
  /** Marks the span as failed and records the error. */
  setError(error: unknown): void;
  /** Ends now, or at a moment that was measured elsewhere (epoch milliseconds). */
  end(endMs?: number): void;
}

export interface StartSpanOptions {
  readonly attributes?: SpanAttributes;
  readonly kind?: SpanKind;
  /** A `traceparent` from outside; an invalid one is ignored. Default: the current span. */
  readonly traceparent?: string | undefined;
  /** When it began, for what was measured elsewhere (epoch milliseconds). */
  readonly startMs?: number;
}

/** Makes spans. The one for export stands in `otlp.ts`; the default only makes ids. */
export interface SpanBackend {
  start(
    name: string,
    options: {
      attributes: SpanAttributes;
      kind: SpanKind;
      parent: TraceContext | undefined;
      /** Epoch milliseconds; now without it. */
      startMs?: number | undefined;
    },
  ): Span;
  /** Sends what is left. */
  close(): Promise<void>;
}

export interface Tracer {
  /** Runs `work` in a new span below the current one; the span ends when `work` does, failed if it throws. */
  withSpan<T>(name: string, attributes: SpanAttributes, work: (span: Span) => T | Promise<T>): Promise<T>;
  /** The same below a span of another process or an earlier moment; `undefined` starts a new trace. */
  runWithParent<T>(
    traceparent: string | undefined,
    name: string,
    work: (span: Span) => T | Promise<T>,
  ): Promise<T>;
  /** The current span as a `traceparent`, to send along with a request, a job or a message. */
  inject(): string | undefined;
  /** The context of the current span. */
  current(): TraceContext | undefined;
  /** A span that the caller ends itself, for work that begins and ends in different callbacks. */
  startSpan(name: string, options?: StartSpanOptions): Span;
  /** Makes `span` the current one while `work` and what it starts asynchronously run. */
  runInSpan<T>(span: Span, work: () => T): T;
}

const idsOnly: SpanBackend = {
  start: (_name, { parent }) => ({
    context: childContext(parent),
    setAttribute() {},
    setError() {},
    end() {},
  }),
  async close() {},
};

/** Builds a tracer with its own notion of "current span". */
export function createTracer(backend: SpanBackend = idsOnly): Tracer {
  const storage = new AsyncLocalStorage<Span>();

  function start(
    name: string,
    kind: SpanKind,
    attributes: SpanAttributes,
    parent: TraceContext | undefined,
  ): Span {
    return backend.start(name, { kind, attributes, parent });
  }

  async function run<T>(span: Span, work: (span: Span) => T | Promise<T>): Promise<T> {
    try {
      return await storage.run(span, () => work(span));
    } catch (error) {
      span.setError(error);
      throw error;
    } finally {
      span.end();
    }
  }

  return {
    withSpan: (name, attributes, work) =>
      run(start(name, 'internal', attributes, storage.getStore()?.context), work),
    runWithParent: (traceparent, name, work) =>
      run(start(name, 'consumer', {}, parseTraceparent(traceparent)), work),
    inject() {
      const span = storage.getStore();
      return span === undefined ? undefined : formatTraceparent(span.context);
    },
    current: () => storage.getStore()?.context,
    startSpan(name, { attributes = {}, kind = 'internal', traceparent, startMs } = {}) {
      const parent = parseTraceparent(traceparent) ?? storage.getStore()?.context;
      return backend.start(name, { kind, attributes, parent, startMs });
    },
    runInSpan: (span, work) => storage.run(span, work),
  };
}
