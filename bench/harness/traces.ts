/**
 * Lines as people have them on the way, made by rule with a fixed seed. Their shape follows two public logs: 3G that of
 * "Commute path bandwidth traces from 3G networks" (Riiser and others, MMSys 2013: around 1 to 2 Mbit/s, swings within
 * seconds, tunnels without any), 4G that of "HTTP/2-based adaptive streaming of HEVC video over 4G/LTE networks" (van der
 * Hooft and others, 2016: around 20 Mbit/s on foot, less and with deep valleys in trains). No line of those logs is copied.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Trace {
  readonly name: string;
  /** There and back. */
  readonly roundTripMs: number;
  /** Second by second, from the beginning again after its end. */
  readonly kilobits: readonly number[];
}

interface Shape {
  readonly name: string;
  readonly roundTripMs: number;
  /** In the middle of its ups and downs. */
  readonly kilobits: number;
  /** How far it swings: of the logarithm. */
  readonly swing: number;
  /** How much of a second's state the next one keeps. */
  readonly memory: number;
  /** Seconds without anything: how often one begins, and how long it lasts. */
  readonly gaps: { readonly chance: number; readonly seconds: number };
  readonly seed: number;
}

const shapes: readonly Shape[] = [
  {
    name: '3g-tram',
    roundTripMs: 120,
    kilobits: 1300,
    swing: 0.55,
    memory: 0.85,
    gaps: { chance: 0, seconds: 0 },
    seed: 11,
  },
  {
    name: '3g-bus',
    roundTripMs: 150,
    kilobits: 900,
    swing: 0.7,
    memory: 0.9,
    gaps: { chance: 0.012, seconds: 4 },
    seed: 23,
  },
  {
    name: '4g-foot',
    roundTripMs: 50,
    kilobits: 18_000,
    swing: 0.5,
    memory: 0.9,
    gaps: { chance: 0, seconds: 0 },
    seed: 37,
  },
  {
    name: '4g-train',
    roundTripMs: 70,
    kilobits: 4500,
    swing: 1,
    memory: 0.93,
    gaps: { chance: 0.015, seconds: 6 },
    seed: 41,
  },
];

const traceSeconds = 240;
const folder = join(import.meta.dirname, 'traces');

/** mulberry32: the same numbers everywhere, from a seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function makeTrace({ name, roundTripMs, kilobits, swing, memory, gaps, seed }: Shape): Trace {
  const random = createRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const seconds: number[] = [];
  let state = 0;
  let gap = 0;
  for (let second = 0; second < traceSeconds; second++) {
    state = state * memory + normal() * Math.sqrt(1 - memory ** 2);
    if (gap > 0) gap--;
    else if (random() < gaps.chance) gap = Math.ceil(gaps.seconds * (0.5 + random()));
    seconds.push(gap > 0 ? 0 : Math.round(kilobits * Math.exp(state * swing - swing ** 2 / 2)));
  }
  return { name, roundTripMs, kilobits: seconds };
}

export const traces = (): Trace[] => shapes.map(makeTrace);

if (import.meta.main)
  for (const trace of traces())
    await writeFile(join(folder, `${trace.name}.json`), `${JSON.stringify(trace)}\n`);
