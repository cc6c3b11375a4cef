// What the product would make of a source: its cuts and recipes, as numbers for the peer's command.
import { statSync } from 'node:fs';
import { createEncoderPool } from '@vitascope/encoder';
import type { PeerRendition } from './peer-encode.ts';

export interface ExaminedSource {
  /** The encoded renditions, best first. */
  readonly ladder: readonly (PeerRendition & { readonly label: string })[];
  /** Where each segment of the picture begins, in seconds, and where the last one ends. */
  readonly cuts: readonly number[];
  readonly copiesVideo: boolean;
}

export async function examineSource(path: string): Promise<ExaminedSource> {
  const silent = { debug() {}, info() {}, warn() {} };
  const pool = createEncoderPool({
    interactiveProcesses: 1,
    fillProcesses: 0,
    memoryCapBytes: 2 * 2 ** 30,
    recycleAfterJobs: 10,
    maxInteractiveWaitMs: 60_000,
    logger: silent,
  });
  try {
    const location = { kind: 'file', path, sizeBytes: statSync(path).size } as const;
    const policy = { heights: [], maxHeight: 1080, preset: 'veryfast', threads: 0 };
    const { renditions, timeline } = await pool.examine({ source: { id: path, location }, policy });
    const { cuts = [], timescale = 1 } = timeline.video ?? {};
    return {
      ladder: renditions.flatMap(({ label, recipe }) =>
        recipe.kind === 'video-h264' ? [{ label, ...recipe }] : [],
      ),
      cuts: cuts.map((cut) => cut / timescale),
      copiesVideo: renditions.some(({ recipe }) => recipe.kind === 'video-copy'),
    };
  } finally {
    await pool.close();
  }
}
