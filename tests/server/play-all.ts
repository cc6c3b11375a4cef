// Plays an asset as a player does that wants everything: every playlist, every init segment, every segment.
import assert from 'node:assert/strict';

/** What was fetched, by address without its token. */
export type Played = ReadonlyMap<string, Buffer>;

/** Fetches all that an HLS address leads to. Throws where an answer is not 200. */
export async function playAll(hlsUrl: string): Promise<Played> {
  const played = new Map<string, Buffer>();
  const get = async (url: string): Promise<Buffer> => {
    const response = await fetch(url);
    const bytes = Buffer.from(await response.arrayBuffer());
    assert.equal(response.status, 200, `${url}: ${bytes.toString('utf8', 0, 300)}`);
    played.set(new URL(url).pathname.split('/').slice(3).join('/'), bytes);
    return bytes;
  };
  for (const playlist of uris(await get(hlsUrl), hlsUrl))
    for (const media of uris(await get(playlist), playlist)) await get(media);
  return played;
}

function uris(playlist: Buffer, base: string): string[] {
  const lines = playlist.toString().split('\n');
  const named = lines.flatMap((line) =>
    line.startsWith('#') ? (/URI="([^"]+)"/.exec(line)?.[1] ?? []) : line.trim() === '' ? [] : line.trim(),
  );
  return [...new Set(named)].map((uri) => new URL(uri, base).href);
}

export function segmentsOf(played: Played): Map<string, Buffer> {
  return new Map([...played].filter(([path]) => path.endsWith('.m4s')));
}
