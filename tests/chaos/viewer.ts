// A viewer who jumps about in films that are still being made, and remembers every segment that was served.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { playbackOf } from '../server/upload.ts';
import { describeStream } from '../verify/stream.ts';
import type { Random } from './random.ts';
import { isConnectionError, type RestartingServer } from './restarting-server.ts';

export interface Viewing {
  /** Segments that were served whole. */
  served: number;
  /** Requests that broke off, or were answered with 5xx. */
  broken: number;
  /** Path without its token → hash of the bytes. */
  readonly hashes: Map<string, string>;
}

export interface FilmUrls {
  readonly hlsUrl: string;
  readonly segments: readonly string[];
}

/** Every segment of every rendition. */
export async function urlsOf(server: RestartingServer, assetId: string): Promise<FilmUrls> {
  return await server.insist(async () => {
    try {
      const { hlsUrl } = await playbackOf(server, assetId);
      const { renditions } = await describeStream(hlsUrl);
      return {
        hlsUrl,
        segments: renditions.flatMap((rendition) => rendition.segments.map((segment) => segment.url)),
      };
    } catch (error) {
      if (isConnectionError(error) || / (answered|:) 5\d\d/.test((error as Error).message)) return undefined;
      throw error;
    }
  });
}

/** Fetches random segments of `films()` until aborted. */
export async function watchUntil(
  signal: AbortSignal,
  viewing: Viewing,
  given: { readonly random: Random; films(): readonly FilmUrls[] },
): Promise<void> {
  while (!signal.aborted) {
    const url = given.random.pick(given.random.pick(given.films())?.segments ?? []);
    if (url === undefined) await delay(50);
    else await fetchSegment(url, viewing);
  }
}

/** Serves as a check too: what was served once must be served the same again. Returns whether it was served now. */
export async function fetchSegment(url: string, viewing: Viewing): Promise<boolean> {
  const name = withoutToken(url);
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (response.status !== 200) {
      assert.ok(response.status >= 500, `${name} was answered with ${response.status}: ${bytes.toString()}`);
      viewing.broken++;
      await delay(100);
      return false;
    }
    const hash = createHash('sha256').update(bytes).digest('hex');
    const known = viewing.hashes.get(name);
    assert.ok(known === undefined || known === hash, `${name} was served with other bytes than before`);
    viewing.hashes.set(name, hash);
    viewing.served++;
    return true;
  } catch (error) {
    if (!isConnectionError(error) && (error as Error).name !== 'TimeoutError') throw error;
    viewing.broken++;
    await delay(100);
    return false;
  }
}

function withoutToken(url: string): string {
  return new URL(url).pathname.replace(/^\/t\/[^/]+/, '');
}
