/** The sentences for what an asset is doing. */
import type { Asset, Rendition } from './asset.ts';
import { formatShare } from './format.ts';

/** How it stands, for the line under its name. */
export function stateLine(asset: Asset): string {
  switch (asset.state) {
    case 'examining':
      return 'Looking at the file';
    case 'playable':
      return asset.renditions.length === 0
        ? 'Ready to watch'
        : `Ready to watch, ${formatShare(asset.progress)} prepared`;
    case 'complete':
      return 'Complete';
    case 'rejected':
      return 'Not accepted';
    case 'failed':
      return 'Something went wrong here';
    case 'cancelled':
      return `Stopped at ${formatShare(asset.progress)}`;
  }
}

/** The reason of a state that needs one, in the server's words, and what this page offers about it. */
export function reasonLine(asset: Asset): string | null {
  if (asset.reason !== null) return asset.reason.message;
  if (asset.state === 'failed') return 'Preparing this film failed. Try again; what was made is kept.';
  return null;
}

/** The best picture there is: `1080p`; or `sound` where there is no picture; null while nothing is known. */
export function bestLabel(asset: Asset): string | null {
  const pictures = asset.renditions.filter((rendition) => rendition.kind === 'video');
  const best = pictures.toSorted((a, b) => (b.height ?? 0) - (a.height ?? 0))[0];
  if (best !== undefined) return best.label;
  return asset.renditions.length > 0 ? 'sound' : null;
}

/** How one rendition stands. */
export function renditionLine(rendition: Rendition): string {
  switch (rendition.state) {
    case 'complete':
      return rendition.copied ? 'original, as uploaded' : 'complete';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'stopped';
    case 'waiting':
      return rendition.ready === 0
        ? 'waiting its turn'
        : formatShare(rendition.ready / Math.max(1, rendition.segments));
    case 'making':
      return formatShare(rendition.ready / Math.max(1, rendition.segments));
  }
}

/**
 * The tallest picture worth starting with, in lines, or null for the best: a copied or already made picture starts at
 * once, one that has yet to be made starts faster when it is small.
 */
export function startHeight(asset: Asset): number | null {
  const pictures = asset.renditions.filter((rendition) => rendition.kind === 'video');
  const tallest = Math.max(0, ...pictures.map((rendition) => rendition.height ?? 0));
  const ready = pictures.filter((rendition) => rendition.copied || rendition.ready > 0);
  const best = Math.max(0, ...ready.map((rendition) => rendition.height ?? 0));
  if (best > 0) return best >= tallest ? null : best;
  const quick = pictures.map((rendition) => rendition.height ?? 0).filter((height) => height <= 480);
  return quick.length === 0 ? null : Math.max(...quick);
}
