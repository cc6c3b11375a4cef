// Decides how many small pictures a title gets, and how they lie on their sheets.

/** Tile n stands for [n, n + 1) intervals; tiles lie on sheets row by row. Every sheet has room for as many. */
export interface StoryboardPlan {
  readonly intervalMs: number;
  readonly tiles: number;
  readonly columns: number;
  readonly rows: number;
}

/** What one looks for in a film is rarely shorter. */
const USUAL_INTERVAL_MS = 10_000;

/** Two and a half hours of the usual interval; what is longer gets a longer one. */
const MAX_TILES = 900;

/** Short titles get so many, unless they would stand closer than {@link MIN_INTERVAL_MS}. */
const MIN_TILES = 10;
const MIN_INTERVAL_MS = 500;

/** A sheet of 10 by 10 tiles of 160 pixels weighs about as much as a second of 1080p. */
const MAX_SIDE = 10;

/** The plan for a title of that length. */
export function planStoryboard(durationMs: number): StoryboardPlan {
  const duration = Math.max(1, Math.round(durationMs));
  const intervalMs =
    duration > MAX_TILES * USUAL_INTERVAL_MS
      ? Math.ceil(duration / MAX_TILES / 1000) * 1000
      : Math.min(USUAL_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, Math.floor(duration / MIN_TILES)));
  const tiles = Math.ceil(duration / intervalMs);
  const columns = Math.min(MAX_SIDE, tiles);
  return { intervalMs, tiles, columns, rows: Math.min(MAX_SIDE, Math.ceil(tiles / columns)) };
}

export function sheetCount({ tiles, columns, rows }: StoryboardPlan): number {
  return Math.ceil(tiles / (columns * rows));
}

/** The tiles [first, end) of a sheet; the last one may have fewer than there is room for. */
export function tilesOnSheet(
  { tiles, columns, rows }: StoryboardPlan,
  sheet: number,
): { readonly first: number; readonly end: number } {
  const first = sheet * columns * rows;
  return { first, end: Math.min(tiles, first + columns * rows) };
}

/** The milliseconds [start, end) that a tile stands for. */
export function tileSpan(
  { intervalMs }: Pick<StoryboardPlan, 'intervalMs'>,
  tile: number,
): { readonly start: number; readonly end: number } {
  return { start: tile * intervalMs, end: (tile + 1) * intervalMs };
}
