// What staff want to know of the whole library: a line for each asset, and all that is known of a source.
import type { SourceFacts } from '@vitascope/encoder';
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';
import type { AssetState } from './asset.ts';
import type { Tables } from './rows.ts';

export interface AssetSummary {
  readonly id: string;
  readonly name: string;
  readonly state: AssetState;
  readonly reasonCode: string | null;
  readonly sizeBytes: number;
  readonly durationMs: number | null;
  /** Of the best picture; null without one, or while it is not known. */
  readonly height: number | null;
  /** Stored segments of all renditions, as a share. */
  readonly progress: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface AssetLibrary {
  /** Newest first, after the asset `after` in that order. */
  summaries(page: { readonly after: string | null; readonly limit: number }): Promise<AssetSummary[]>;
  /** What was found in the source; null until it has been examined. */
  facts(assetId: string): Promise<SourceFacts | null>;
}

interface SummaryRow extends Omit<AssetSummary, 'createdAt' | 'updatedAt' | 'progress'> {
  readonly ready: number;
  readonly segments: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function createAssetLibrary(database: Database): AssetLibrary {
  const db = (database.kysely as Kysely<Tables>).withSchema('assets');
  return {
    async summaries({ after, limit }) {
      const { rows } = await sql<SummaryRow>`
        select id, name, state, reason_code as "reasonCode", size_bytes as "sizeBytes", duration_ms as "durationMs",
          created_at as "createdAt", updated_at as "updatedAt", made.height, made.ready, made.segments
        from (
          select * from assets.assets where deleted_at is null and (${after}::text is null or id < ${after}) order by id desc limit ${limit}
        ) as asset
        cross join lateral (
          select max(height) as height, coalesce(sum(ready), 0)::int as ready,
            coalesce(sum(segments), 0)::int as segments
          from assets.renditions where asset_id = asset.id
        ) as made
        order by id desc
      `.execute(db);
      return rows.map(toSummary);
    },

    async facts(assetId) {
      const row = await db
        .selectFrom('assets')
        .select('facts')
        .where('id', '=', assetId)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return row?.facts ?? null;
    },
  };
}

function toSummary(row: SummaryRow): AssetSummary {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    reasonCode: row.reasonCode,
    sizeBytes: row.sizeBytes,
    durationMs: row.durationMs,
    height: row.height,
    progress: row.state === 'complete' ? 1 : row.segments === 0 ? 0 : row.ready / row.segments,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  };
}
