// Upload state in PostgreSQL, and the lock on one upload that all processes share.
import type { Database } from '@vitascope/platform/database';
import type { Kysely } from 'kysely';

export interface UploadRecord {
  readonly id: string;
  /** `whole`: becomes an asset. `partial`: bytes for a `final`, which joins them (tus concatenation). */
  readonly kind: 'whole' | 'partial' | 'final';
  /** `open`: bytes are missing, or not yet in place. `stored`: in place. `finished`: an asset exists. */
  readonly state: 'open' | 'stored' | 'finished';
  /** Where the bytes will be in the object store. */
  readonly key: string;
  /** The object store's name for the upload in progress; `null` for a final one. */
  readonly blobUploadId: string | null;
  /** `null` until the client tells (tus creation-defer-length). */
  readonly sizeBytes: number | null;
  /** The Upload-Metadata header as it came. */
  readonly metadata: string | null;
  readonly filename: string;
  readonly contentType: string | null;
  /** Ids of the partial uploads that a final one joins, in order. */
  readonly parts: readonly string[];
  /** The final upload that a partial one belongs to. */
  readonly joinedInto: string | null;
  readonly assetId: string | null;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface UploadStore {
  insert(record: UploadRecord): Promise<void>;
  /** Inserts a final upload and gives it its parts, both or neither. */
  insertFinal(record: UploadRecord): Promise<void>;
  find(id: string): Promise<UploadRecord | null>;
  setSize(id: string, sizeBytes: number): Promise<void>;
  setStored(id: string): Promise<void>;
  setFinished(id: string, assetId: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Open uploads of known size after `id` in order, at most `limit`. */
  listOpen(after: string, limit: number): Promise<readonly UploadRecord[]>;
  /** Uploads that expired before `now` (epoch ms) after `id` in order, at most `limit`. */
  listExpired(now: number, page: { after: string; limit: number }): Promise<readonly UploadRecord[]>;
  /** Locks the upload against all processes, or returns `null`. `onLost`: the lock was lost by itself. */
  tryLock(id: string, onLost: () => void): Promise<(() => Promise<void>) | null>;
  /** Asks whichever process holds the lock to let go of it. */
  askToYield(id: string): Promise<void>;
  onYieldAsked(listener: (id: string) => void): Promise<() => Promise<void>>;
}

interface UploadRow {
  id: string;
  kind: UploadRecord['kind'];
  state: UploadRecord['state'];
  key: string;
  blob_upload_id: string | null;
  size_bytes: number | null;
  metadata: string | null;
  filename: string;
  content_type: string | null;
  parts: string[];
  joined_into: string | null;
  asset_id: string | null;
  created_at: Date;
  expires_at: Date;
}

interface Tables {
  uploads: UploadRow;
}

const YIELD_CHANNEL = 'assets_upload_yield';

export function createUploadStore(database: Database): UploadStore {
  const db = (database.kysely as Kysely<Tables>).withSchema('assets');
  const change = async (id: string, values: Partial<UploadRow>) => {
    await db.updateTable('uploads').set(values).where('id', '=', id).execute();
  };
  return {
    async insert(record) {
      await db.insertInto('uploads').values(toRow(record)).execute();
    },
    async insertFinal(record) {
      await db.transaction().execute(async (transaction) => {
        await transaction.insertInto('uploads').values(toRow(record)).execute();
        await transaction
          .updateTable('uploads')
          .set({ joined_into: record.id })
          .where('id', 'in', [...record.parts])
          .execute();
      });
    },
    async find(id) {
      const row = await db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toRecord(row);
    },
    setSize: (id, sizeBytes) => change(id, { size_bytes: sizeBytes }),
    setStored: (id) => change(id, { state: 'stored' }),
    setFinished: (id, assetId) => change(id, { state: 'finished', asset_id: assetId }),
    async remove(id) {
      await db.deleteFrom('uploads').where('id', '=', id).execute();
    },
    async listOpen(after, limit) {
      const rows = await db
        .selectFrom('uploads')
        .selectAll()
        .where('state', '=', 'open')
        .where('size_bytes', 'is not', null)
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toRecord);
    },
    async listExpired(now, { after, limit }) {
      const rows = await db
        .selectFrom('uploads')
        .selectAll()
        .where('expires_at', '<', new Date(now))
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toRecord);
    },
    tryLock: (id, onLost) => database.tryLock(`assets upload ${id}`, onLost),
    askToYield: (id) => database.notify(YIELD_CHANNEL, id),
    onYieldAsked: (listener) => database.listen(YIELD_CHANNEL, listener),
  };
}

function toRow(record: UploadRecord): UploadRow {
  return {
    id: record.id,
    kind: record.kind,
    state: record.state,
    key: record.key,
    blob_upload_id: record.blobUploadId,
    size_bytes: record.sizeBytes,
    metadata: record.metadata,
    filename: record.filename,
    content_type: record.contentType,
    parts: [...record.parts],
    joined_into: record.joinedInto,
    asset_id: record.assetId,
    created_at: new Date(record.createdAt),
    expires_at: new Date(record.expiresAt),
  };
}

function toRecord(row: UploadRow): UploadRecord {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    key: row.key,
    blobUploadId: row.blob_upload_id,
    sizeBytes: row.size_bytes,
    metadata: row.metadata,
    filename: row.filename,
    contentType: row.content_type,
    parts: row.parts,
    joinedInto: row.joined_into,
    assetId: row.asset_id,
    createdAt: row.created_at.getTime(),
    expiresAt: row.expires_at.getTime(),
  };
}
