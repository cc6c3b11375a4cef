// All SQL of assets, renditions and segments. Rows never leave this file.
import type { PlannedRendition, SourceFacts } from '@vitascope/encoder';
import type { Recipe } from '@vitascope/media/ladder';
import type { Timeline } from '@vitascope/media/timeline';
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql, type Transaction } from 'kysely';
import {
  type Asset,
  type AssetState,
  isSettled,
  type Mould,
  type Reason,
  type RenditionState,
} from './asset.ts';
import { findMould } from './mould-store.ts';
import { assetColumns, renditionColumns, type Tables, toAsset } from './rows.ts';
import { createTextStore } from './text-tracks/text-store.ts';

export interface NewAsset {
  readonly id: string;
  readonly uploadId: string;
  readonly name: string;
  readonly sourceKey: string;
  readonly sizeBytes: number;
}

export interface StoredSegment {
  readonly sizeBytes: number;
  readonly crc32: number;
}

export interface SegmentRow extends StoredSegment {
  readonly number: number;
}

// biome-ignore lint/suspicious/noExplicitAny: joins whatever transaction the caller holds.
type AnyTransaction = Transaction<any>;

export type AssetStore = ReturnType<typeof createAssetStore>;

/** States in which something has come of an asset by itself. */
export type SettledState = 'complete' | 'rejected' | 'failed';

export interface AssetStoreHooks {
  /** Called in the transaction in which an asset settles. */
  settled?(transaction: AnyTransaction, assetId: string, state: SettledState): Promise<void>;
}

