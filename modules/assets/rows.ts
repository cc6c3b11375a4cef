// The tables of assets, and what their rows become on the way out of the store.
import type { SourceFacts } from '@vitascope/encoder';
import type { Recipe } from '@vitascope/media/ladder';
import type { Timeline } from '@vitascope/media/timeline';
import type { ColumnType, Generated, Selectable } from 'kysely';
import type {
  Asset,
  AssetState,
  NamedPlan,
  Reason,
  Rendition,
  RenditionState,
  StoredSheet,
  Storyboard,
} from './asset.ts';

interface AssetsTable {
  id: string;
  upload_id: string;
  name: string;
  state: AssetState;
  reason_code: string | null;
  reason_message: string | null;
  source_key: string;
  size_bytes: number;
  duration_ms: number | null;
  facts: SourceFacts | null;
  timeline: Timeline | null;
  kills: number;
  ready_at_kill: Generated<number>;
  created_at: Date;
  updated_at: Date;
  /** Null outside the trash. */
  deleted_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

interface RenditionsTable {
  asset_id: string;
  id: string;
  position: number;
  label: string;
  recipe: Recipe;
  codecs: string;
  peak_bandwidth: number;
  average_bandwidth: number;
  width: number | null;
  height: number | null;
  channels: number | null;
  sample_rate: number | null;
  init: Buffer;
  segments: number;
  ready: number;
  ready_bytes: number;
  state: RenditionState;
  reason_code: string | null;
  reason_message: string | null;
}

interface SegmentsTable {
  asset_id: string;
  rendition_id: string;
  number: number;
  size_bytes: number;
  crc32: number;
}

interface StoryboardsTable {
  asset_id: string;
  id: string;
  interval_ms: number;
  tiles: number;
  columns: number;
  rows: number;
  tile_width: number | null;
  tile_height: number | null;
  sheets: readonly StoredSheet[];
  size_bytes: number;
  kills: number;
  state: StoryboardRow['state'];
  reason_code: string | null;
  reason_message: string | null;
}

/** A storyboard as far as it is made. */
export interface StoryboardRow extends NamedPlan {
  readonly tileWidth: number | null;
  readonly tileHeight: number | null;
  readonly sheets: readonly StoredSheet[];
  readonly sizeBytes: number;
  readonly state: 'making' | 'complete' | 'failed';
  readonly reason: Reason | null;
}

export interface Tables {
  storyboards: StoryboardsTable;
  assets: AssetsTable;
  renditions: RenditionsTable;
  segments: SegmentsTable;
}

export const assetColumns = [
  'id',
  'name',
  'state',
  'reason_code',
  'reason_message',
  'size_bytes',
  'duration_ms',
  'created_at',
  'updated_at',
] as const satisfies (keyof AssetsTable)[];

export const renditionColumns = [
  'id',
  'label',
  'recipe',
  'codecs',
  'peak_bandwidth',
  'average_bandwidth',
  'width',
  'height',
  'channels',
  'sample_rate',
  'segments',
  'ready',
  'ready_bytes',
  'state',
  'reason_code',
  'reason_message',
] as const satisfies (keyof RenditionsTable)[];

type AssetRow = Pick<Selectable<AssetsTable>, (typeof assetColumns)[number]>;
type RenditionRow = Pick<Selectable<RenditionsTable>, (typeof renditionColumns)[number]>;

export function toAsset(row: AssetRow, renditions: readonly RenditionRow[]): Asset {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    reason: toReason(row),
    sizeBytes: row.size_bytes,
    durationMs: row.duration_ms,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
    renditions: renditions.map(toRendition),
  };
}

export function toRendition(row: RenditionRow): Rendition {
  return {
    id: row.id,
    label: row.label,
    recipe: row.recipe,
    codecs: row.codecs,
    peakBandwidth: row.peak_bandwidth,
    averageBandwidth: row.average_bandwidth,
    width: row.width,
    height: row.height,
    channels: row.channels,
    sampleRate: row.sample_rate,
    segments: row.segments,
    ready: row.ready,
    sizeBytes: row.ready_bytes,
    state: row.state,
    reason: toReason(row),
  };
}

export function toStoryboardRow(row: Selectable<StoryboardsTable>): StoryboardRow {
  return {
    id: row.id,
    intervalMs: row.interval_ms,
    tiles: row.tiles,
    columns: row.columns,
    rows: row.rows,
    tileWidth: row.tile_width,
    tileHeight: row.tile_height,
    sheets: row.sheets,
    sizeBytes: row.size_bytes,
    state: row.state,
    reason: toReason(row),
  };
}

/** What viewers can be shown; null as long as sheets are missing. */
export function toStoryboard(row: StoryboardRow | null): Storyboard | null {
  if (row === null || row.state !== 'complete' || row.tileWidth === null || row.tileHeight === null)
    return null;
  const { id, intervalMs, tiles, columns, rows, tileWidth, tileHeight, sheets } = row;
  return { id, intervalMs, tiles, columns, rows, tileWidth, tileHeight, sheets };
}

function toReason(row: {
  readonly reason_code: string | null;
  readonly reason_message: string | null;
}): Reason | null {
  return row.reason_code === null ? null : { code: row.reason_code, message: row.reason_message ?? '' };
}
