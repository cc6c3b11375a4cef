// Writes which part of which sheet shows which moment, as WebVTT with media fragments: players other than ours read it, too.
import type { PresentedStoryboard } from '../presentation/index.ts';
import { tileSpan } from './plan-storyboard.ts';

/**
 * The file at `<asset>/storyboard.vtt`; sheets stand at `<storyboard>/<number>.jpg` beside it. A cue's text is the address
 * of a sheet with the tile's place on it (https://www.w3.org/TR/media-frags/#naming-space).
 */
export function writeStoryboard(board: PresentedStoryboard, durationMs: number): string {
  const perSheet = board.columns * board.rows;
  const lines = ['WEBVTT', ''];
  for (let tile = 0; tile < board.tiles; tile++) {
    const { start, end } = tileSpan(board, tile);
    const place = tile % perSheet;
    const x = (place % board.columns) * board.tileWidth;
    const y = Math.floor(place / board.columns) * board.tileHeight;
    lines.push(
      `${clock(start)} --> ${clock(Math.max(start + 1, Math.min(end, durationMs)))}`,
      `${board.id}/${Math.floor(tile / perSheet)}.jpg#xywh=${x},${y},${board.tileWidth},${board.tileHeight}`,
      '',
    );
  }
  return lines.join('\n');
}

function clock(ms: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = Math.floor(ms / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(ms % 1000).padStart(3, '0')}`;
}
