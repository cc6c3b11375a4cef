/** Small pictures of a title by time, as a WebVTT file names them: `sheet.jpg#xywh=0,0,160,90`. */

export interface Tile {
  readonly url: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Storyboard {
  readonly tiles: readonly (Tile & { readonly start: number; readonly end: number })[];
}

const cue = /^(?:(\d+):)?(\d{2}):(\d{2}[.,]\d{3})\s+-->\s+(?:(\d+):)?(\d{2}):(\d{2}[.,]\d{3})/;

/** What is no cue with a picture is passed over. Addresses are relative to the file's own. */
export function parseStoryboard(text: string, fileUrl: string): Storyboard {
  const tiles: (Tile & { start: number; end: number })[] = [];
  const lines = text.split(/\r?\n/);
  for (const [at, line] of lines.entries()) {
    const match = cue.exec(line);
    const target = lines[at + 1]?.trim();
    if (match === null || target === undefined || target === '') continue;
    const url = new URL(target, fileUrl);
    const numbers = /xywh=(?:pixel:)?(\d+),(\d+),(\d+),(\d+)/.exec(url.hash);
    if (numbers === null) continue;
    const [x = 0, y = 0, width = 0, height = 0] = numbers.slice(1).map(Number);
    url.hash = '';
    const [, h1, m1, s1, h2, m2, s2] = match;
    tiles.push({
      start: secondsOf(h1, m1, s1),
      end: secondsOf(h2, m2, s2),
      url: url.href,
      x,
      y,
      width,
      height,
    });
  }
  return { tiles: tiles.sort((a, b) => a.start - b.start) };
}

function secondsOf(hours = '0', minutes = '0', seconds = '0'): number {
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds.replace(',', '.'));
}

/** The picture of a moment: that of its span, or the last one before it. */
export function tileAt({ tiles }: Storyboard, seconds: number): Tile | null {
  let [low, high] = [0, tiles.length - 1];
  let found: Tile | null = null;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const tile = tiles[middle];
    if (tile === undefined) break;
    if (tile.start <= seconds) [found, low] = [tile, middle + 1];
    else high = middle - 1;
  }
  return found;
}