/** Assets as they stand in PostgreSQL. */
export function createAssetStore(database: Database, hooks: AssetStoreHooks = {}) {
  const db = (database.kysely as Kysely<Tables>).withSchema('assets');
  const textStore = createTextStore(database);
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('assets');

  return {
    transaction: <T>(work: (transaction: AnyTransaction) => Promise<T>): Promise<T> =>
      database.kysely.transaction().execute(work),

    /** Inserts the asset of an upload, or tells the one that the upload has become already. */
    async insert(transaction: AnyTransaction, asset: NewAsset): Promise<{ id: string; isNew: boolean }> {
      const inserted = await within(transaction)
        .insertInto('assets')
        .values({
          id: asset.id,
          upload_id: asset.uploadId,
          name: asset.name,
          state: 'examining',
          source_key: asset.sourceKey,
          size_bytes: asset.sizeBytes,
          kills: 0,
          created_at: sql<Date>`clock_timestamp()`,
          updated_at: sql<Date>`clock_timestamp()`,
        })
        .onConflict((conflict) => conflict.column('upload_id').doNothing())
        .returning('id')
        .executeTakeFirst();
      if (inserted !== undefined) return { id: inserted.id, isNew: true };
      const known = await within(transaction)
        .selectFrom('assets')
        .select('id')
        .where('upload_id', '=', asset.uploadId)
        .executeTakeFirstOrThrow();
      return { id: known.id, isNew: false };
    },

    async find(id: string): Promise<Asset | null> {
      const [asset, renditions] = await Promise.all([
        db
          .selectFrom('assets')
          .select(assetColumns)
          .where('id', '=', id)
          .where('deleted_at', 'is', null)
          .executeTakeFirst(),
        db
          .selectFrom('renditions')
          .select(renditionColumns)
          .where('asset_id', '=', id)
          .orderBy('position')
          .execute(),
      ]);
      return asset === undefined ? null : toAsset(asset, renditions);
    },

    async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
      if (ids.length === 0) return new Set();
      const rows = await db
        .selectFrom('assets')
        .select('id')
        .where('id', 'in', ids)
        .where('deleted_at', 'is', null)
        .execute();
      return new Set(rows.map(({ id }) => id));
    },

    async durations(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
      if (ids.length === 0) return new Map();
      const rows = await db
        .selectFrom('assets')
        .select(['id', 'duration_ms'])
        .where('id', 'in', ids)
        .where('duration_ms', 'is not', null)
        .where('deleted_at', 'is', null)
        .execute();
      return new Map(rows.map((row) => [row.id, row.duration_ms ?? 0]));
    },

    /** Those that there are, in the order of the ids. */
    async findMany(ids: readonly string[]): Promise<Asset[]> {
      if (ids.length === 0) return [];
      const [assets, renditions] = await Promise.all([
        db
          .selectFrom('assets')
          .select(assetColumns)
          .where('id', 'in', ids)
          .where('deleted_at', 'is', null)
          .execute(),
        db
          .selectFrom('renditions')
          .select([...renditionColumns, 'asset_id'])
          .where('asset_id', 'in', ids)
          .orderBy('position')
          .execute(),
      ]);
      const byId = new Map(assets.map((asset) => [asset.id, asset]));
      const byAsset = Map.groupBy(renditions, (rendition) => rendition.asset_id);
      return ids.flatMap((id) => {
        const asset = byId.get(id);
        return asset === undefined ? [] : [toAsset(asset, byAsset.get(id) ?? [])];
      });
    },

    async rename(id: string, name: string): Promise<boolean> {
      const updated = await db
        .updateTable('assets')
        .set({ name, updated_at: sql<Date>`clock_timestamp()` })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return updated.numUpdatedRows > 0n;
    },

    async sourceOf(id: string): Promise<{ key: string; state: AssetState; kills: number } | null> {
      const row = await db
        .selectFrom('assets')
        .select(['source_key', 'state', 'kills'])
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return row === undefined ? null : { key: row.source_key, state: row.state, kills: row.kills };
    },

    /** Everything that manifests and segments are made from; null for an asset without a timeline. */
    mould: (id: string): Promise<Mould | null> => findMould(db, textStore, id),

    async setExamined(
      transaction: AnyTransaction,
      id: string,
      examined: {
        readonly facts: SourceFacts;
        readonly timeline: Timeline;
        readonly renditions: readonly (PlannedRendition & {
          readonly id: string;
          readonly segments: number;
        })[];
      },
    ): Promise<boolean> {
      const updated = await within(transaction)
        .updateTable('assets')
        .set({
          state: 'playable',
          reason_code: null,
          reason_message: null,
          facts: sql<SourceFacts>`${JSON.stringify(examined.facts)}::jsonb`,
          timeline: sql<Timeline>`${JSON.stringify(examined.timeline)}::jsonb`,
          duration_ms: examined.facts.durationMs,
          updated_at: sql<Date>`clock_timestamp()`,
        })
        .where('id', '=', id)
        .where('state', '=', 'examining')
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      if (updated.numUpdatedRows === 0n) return false;
      await within(transaction)
        .insertInto('renditions')
        .values(
          examined.renditions.map((rendition, position) => ({
            asset_id: id,
            id: rendition.id,
            position,
            label: rendition.label,
            recipe: sql<Recipe>`${JSON.stringify(rendition.recipe)}::jsonb`,
            codecs: rendition.codecs,
            peak_bandwidth: rendition.peakBandwidth,
            average_bandwidth: rendition.averageBandwidth,
            width: rendition.width ?? null,
            height: rendition.height ?? null,
            channels: rendition.channels ?? null,
            sample_rate: rendition.sampleRate ?? null,
            init: Buffer.from(rendition.init),
            segments: rendition.segments,
            ready: 0,
            ready_bytes: 0,
            state: 'waiting' as const,
          })),
        )
        .onConflict((conflict) => conflict.columns(['asset_id', 'id']).doNothing())
        .execute();
      return true;
    },

    /** Changes the state if it is one of `from`; tells whether it was. */
    async setState(
      id: string,
      change: {
        readonly from: readonly AssetState[];
        readonly to: AssetState;
        readonly reason: Reason | null;
      },
    ): Promise<boolean> {
      return database.kysely.transaction().execute(async (transaction) => {
        const updated = await within(transaction)
          .updateTable('assets')
          .set({
            state: change.to,
            reason_code: change.reason?.code ?? null,
            reason_message: change.reason?.message ?? null,
            updated_at: sql<Date>`clock_timestamp()`,
            // Work that is taken up again starts with a clean record.
            ...(isSettled(change.to) ? {} : { kills: 0 }),
          })
          .where('id', '=', id)
          .where('state', 'in', change.from)
          .where('deleted_at', 'is', null)
          .executeTakeFirst();
        const isChanged = updated.numUpdatedRows > 0n;
        if (isChanged && isOutcome(change.to)) await hooks.settled?.(transaction, id, change.to);
        return isChanged;
      });
    },

    /**
     * Counts one more time that the source killed its encoder process; returns how often it has in a row. A row ends when
     * a hundredth of the asset's segments has been made since. Less would let a source that can be made but for one spot
     * kill a process for every segment that it has elsewhere.
     */
    async addKill(id: string): Promise<number> {
      const result = await sql<{ kills: number }>`
        update assets.assets set
          kills = case
            when made.ready >= ready_at_kill + greatest(1, ceil(made.segments / 100.0)) then 1
            else kills + 1 end,
          ready_at_kill = made.ready,
          updated_at = clock_timestamp()
        from (
          select coalesce(sum(ready), 0)::int as ready, coalesce(sum(segments), 0)::int as segments
          from assets.renditions where asset_id = ${id}
        ) as made
        where id = ${id}
        returning kills
      `.execute(db);
      return result.rows[0]?.kills ?? 0;
    },

    async segment(assetId: string, renditionId: string, number: number): Promise<StoredSegment | null> {
      const row = await db
        .selectFrom('segments')
        .select(['size_bytes', 'crc32'])
        .where('asset_id', '=', assetId)
        .where('rendition_id', '=', renditionId)
        .where('number', '=', number)
        .executeTakeFirst();
      return row === undefined ? null : { sizeBytes: row.size_bytes, crc32: row.crc32 };
    },

    /** The numbers of the segments that exist in [first, last], by rendition. */
    async storedNumbers(assetId: string, first: number, last: number): Promise<Map<string, Set<number>>> {
      const rows = await db
        .selectFrom('segments')
        .select(['rendition_id', 'number'])
        .where('asset_id', '=', assetId)
        .where('number', '>=', first)
        .where('number', '<=', last)
        .execute();
      const stored = new Map<string, Set<number>>();
      for (const row of rows) {
        const numbers = stored.get(row.rendition_id) ?? new Set<number>();
        numbers.add(row.number);
        stored.set(row.rendition_id, numbers);
      }
      return stored;
    },

    /**
     * Makes segments visible and counts them, in one statement. Those that exist already are left as they are. Returns
     * false when the rendition is gone.
     */
    async commitSegments(
      assetId: string,
      renditionId: string,
      segments: readonly SegmentRow[],
    ): Promise<boolean> {
      const rows = sql.join(
        segments.map(
          (segment) => sql`(${segment.number}::int, ${segment.sizeBytes}::int, ${segment.crc32}::bigint)`,
        ),
      );
      const result = await sql<{ found: boolean }>`
        with target as (
          select asset_id, id from assets.renditions where asset_id = ${assetId} and id = ${renditionId} for update
        ), added as (
          insert into assets.segments (asset_id, rendition_id, number, size_bytes, crc32)
          select target.asset_id, target.id, made.number, made.size_bytes, made.crc32
          from target, (values ${rows}) as made (number, size_bytes, crc32)
          on conflict do nothing
          returning size_bytes
        ), total as (
          select count(*)::int as count, coalesce(sum(size_bytes), 0)::bigint as bytes from added
        ), counted as (
          update assets.renditions set
            ready = ready + total.count,
            ready_bytes = ready_bytes + total.bytes,
            state = case
              when ready + total.count >= segments then 'complete'
              when state in ('waiting', 'making') then 'making'
              else state end,
            reason_code = case when ready + total.count >= segments then null else reason_code end,
            reason_message = case when ready + total.count >= segments then null else reason_message end
          from total where asset_id = ${assetId} and id = ${renditionId} and total.count > 0
          returning 1
        ), touched as (
          update assets.assets set updated_at = clock_timestamp()
          where id = ${assetId} and exists (select 1 from counted)
        )
        select exists (select 1 from target) as found
      `.execute(db);
      return result.rows[0]?.found === true;
    },

    /** Takes a segment back whose bytes turned out to be damaged or gone: it will be made again. */
    async dropSegment(assetId: string, renditionId: string, number: number): Promise<void> {
      await sql`
        with gone as (
          delete from assets.segments
          where asset_id = ${assetId} and rendition_id = ${renditionId} and number = ${number}
          returning size_bytes
        )
        update assets.renditions set ready = ready - 1, ready_bytes = ready_bytes - gone.size_bytes,
          state = case when state = 'complete' then 'making' else state end
        from gone where asset_id = ${assetId} and id = ${renditionId}
      `.execute(db);
    },

    /** `complete` once every rendition is, `failed` once nothing more will be made; tells whether it became so now. */
    async settleIfComplete(assetId: string): Promise<boolean> {
      return database.kysely.transaction().execute(async (transaction) => {
        const result = await sql<{ state: SettledState }>`
        update assets.assets set state = target.state, updated_at = clock_timestamp(),
          reason_code = target.code, reason_message = target.message
        from (
          select
            case when count(*) filter (where state <> 'complete') = 0 then 'complete' else 'failed' end as state,
            (array_agg(reason_code order by position) filter (where state = 'failed'))[1] as code,
            (array_agg(reason_message order by position) filter (where state = 'failed'))[1] as message
          from assets.renditions where asset_id = ${assetId}
          having count(*) filter (where state in ('waiting', 'making')) = 0
        ) as target
        where id = ${assetId} and assets.state = 'playable' and deleted_at is null
        returning assets.state
      `.execute(transaction);
        const state = result.rows[0]?.state;
        if (state !== undefined) await hooks.settled?.(transaction, assetId, state);
        return state !== undefined;
      });
    },

    /** Changes the state of renditions that are in one of `from`; all of the asset's without `renditionId`. */
    async setRenditionState(
      assetId: string,
      change: {
        readonly renditionId?: string;
        readonly from: readonly RenditionState[];
        readonly to: RenditionState;
        readonly reason?: Reason;
      },
    ): Promise<number> {
      let query = db
        .updateTable('renditions')
        .set({
          state: change.to,
          reason_code: change.reason?.code ?? null,
          reason_message: change.reason?.message ?? null,
        })
        .where('asset_id', '=', assetId)
        .where('state', 'in', change.from);
      if (change.renditionId !== undefined) query = query.where('id', '=', change.renditionId);
      const updated = await query.executeTakeFirst();
      return Number(updated.numUpdatedRows);
    },

    /** Forgets the segments of a rendition, so that it is made anew. */
    async resetRendition(assetId: string, renditionId: string): Promise<void> {
      await database.kysely.transaction().execute(async (transaction) => {
        await within(transaction)
          .deleteFrom('segments')
          .where('asset_id', '=', assetId)
          .where('rendition_id', '=', renditionId)
          .execute();
        await within(transaction)
          .updateTable('renditions')
          .set({ ready: 0, ready_bytes: 0, state: 'waiting', reason_code: null, reason_message: null })
          .where('asset_id', '=', assetId)
          .where('id', '=', renditionId)
          .execute();
      });
    },

    async touch(assetId: string): Promise<void> {
      await db
        .updateTable('assets')
        .set({ updated_at: sql<Date>`clock_timestamp()` })
        .where('id', '=', assetId)
        .execute();
    },

    async remove(transaction: AnyTransaction, id: string): Promise<void> {
      await within(transaction).deleteFrom('assets').where('id', '=', id).execute();
    },

    /** Assets whose work is not over, for taking it up again at start. */
    async unsettled(): Promise<{ id: string; state: AssetState }[]> {
      return await db
        .selectFrom('assets')
        .select(['id', 'state'])
        .where('state', 'in', ['examining', 'playable'])
        .where('deleted_at', 'is', null)
        .execute();
    },
  };
}

function isOutcome(state: AssetState): state is SettledState {
  return state === 'complete' || state === 'rejected' || state === 'failed';
}
