// Interleaved slices of load on the product and on nginx, and what each got out of a processor second.
import type { ServedFile, ServedTitle } from './served-title.ts';
import { loadWithWrk, type Slice } from './wrk.ts';

export interface LoadComparison {
  readonly ours: readonly Slice[];
  readonly theirs: readonly Slice[];
}

export async function compareLoad(
  title: ServedTitle,
  files: readonly ServedFile[],
  load: { readonly connections: number; readonly seconds: number; readonly rounds: number },
): Promise<LoadComparison> {
  const { connections, seconds } = load;
  const sides = {
    ours: {
      origin: title.product.url,
      pid: title.product.pid,
      paths: files.map((file) => file.ours),
    },
    theirs: {
      origin: title.nginx.url,
      pid: title.nginx.workerPid,
      paths: files.map((file) => file.theirs),
    },
  };
  for (const side of [sides.ours, sides.theirs]) await loadWithWrk({ ...side, connections, seconds: 1 });
  const slices: { ours: Slice[]; theirs: Slice[] } = { ours: [], theirs: [] };
  for (let round = 0; round < load.rounds; round++) {
    // Who goes first changes from round to round.
    const order = round % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const);
    for (const side of order) slices[side].push(await loadWithWrk({ ...sides[side], connections, seconds }));
  }
  return slices;
}
