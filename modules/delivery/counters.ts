// What delivery counts: plain integers while serving, handed to the metrics once a second.
import type { Metrics } from '@vitascope/platform/telemetry';

/** Where an answer's bytes came from. */
export type AnswerSource = 'memory' | 'store' | 'making' | 'init' | 'manifest' | 'text' | 'none';
/** Why an answer was cut off. */
export type AbortReason = 'making-failed' | 'client-too-slow';

export interface DeliveryCounters {
  answer(source: AnswerSource, bytes: number): void;
  /** A problem was answered, by its code. */
  refusal(code: string): void;
  abort(reason: AbortReason): void;
  /** Everything so far. */
  readonly totals: DeliveryTotals;
  close(): void;
}

export interface DeliveryTotals {
  readonly answers: Readonly<Record<AnswerSource, number>>;
  readonly aborts: Readonly<Record<AbortReason, number>>;
  readonly refusals: number;
  /** Body bytes handed to connections. */
  readonly bytes: number;
}

const FLUSH_EVERY_MS = 1_000;
const sources = ['memory', 'store', 'making', 'init', 'manifest', 'text', 'none'] as const;
const reasons = ['making-failed', 'client-too-slow'] as const;

export function createDeliveryCounters(metrics: Metrics): DeliveryCounters {
  const answersMetric = metrics.counter({
    name: 'vitascope_delivery_answers_total',
    help: 'Media requests that were answered, by where the bytes came from.',
    labels: { source: sources },
  });
  const abortsMetric = metrics.counter({
    name: 'vitascope_delivery_aborts_total',
    help: 'Media answers that were cut off, by reason.',
    labels: { reason: reasons },
  });
  const refusalsMetric = metrics.counter({
    name: 'vitascope_delivery_refusals_total',
    help: 'Media requests that were refused, by problem code.',
    labels: { code: 40 },
  });
  const bytesMetric = metrics.counter({
    name: 'vitascope_delivery_bytes_total',
    help: 'Media bytes handed to connections.',
  });

  const answers = { memory: 0, store: 0, making: 0, init: 0, manifest: 0, text: 0, none: 0 };
  const aborts = { 'making-failed': 0, 'client-too-slow': 0 };
  let refusals = 0;
  let bytes = 0;
  const flushed = { answers: { ...answers }, aborts: { ...aborts }, bytes: 0 };

  function flush(): void {
    for (const source of sources) {
      const grown = answers[source] - flushed.answers[source];
      if (grown > 0) answersMetric.add({ source }, grown);
      flushed.answers[source] += grown;
    }
    for (const reason of reasons) {
      const grown = aborts[reason] - flushed.aborts[reason];
      if (grown > 0) abortsMetric.add({ reason }, grown);
      flushed.aborts[reason] += grown;
    }
    if (bytes > flushed.bytes) bytesMetric.add({}, bytes - flushed.bytes);
    flushed.bytes = bytes;
  }
  const timer = setInterval(flush, FLUSH_EVERY_MS);
  timer.unref();

  return {
    answer(source, length) {
      answers[source] += 1;
      bytes += length;
    },
    refusal(code) {
      refusals += 1;
      refusalsMetric.add({ code });
    },
    abort(reason) {
      aborts[reason] += 1;
    },
    get totals() {
      return { answers: { ...answers }, aborts: { ...aborts }, refusals, bytes };
    },
    close() {
      clearInterval(timer);
      flush();
    },
  };
}
