/** The sheets of small pictures of what plays: the list of them is asked for once, a sheet when one of its tiles is wanted. */
import { type MediaAddress, resourceOf } from './media-address.ts';
import { parseStoryboard, type Storyboard, type Tile, tileAt } from './storyboard.ts';

export interface PreviewTile {
  readonly tile: Tile;
  /** Of the sheet; null while it is on its way. */
  readonly url: string | null;
}

export interface PreviewSheets {
  /** The tile of a moment; null while nothing is known, or nothing is there. */
  at(seconds: number): PreviewTile | null;
  /** Asks for what is missing to show that moment. */
  want(seconds: number): void;
  /** Calls `listener` when more is there. */
  watch(listener: () => void): () => void;
}

type Sheet = { readonly url: string; readonly isThere: boolean };

/** What could not be had is asked for again after so long. */
const PATIENCE_MS = 10_000;

const known = new WeakMap<MediaAddress, PreviewSheets>();

/** The same for as long as the same is loaded. */
export function previewSheets(address: MediaAddress): PreviewSheets {
  const before = known.get(address);
  if (before !== undefined) return before;
  const made = createPreviewSheets(address);
  known.set(address, made);
  return made;
}

function createPreviewSheets(address: MediaAddress): PreviewSheets {
  const listeners = new Set<() => void>();
  const sheets = new Map<string, Sheet>();
  let board: Storyboard | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  const loadBoard = async (): Promise<void> => {
    askedAt = performance.now();
    board = await fetchStoryboard(address);
    tell();
  };

  /** A token that has ended meanwhile is exchanged once; the address that worked stays, so that the browser has it. */
  const loadSheet = async (name: string, resource: string): Promise<void> => {
    sheets.set(resource, { url: '', isThere: false });
    for (const url of [() => address.current(name), renewed(address, name)]) {
      const at = await url();
      if (at !== null && (await isLoaded(at))) {
        sheets.set(resource, { url: at, isThere: true });
        tell();
        return;
      }
    }
    setTimeout(() => sheets.delete(resource), PATIENCE_MS);
  };

  const find = (seconds: number) => {
    const tile = board === null ? null : tileAt(board, seconds);
    const resource = tile === null ? null : resourceOf(tile.url);
    return tile === null || resource === null ? null : { tile, resource };
  };

  return {
    at(seconds) {
      const found = find(seconds);
      if (found === null) return null;
      const sheet = sheets.get(found.resource);
      return { tile: found.tile, url: sheet?.isThere === true ? sheet.url : null };
    },
    want(seconds) {
      const found = find(seconds);
      if (board === null && performance.now() - askedAt > PATIENCE_MS) void loadBoard();
      else if (found !== null && !sheets.has(found.resource)) void loadSheet(found.tile.url, found.resource);
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Null where there is none, or none that can be read: pictures while seeking are a comfort. */
async function fetchStoryboard(address: MediaAddress): Promise<Storyboard | null> {
  try {
    const ask = () => fetch(`${address.base()}storyboard.vtt`, { priority: 'low' });
    let response = await ask();
    if (response.status === 403 && (await address.renew())) response = await ask();
    if (!response.ok) return null;
    const board = parseStoryboard(await response.text(), response.url);
    return board.tiles.length === 0 ? null : board;
  } catch {
    return null;
  }
}

function renewed(address: MediaAddress, name: string): () => Promise<string | null> {
  return async () => ((await address.renew()) ? address.current(name) : null);
}

function isLoaded(url: string): Promise<boolean> {
  const image = new Image();
  image.fetchPriority = 'low';
  image.src = url;
  return image.decode().then(
    () => true,
    () => false,
  );
}
