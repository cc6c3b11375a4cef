/**
 * Which picture to fetch next, of what the line carries and what is buffered: the look ahead of Yin and others ("A
 * Control-Theoretic Approach for Dynamic Adaptive Video Streaming over HTTP", SIGCOMM 2015) with one line and one rendition
 * for all of it, so that it is a sum. Like BOLA (Spiteri and others, INFOCOM 2016) it lets a full buffer pay for more
 * than the line carries, and like its rule of abandonment it gives up what comes too late.
 */

/** So much shall still be buffered at the end of what is looked ahead: seconds. A tunnel takes a few. */
const RESERVE = 8;
/** How far it looks ahead: seconds. */
const HORIZON = 30;
/** With nothing buffered, still so much of the line: else the smallest would be all that is ever tried. */
const LEAST_SHARE = 0.3;
/** Of what the line is believed to carry: more is asked of it before a better picture than to keep the one there is. */
const TRUST = { better: 0.8, same: 0.9 } as const;

export interface NextFacts {
  /** Bits a second of each choice, ascending. */
  readonly rates: readonly number[];
  /** Which of them was fetched last; -1 where it is none of them. */
  readonly current: number;
  /** Ahead of the picture. */
  readonly bufferSeconds: number;
  /** What the line carries, bits a second. */
  readonly bits: number;
}

/**
 * The best with which the reserve is still there at the end. While `HORIZON` seconds of film at a rate `r` are fetched over
 * a line of `b`, `HORIZON * r / b` seconds are played: `buffer + HORIZON - HORIZON * r / b >= RESERVE`.
 */
export function chooseNext({ rates, current, bufferSeconds, bits }: NextFacts): number {
  const share = Math.max(LEAST_SHARE, 1 + (bufferSeconds - RESERVE) / HORIZON);
  const fits = (rate: number, at: number): boolean =>
    rate <= bits * share * (at > current ? TRUST.better : TRUST.same);
  return Math.max(0, rates.findLastIndex(fits));
}

export interface SlowFacts {
  /** Of the segment that is under way. */
  readonly bytesLeft: number;
  /** Of the same segment in the smallest choice. */
  readonly leastBytes: number;
  readonly bits: number;
  readonly bufferSeconds: number;
}

/** The smallest is begun anew only where it saves more than that: what has arrived of the other is lost. */
const WORTH = 0.6;

/** Whether what is under way comes after the picture has stopped, and the smallest would come sooner. */
export function isTooSlow({ bytesLeft, leastBytes, bits, bufferSeconds }: SlowFacts): boolean {
  return (bytesLeft * 8) / bits > bufferSeconds && leastBytes < bytesLeft * WORTH;
}
