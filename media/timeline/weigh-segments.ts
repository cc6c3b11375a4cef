// How heavy each segment of a copied track is, from the sizes in the source's index.

/** Packets of one track: presentation times in source ticks and sizes in bytes, in the same order. */
export interface WeighedPackets {
  readonly pts: Float64Array;
  readonly sizes: Uint32Array;
}

/** A timeline's cuts on their timescale, and what to subtract from source times to come to it. */
export interface WeighingScale {
  readonly cuts: readonly number[];
  /** Turns a source time into one that compares with the cuts. */
  place(ticks: number): number;
  readonly timescale: number;
}

export interface Bandwidth {
  /** Bits per second of the heaviest segment. */
  readonly peak: number;
  /** Bits per second over everything. */
  readonly average: number;
}

/** Boxes around the samples take about this share. */
const CONTAINER_OVERHEAD = 1.02;

/** The bit rates of a copied rendition. */
export function weighSegments(packets: WeighedPackets, scale: WeighingScale): Bandwidth {
  const { cuts } = scale;
  const count = Math.max(1, cuts.length - 1);
  const bytes = new Float64Array(count);
  let segment = 0;
  for (let i = 0; i < packets.pts.length; i++) {
    const time = scale.place(packets.pts[i] as number);
    // Decode order wanders a little around presentation order.
    while (segment < count - 1 && time >= (cuts[segment + 1] as number)) segment++;
    while (segment > 0 && time < (cuts[segment] as number)) segment--;
    bytes[segment] = (bytes[segment] as number) + (packets.sizes[i] as number);
  }
  let peak = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const seconds = ((cuts[i + 1] as number) - (cuts[i] as number)) / scale.timescale;
    const bits = (bytes[i] as number) * 8 * CONTAINER_OVERHEAD;
    total += bits;
    if (seconds > 0) peak = Math.max(peak, bits / seconds);
  }
  const seconds = ((cuts[count] as number) - (cuts[0] as number)) / scale.timescale;
  return { peak: Math.ceil(peak), average: Math.ceil(seconds > 0 ? total / seconds : peak) };
}
