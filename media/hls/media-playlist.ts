// Writes media playlists (rfc8216bis §4.4.3): one rendition's segments, all of them, before they are made.
import { BoxError } from '../isobmff/index.ts';
import { rescale } from '../time/index.ts';
import { tag } from './attributes.ts';

// EXT-X-MAP in a playlist of ordinary segments asks for version 6 (§8); nothing here asks for more.
export const protocolVersion = 6;

const microseconds = 1_000_000;

/** What a media playlist is made from: segment n spans [cuts[n], cuts[n + 1]) ticks. */
export interface PlaylistTrack {
  readonly timescale: number;
  readonly cuts: readonly number[];
}

/**
 * The playlist at `<rendition>/media.m3u8`; beside it stand `init.mp4` and `0.m4s`, `1.m4s`, …
 * Each EXTINF is the difference of two rounded cuts: none is off by more than a microsecond, and their sum
 * equals the whole duration to the microsecond, however many there are.
 *
 * @throws BoxError `inconsistent` for fewer than two cuts or cuts that do not ascend
 */
export function writeMediaPlaylist(track: PlaylistTrack): string {
  return writePlaylist(track, { map: [tag('EXT-X-MAP', [['URI', '"init.mp4"']])], extension: 'm4s' });
}

/** The playlist at `<text>/media.m3u8`, of segments of WebVTT (§3.1.4); beside it stand `0.vtt`, `1.vtt`, … */
export function writeTextPlaylist(track: PlaylistTrack): string {
  return writePlaylist(track, { map: [], extension: 'vtt' });
}

function writePlaylist(
  track: PlaylistTrack,
  { map, extension }: { readonly map: readonly string[]; readonly extension: string },
): string {
  const durations = segmentMicroseconds(track);
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${protocolVersion}`,
    `#EXT-X-TARGETDURATION:${targetDuration(durations)}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...map,
  ];
  for (const [number, duration] of durations.entries()) {
    lines.push(`#EXTINF:${decimalSeconds(duration)},`, `${number}.${extension}`);
  }
  lines.push('#EXT-X-ENDLIST', '');
  return lines.join('\n');
}

function segmentMicroseconds({ cuts, timescale }: PlaylistTrack): number[] {
  const first = cuts[0];
  if (first === undefined || cuts.length < 2) {
    throw new BoxError('inconsistent', `a playlist needs at least two cuts, ${cuts.length} given`);
  }
  const durations: number[] = [];
  let start = 0;
  for (let n = 1; n < cuts.length; n++) {
    const cut = cuts[n] as number;
    const end = Number.isSafeInteger(cut) ? rescale(cut - first, timescale, microseconds) : Number.NaN;
    if (!(end > start)) {
      throw new BoxError(
        'inconsistent',
        `cut ${n} (${cut}) is no whole tick after cut ${n - 1} (${cuts[n - 1]})`,
      );
    }
    durations.push(end - start);
    start = end;
  }
  return durations;
}

// §4.4.3.1: no EXTINF, rounded to the nearest second, may exceed it; 0 would stall players that poll by it.
function targetDuration(durations: readonly number[]): number {
  let longest = 0;
  for (const duration of durations) longest = Math.max(longest, duration);
  return Math.max(1, Math.round(longest / microseconds));
}

function decimalSeconds(duration: number): string {
  const whole = Math.floor(duration / microseconds);
  return `${whole}.${String(duration % microseconds).padStart(6, '0')}`;
}
