// All SQL of subtitles inside sources. Rows never leave this file.
import type { SourceText } from '@vitascope/encoder';
import type { Database } from '@vitascope/platform/database';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Reason } from '../asset.ts';
import { type FoundText, noRoom, type SourceTextState, whyLeftOut } from './source-text.ts';
import { insertTrack, type NewTextTrack, type TextTables } from './text-store.ts';
import type { TextTrack } from './text-track.ts';

interface SourceTextsTable {
  asset_id: string;
  track: number;
  codec: string;
  language: string | null;
  title: string | null;
  is_default: boolean;
  is_forced: boolean;
  is_for_impaired: boolean;
  state: SourceTextState;
  reason_code: string | null;
  reason_message: string | null;
  kills: number;
}

interface Tables extends TextTables {
  source_texts: SourceTextsTable;
}

// biome-ignore lint/suspicious/noExplicitAny: joins whatever transaction the caller holds.
type AnyTransaction = Transaction<any>;

export type SourceTextStore = ReturnType<typeof createSourceTextStore>;

export function createSourceTextStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('assets');
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('assets');

  return {
    /** In the order in which they lie in the source. */
    async list(assetId: string): Promise<FoundText[]> {
      const rows = await db
        .selectFrom('source_texts')
        .selectAll()
        .where('asset_id', '=', assetId)
        .orderBy('track')
        .execute();
      return rows.map(toFoundText);
    },

    /** Notes what was found; what is noted already stays as it is. */
    async note(transaction: AnyTransaction, assetId: string, texts: readonly SourceText[]): Promise<void> {
      if (texts.length === 0) return;
      const rows = texts.map((text) => {
        const reason = whyLeftOut(text);
        return {
          asset_id: assetId,
          track: text.track,
          codec: text.codec,
          language: text.language,
          title: text.title,
          is_default: text.isDefault,
          is_forced: text.isForced,
          is_for_impaired: text.isForImpaired,
          state: reason === null ? ('waiting' as const) : ('left-out' as const),
          reason_code: reason?.code ?? null,
          reason_message: reason?.message ?? null,
          kills: 0,
        };
      });
      await within(transaction)
        .insertInto('source_texts')
        .values(rows)
        .onConflict((conflict) => conflict.columns(['asset_id', 'track']).doNothing())
        .execute();
    },

    /**
     * Makes a track of what waits, once: null where it does not wait any more, for example since the asset is gone. What
     * an editor made the default stays it. `full` where the asset has as many tracks as it may have.
     */
    async take(assetId: string, track: number, text: NewTextTrack): Promise<TextTrack | 'full' | null> {
      return db.transaction().execute(async (transaction) => {
        const asset = await transaction
          .updateTable('assets')
          .set({ updated_at: sql<Date>`clock_timestamp()` })
          .where('id', '=', assetId)
          .returning('id')
          .executeTakeFirst();
        const waiting = await transaction
          .updateTable('source_texts')
          .set({ state: 'taken' })
          .where('asset_id', '=', assetId)
          .where('track', '=', track)
          .where('state', '=', 'waiting')
          .executeTakeFirst();
        if (asset === undefined || waiting.numUpdatedRows === 0n) return null;
        const rival = await transaction
          .selectFrom('text_tracks')
          .select('id')
          .where('asset_id', '=', assetId)
          .where('is_default', '=', true)
          .executeTakeFirst();
        const isDefault = text.isDefault && rival === undefined;
        const taken = await insertTrack(transaction, assetId, { ...text, isDefault });
        if (taken === 'full')
          await transaction
            .updateTable('source_texts')
            .set({ state: 'left-out', reason_code: noRoom.code, reason_message: noRoom.message })
            .where('asset_id', '=', assetId)
            .where('track', '=', track)
            .execute();
        return taken;
      });
    },

    /** Says why of what waits there will be no track. Without a track: of all that wait. */
    async leaveOut(
      assetId: string,
      change: { readonly track?: number; readonly to: 'left-out' | 'failed'; readonly reason: Reason },
    ): Promise<void> {
      let query = db
        .updateTable('source_texts')
        .set({ state: change.to, reason_code: change.reason.code, reason_message: change.reason.message })
        .where('asset_id', '=', assetId)
        .where('state', '=', 'waiting');
      if (change.track !== undefined) query = query.where('track', '=', change.track);
      await query.execute();
    },

    /** Counts one more time in a row that reading killed its encoder process. */
    async addKill(assetId: string): Promise<number> {
      const rows = await db
        .updateTable('source_texts')
        .set((eb) => ({ kills: eb('kills', '+', 1) }))
        .where('asset_id', '=', assetId)
        .where('state', '=', 'waiting')
        .returning('kills')
        .execute();
      return Math.max(0, ...rows.map(({ kills }) => kills));
    },

    /** What was given up waits again. */
    async retry(assetId: string): Promise<void> {
      await db
        .updateTable('source_texts')
        .set({ state: 'waiting', kills: 0, reason_code: null, reason_message: null })
        .where('asset_id', '=', assetId)
        .where('state', '=', 'failed')
        .execute();
    },

    /** Some assets of which texts wait, the newest first. */
    async waiting(limit: number): Promise<string[]> {
      const { rows } = await sql<{ id: string }>`
        select id from assets.assets as asset
        where deleted_at is null and facts is not null
          and exists (select 1 from assets.source_texts where asset_id = asset.id and state = 'waiting')
        order by id desc limit ${limit}`.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}

function toFoundText(row: Selectable<SourceTextsTable>): FoundText {
  return {
    track: row.track,
    codec: row.codec,
    language: row.language,
    title: row.title,
    isDefault: row.is_default,
    isForced: row.is_forced,
    isForImpaired: row.is_for_impaired,
    state: row.state,
    reason: row.reason_code === null ? null : { code: row.reason_code, message: row.reason_message ?? '' },
  };
}
