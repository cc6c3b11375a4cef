/** Prometheus metrics whose labels cannot grow without bound. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * The labels of a metric, each with the values it may take: a list, or how many distinct values are accepted as they
 * come. Every other value is counted under `other`, so input cannot fill the memory of the server or of Prometheus.
 */
export type LabelBounds<L extends string> = Readonly<Record<L, readonly string[] | number>>;
export type Labels<L extends string> = Readonly<Record<L, string>>;

export interface MetricDefinition<L extends string> {
  /** With the prefix `vitascope_` and the unit, for example `vitascope_http_request_duration_seconds`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: LabelBounds<L>;
}

export interface CounterMetric<L extends string> {
  /** `by` is 1 when absent. */
  add(labels: Labels<L>, by?: number): void;
}

export interface GaugeMetric<L extends string> {
  set(labels: Labels<L>, value: number): void;
  add(labels: Labels<L>, by: number): void;
}

export interface HistogramMetric<L extends string> {
  /** One observation, in the unit that the metric's name says. */
  observe(labels: Labels<L>, value: number): void;
}

export interface Metrics {
  counter<L extends string = never>(definition: MetricDefinition<L>): CounterMetric<L>;
  /** With `read`, the value is asked for when the metrics are collected. */
  gauge<L extends string = never>(
    definition: MetricDefinition<L> & { readonly read?: () => number },
  ): GaugeMetric<L>;
  /** `buckets`: upper bounds, ascending. Default: 1 ms to 60 s, for durations in seconds. */
  histogram<L extends string = never>(
    definition: MetricDefinition<L> & { readonly buckets?: readonly number[] },
  ): HistogramMetric<L>;
  /** Everything in Prometheus' text format. */
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}

const durationBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** A registry of its own. `processMetrics` adds memory, CPU, garbage collection and event loop delay. */
export function createMetrics(options: { readonly processMetrics: boolean }): Metrics {
  const registry = new Registry();
  if (options.processMetrics) collectDefaultMetrics({ register: registry });

  return {
    counter(definition) {
      const bound = createLabelBound(definition.labels);
      const counter = new Counter({ ...base(definition), registers: [registry] });
      return { add: (labels, by = 1) => counter.inc(bound(labels), by) };
    },
    gauge(definition) {
      const bound = createLabelBound(definition.labels);
      const { read } = definition;
      const gauge: Gauge = new Gauge({
        ...base(definition),
        registers: [registry],
        ...(read && { collect: () => gauge.set(read()) }),
      });
      return {
        set: (labels, value) => gauge.set(bound(labels), value),
        add: (labels, by) => gauge.inc(bound(labels), by),
      };
    },
    histogram(definition) {
      const bound = createLabelBound(definition.labels);
      const buckets = [...(definition.buckets ?? durationBuckets)];
      const histogram = new Histogram({ ...base(definition), buckets, registers: [registry] });
      return { observe: (labels, value) => histogram.observe(bound(labels), value) };
    },
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

function base({ name, help, labels }: MetricDefinition<string>): {
  name: string;
  help: string;
  labelNames: string[];
} {
  return { name, help, labelNames: Object.keys(labels ?? {}) };
}

/** Returns a function that replaces every value outside the bounds by `other`. */
function createLabelBound<L extends string>(
  bounds: LabelBounds<L> | undefined,
): (labels: Labels<L>) => Record<string, string> {
  const known = Object.entries<readonly string[] | number>(bounds ?? {}).map(([name, allowed]) => {
    const isList = typeof allowed !== 'number';
    return { name, values: new Set(isList ? allowed : []), room: isList ? 0 : allowed };
  });
  return (labels) => {
    const bounded: Record<string, string> = {};
    for (const { name, values, room } of known) {
      const value = labels[name as L];
      if (!values.has(value) && values.size < room) values.add(value);
      bounded[name] = values.has(value) ? value : 'other';
    }
    return bounded;
  };
}
