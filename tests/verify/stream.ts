// Reads a manifest of either kind and fetches what it names.
import type { DescribedRendition, DescribedStream } from './described-stream.ts';
import { readHls } from './read-hls.ts';
import { readMpd } from './read-mpd.ts';
import { readResource, toUrl } from './resource.ts';

export interface FetchedRendition extends DescribedRendition {
  readonly init: Buffer;
  readonly media: readonly Buffer[];
}

/** Reads a multivariant playlist or an MPD (URL or path) with every media playlist below it. Throws on anything malformed. */
export async function describeStream(manifest: string): Promise<DescribedStream> {
  const url = toUrl(manifest);
  const text = (await readResource(url)).toString('utf8');
  return text.startsWith('#EXTM3U') ? await readHls(url, text) : readMpd(url, text);
}

/** The order in which segments are asked for: a test of independence asks in another order than a player. */
export type FetchOrder = (count: number) => readonly number[];

/** Fetches the init segment and all segments of one rendition; `order` decides the sequence of requests only. */
async function fetchRendition(
  rendition: DescribedRendition,
  order: FetchOrder = inOrder,
): Promise<FetchedRendition> {
  const init = rendition.initUrl === null ? Buffer.alloc(0) : await readResource(rendition.initUrl);
  const media: Buffer[] = [];
  for (const n of order(rendition.segments.length)) {
    const segment = rendition.segments[n];
    if (segment === undefined)
      throw new RangeError(`segment ${n} of ${rendition.segments.length} was asked for`);
    media[n] = await readResource(segment.url);
  }
  return { ...rendition, init, media };
}

/** Describes a stream and fetches all of it. */
export async function fetchStream(
  manifest: string,
  order: FetchOrder = inOrder,
): Promise<FetchedRendition[]> {
  const { renditions } = await describeStream(manifest);
  const fetched: FetchedRendition[] = [];
  for (const rendition of renditions) fetched.push(await fetchRendition(rendition, order));
  return fetched;
}

const inOrder: FetchOrder = (count) => Array.from({ length: count }, (_, n) => n);

/** A repeatable random order. */
export function shuffled(seed: number): FetchOrder {
  return (count) => {
    let state = seed >>> 0;
    const order = [...inOrder(count)];
    for (let last = count - 1; last > 0; last--) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const other = Math.floor((state / 2 ** 32) * (last + 1));
      [order[last], order[other]] = [order[other] as number, order[last] as number];
    }
    return order;
  };
}
