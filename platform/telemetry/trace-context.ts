/** W3C Trace Context: the `traceparent` header and the ids inside it. */
import { takeRandom } from '../kernel/index.ts';

export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits, not all zero. */
  readonly spanId: string;
  /** Whether someone records this trace. */
  readonly sampled: boolean;
}

// https://www.w3.org/TR/trace-context-1/#traceparent-header-field-values: version 00 has exactly these four fields,
// a later version may append more, version ff is forbidden, and upper-case digits are invalid.
const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a `traceparent`; `undefined` when it is absent or invalid, so that the trace starts anew. */
export function parseTraceparent(header: string | undefined): TraceContext | undefined {
  if (header === undefined || header.length > 256) return undefined;
  const match = pattern.exec(header);
  if (match === null) return undefined;
  const [, version = '', traceId = '', spanId = '', flags = '', rest] = match;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The header value for a context. */
export function formatTraceparent(context: TraceContext): string {
  return `00-${context.traceId}-${context.spanId}-${context.sampled ? '01' : '00'}`;
}

/** A context for a new span: in the parent's trace, or in a new one that nobody samples. */
export function childContext(parent: TraceContext | undefined): TraceContext {
  return {
    traceId: parent?.traceId ?? randomHex(16),
    spanId: randomHex(8),
    sampled: parent?.sampled ?? false,
  };
}

function randomHex(sizeBytes: number): string {
  const hex = Buffer.from(takeRandom(sizeBytes)).toString('hex');
  return /^0+$/.test(hex) ? randomHex(sizeBytes) : hex;
}
