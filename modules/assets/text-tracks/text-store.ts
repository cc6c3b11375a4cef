// All SQL of text tracks. Rows never leave this file.
import type { TextKind } from '@vitascope/media/presentation';
import type { Database } from '@vitascope/platform/database';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { MOST_TEXT_TRACKS, type TextTrack, type TextTrackFacts } from './text-track.ts';

export interface TextTracksTable {
  id: string;
  asset_id: string;
  language: string;
  kind: TextKind;
  name: string;
  is_forced: boolean;
  is_default: boolean;
  cues: number;
  size_bytes: number;
  crc32: number;
  created_at: Date;
  updated_at: Date;
}

export interface TextTables {
  assets: { id: string; updated_at: Date };
  text_tracks: TextTracksTable;
}

export type NewTextTrack = Omit<TextTrack, 'createdAt' | 'updatedAt'>;

export type TextStore = ReturnType<typeof createTextStore>;

const now = sql<Date>`clock_timestamp()`;

export function createTextStore(database: Database) {
  const db = (database.kysely as Kysely<TextTables>).withSchema('assets');

  /** One change of an asset's texts at a time; null without the asset. */
  const change = async <T>(
    assetId: string,
    work: (transaction: Transaction<TextTables>) => Promise<T>,
  ): Promise<T | null> =>
    db.transaction().execute(async (transaction) => {
      const asset = await transaction
        .updateTable('assets')
        .set({ updated_at: now })
        .where('id', '=', assetId)
        .returning('id')
        .executeTakeFirst();
      return asset === undefined ? null : await work(transaction);
    });

  return {
    /** In the order in which they were added. */
    async list(assetId: string): Promise<TextTrack[]> {
      const rows = await db
        .selectFrom('text_tracks')
        .selectAll()
        .where('asset_id', '=', assetId)
        .orderBy('id')
        .execute();
      return rows.map(toTextTrack);
    },

    async find(assetId: string, id: string): Promise<TextTrack | null> {
      const row = await db
        .selectFrom('text_tracks')
        .selectAll()
        .where('asset_id', '=', assetId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : toTextTrack(row);
    },

    /** Null where the asset is gone; `full` where it has as many as it may have. */
    insert: (assetId: string, track: NewTextTrack): Promise<TextTrack | 'full' | null> =>
      change(assetId, (transaction) => insertTrack(transaction, assetId, track)),

    /** Null where the asset or the track is gone. */
    update: (assetId: string, id: string, facts: TextTrackFacts): Promise<TextTrack | null> =>
      change(assetId, async (transaction) => {
        if (facts.isDefault) await clearDefault(transaction, assetId);
        const row = await transaction
          .updateTable('text_tracks')
          .set({ ...toColumns(facts), updated_at: now })
          .where('asset_id', '=', assetId)
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst();
        return row === undefined ? null : toTextTrack(row);
      }),

    /** Tells whether there was one. */
    async remove(assetId: string, id: string): Promise<boolean> {
      const removed = await change(assetId, (transaction) =>
        transaction
          .deleteFrom('text_tracks')
          .where('asset_id', '=', assetId)
          .where('id', '=', id)
          .executeTakeFirst(),
      );
      return (removed?.numDeletedRows ?? 0n) > 0n;
    },
  };
}

/** `full` where the asset, whose row the transaction holds, has as many as it may have. */
export async function insertTrack(
  transaction: Transaction<TextTables>,
  assetId: string,
  track: NewTextTrack,
): Promise<TextTrack | 'full'> {
  const { count } = await transaction
    .selectFrom('text_tracks')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('asset_id', '=', assetId)
    .executeTakeFirstOrThrow();
  if (Number(count) >= MOST_TEXT_TRACKS) return 'full';
  if (track.isDefault) await clearDefault(transaction, assetId);
  const row = await transaction
    .insertInto('text_tracks')
    .values({
      ...toColumns(track),
      id: track.id,
      asset_id: assetId,
      cues: track.cues,
      size_bytes: track.sizeBytes,
      crc32: track.crc32,
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toTextTrack(row);
}

function clearDefault(transaction: Transaction<TextTables>, assetId: string) {
  return transaction
    .updateTable('text_tracks')
    .set({ is_default: false, updated_at: now })
    .where('asset_id', '=', assetId)
    .where('is_default', '=', true)
    .execute();
}

function toColumns(facts: TextTrackFacts) {
  return {
    language: facts.language,
    kind: facts.kind,
    name: facts.name,
    is_forced: facts.isForced,
    is_default: facts.isDefault,
  };
}

function toTextTrack(row: Selectable<TextTracksTable>): TextTrack {
  return {
    id: row.id,
    language: row.language,
    kind: row.kind,
    name: row.name,
    isForced: row.is_forced,
    isDefault: row.is_default,
    cues: row.cues,
    sizeBytes: row.size_bytes,
    crc32: Number(row.crc32),
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}
