/** How many bits a second the renditions of a film really take: what is easy to compress takes far fewer than it may. */

export interface RatedTrack {
  readonly id: string;
  /** Of the whole, as the manifest says. */
  readonly averageBandwidth: number;
}

export interface FilmRates {
  /** A segment arrived that took so many bits a second. */
  note(id: string, bits: number): void;
  /** What the next segment of each is believed to take. */
  of(ascending: readonly RatedTrack[]): number[];
}

/** How much of what was believed a new segment changes. */
const NEW_PART = 0.2;
/** The last segment is believed at least so far: a scene goes on. */
const LAST_PART = 0.9;
/** How much a rendition that was not fetched yet is believed to be like the next smaller one. */
const LIKENESS = 0.7;

export function createFilmRates(): FilmRates {
  const seen = new Map<string, number>();
  return {
    note(id, bits) {
      const before = seen.get(id) ?? bits;
      seen.set(id, Math.max(bits * LAST_PART, before + (bits - before) * NEW_PART));
    },
    of(ascending) {
      // Of what the manifest says, how much the largest one takes that was fetched, below each.
      let part = 1;
      return ascending.map(({ id, averageBandwidth }) => {
        const bits = seen.get(id);
        if (bits === undefined) return averageBandwidth * (part * LIKENESS + (1 - LIKENESS));
        part = bits / averageBandwidth;
        return bits;
      });
    },
  };
}
