// Writes image media playlists: the sheets of a storyboard as segments (github.com/image-media-playlist/spec).
import type { PresentedStoryboard } from '../presentation/index.ts';
import { tag } from './attributes.ts';
import { protocolVersion } from './media-playlist.ts';

/** The playlist at `<storyboard>/media.m3u8` for a title of that length; beside it stand `0.jpg`, `1.jpg`, … */
export function writeImagePlaylist(board: PresentedStoryboard, durationMs: number): string {
  const sheetMs = board.intervalMs * board.columns * board.rows;
  const sheets = Math.ceil(board.tiles / (board.columns * board.rows));
  const lengths = Array.from({ length: sheets }, (_, n) =>
    Math.max(1, Math.min(sheetMs, durationMs - n * sheetMs)),
  );
  const tiles = tag('EXT-X-TILES', [
    ['RESOLUTION', `${board.tileWidth}x${board.tileHeight}`],
    ['LAYOUT', `${board.columns}x${board.rows}`],
    ['DURATION', (board.intervalMs / 1000).toFixed(3)],
  ]);
  return [
    '#EXTM3U',
    `#EXT-X-VERSION:${protocolVersion}`,
    `#EXT-X-TARGETDURATION:${Math.max(1, ...lengths.map((length) => Math.round(length / 1000)))}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-IMAGES-ONLY',
    ...lengths.flatMap((length, n) => [`#EXTINF:${(length / 1000).toFixed(3)},`, tiles, `${n}.jpg`]),
    '#EXT-X-ENDLIST',
    '',
  ].join('\n');
}
