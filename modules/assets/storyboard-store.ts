// All SQL of storyboards.
import { sheetCount } from '@vitascope/media/storyboard';
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';
import type { NamedPlan, Reason, StoredSheet } from './asset.ts';
import { type StoryboardRow, type Tables, toStoryboardRow } from './rows.ts';

export interface DrawnOn {
  readonly number: number;
  readonly sheet: StoredSheet;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

export type StoryboardStore = ReturnType<typeof createStoryboardStore>;

export function createStoryboardStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('assets');

  const find = async (assetId: string): Promise<StoryboardRow | null> => {
    const row = await db
      .selectFrom('storyboards')
      .selectAll()
      .where('asset_id', '=', assetId)
      .executeTakeFirst();
    return row === undefined ? null : toStoryboardRow(row);
  };

  return {
    find,

    /**
     * The storyboard of an asset, begun if there is none. One of another plan is begun anew unless it is complete. Null
     * where the asset is gone.
     */
    async begin(assetId: string, plan: NamedPlan): Promise<StoryboardRow | null> {
      await sql`
        insert into assets.storyboards (asset_id, id, interval_ms, tiles, columns, rows, state)
        select id, ${plan.id}, ${plan.intervalMs}, ${plan.tiles}, ${plan.columns}, ${plan.rows}, 'making'
        from assets.assets where id = ${assetId}
        on conflict (asset_id) do update set id = excluded.id, interval_ms = excluded.interval_ms,
          tiles = excluded.tiles, columns = excluded.columns, rows = excluded.rows, state = 'making', kills = 0,
          sheets = '[]', size_bytes = 0, tile_width = null, tile_height = null, reason_code = null, reason_message = null
        where storyboards.id <> excluded.id and storyboards.state <> 'complete'`.execute(db);
      return await find(assetId);
    },

    /**
     * Makes the next sheet visible; one that is visible already is left as it is. Tells how far the storyboard is then;
     * null where it is gone.
     */
    async addSheet(assetId: string, plan: NamedPlan, drawn: DrawnOn): Promise<StoryboardRow | null> {
      const isLast = drawn.number + 1 === sheetCount(plan);
      await sql`
        update assets.storyboards set sheets = sheets || ${JSON.stringify([drawn.sheet])}::jsonb,
          size_bytes = size_bytes + ${drawn.sheet.sizeBytes}, kills = 0,
          tile_width = ${drawn.tileWidth}, tile_height = ${drawn.tileHeight},
          state = ${isLast ? 'complete' : 'making'}
        where asset_id = ${assetId} and id = ${plan.id} and state = 'making'
          and jsonb_array_length(sheets) = ${drawn.number}`.execute(db);
      const row = await find(assetId);
      return row?.id === plan.id ? row : null;
    },

    /** Counts one more time in a row that drawing killed its encoder process. */
    async addKill(assetId: string): Promise<number> {
      const { rows } = await sql<{ kills: number }>`
        update assets.storyboards set kills = kills + 1 where asset_id = ${assetId} returning kills`.execute(
        db,
      );
      return rows[0]?.kills ?? 0;
    },

    async fail(assetId: string, reason: Reason): Promise<void> {
      await db
        .updateTable('storyboards')
        .set({ state: 'failed', reason_code: reason.code, reason_message: reason.message })
        .where('asset_id', '=', assetId)
        .where('state', '=', 'making')
        .execute();
    },

    /** One that was given up is made again; what was made of it stays. */
    async retry(assetId: string): Promise<void> {
      await db
        .updateTable('storyboards')
        .set({ state: 'making', kills: 0, reason_code: null, reason_message: null })
        .where('asset_id', '=', assetId)
        .where('state', '=', 'failed')
        .execute();
    },

    /** Takes a storyboard back of which a sheet turned out to be damaged or gone. */
    async takeBack(assetId: string, id: string): Promise<void> {
      await sql`update assets.storyboards set state = 'making', sheets = '[]', size_bytes = 0
        where asset_id = ${assetId} and id = ${id} and state = 'complete'`.execute(db);
    },

    /** Some assets that have pictures and no storyboard, the newest first. */
    async missing(limit: number): Promise<string[]> {
      const { rows } = await sql<{ id: string }>`
        select asset.id from assets.assets as asset
        left join assets.storyboards as board on board.asset_id = asset.id
        where asset.deleted_at is null and asset.state in ('playable', 'complete', 'failed')
          and coalesce(board.state, 'making') = 'making'
          and jsonb_typeof(asset.timeline -> 'video') = 'object'
        order by asset.id desc limit ${limit}`.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}
