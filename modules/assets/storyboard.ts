// Which storyboard an asset gets, what it is called, and which jobs make it.
import { planStoryboard } from '@vitascope/media/storyboard';
import type { Mould, NamedPlan, Storyboard } from './asset.ts';
import { hashOf } from './make-request.ts';

/** Goes into every name: raised when a sheet would look different, though its plan is the same. */
const REVISION = 1;

/** The plan of an asset's storyboard, or null for one without pictures. */
export function storyboardPlan({ timeline }: Pick<Mould, 'timeline'>): NamedPlan | null {
  if (timeline.video === null) return null;
  const plan = planStoryboard(timeline.durationMs);
  return { id: `${PREFIX}${hashOf([REVISION, plan])}`, ...plan };
}

const PREFIX = 'storyboard-';

/** Storyboards are made by jobs of the fill; renditions are never called so. */
export function isStoryboardJob({ renditionIds }: { readonly renditionIds: readonly string[] }): boolean {
  return renditionIds.length === 1 && renditionIds[0]?.startsWith(PREFIX) === true;
}

/** The bits of the heaviest sheet over the time that a sheet stands for. */
export function sheetBandwidth({ sheets, ...plan }: Storyboard): number {
  const seconds = (plan.intervalMs * Math.min(plan.tiles, plan.columns * plan.rows)) / 1000;
  return Math.ceil((Math.max(...sheets.map(({ sizeBytes }) => sizeBytes)) * 8) / seconds);
}
