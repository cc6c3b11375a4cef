// All SQL of images: what was made of uploads, and who uses it.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { AnyTransaction, Tables } from '../rows.ts';
import type { Framing, Point, Size } from './frame.ts';
import type { ImageFormat, ImageKind } from './image-kinds.ts';

export interface ImageFile extends Size {
  readonly format: ImageFormat;
  readonly sizeBytes: number;
}

/** What was made of one upload, framed in one way. It never changes. */
export interface Image extends Size {
  readonly id: string;
  readonly kind: ImageKind;
  readonly recipe: number;
  readonly sha256: Buffer;
  readonly framing: Framing;
  /** The upload, upright. */
  readonly source: Size & { readonly sizeBytes: number };
  readonly focus: Point;
  /** A ThumbHash in base64. */
  readonly placeholder: string;
  readonly color: string;
  readonly files: readonly ImageFile[];
  readonly actor: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** Those that are named in a refusal to delete. */
const NAMED_USERS = 10;

export type ImageStore = ReturnType<typeof createImageStore>;

export function createImageStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('catalog');
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('catalog');

  async function findSame({ sha256, kind, framing, recipe }: ImageMark): Promise<Image | null> {
    const row = await db
      .selectFrom('images')
      .selectAll()
      .where('sha256', '=', sha256)
      .where('kind', '=', kind)
      .where('framing', '=', framingText(framing))
      .where('recipe', '=', recipe)
      .executeTakeFirst();
    return row === undefined ? null : toImage(row);
  }

  return {
    /** Made of the same upload in the same way. */
    findSame,

    /** Writes the image, or finds that another was faster with the same. */
    async insert(image: Image): Promise<Image> {
      await db
        .insertInto('images')
        .values({
          id: image.id,
          kind: image.kind,
          recipe: image.recipe,
          sha256: image.sha256,
          framing: framingText(image.framing),
          source: json(image.source),
          width: image.width,
          height: image.height,
          focus: json(image.focus),
          placeholder: image.placeholder,
          color: image.color,
          files: json(image.files),
          actor: image.actor,
          created_at: new Date(image.createdAt),
          uploaded_at: new Date(image.createdAt),
        })
        .onConflict((conflict) => conflict.columns(['sha256', 'kind', 'framing', 'recipe']).doNothing())
        .execute();
      const known = await findSame(image);
      if (known === null) throw new Error(`Image ${image.id} was removed while it was written.`);
      return known;
    },

    /** It was uploaded again, and is not removed for not having been used since the first time. False when it is gone. */
    async uploadedAgain(id: string, now: number): Promise<boolean> {
      const updated = await db
        .updateTable('images')
        .set({ uploaded_at: new Date(now) })
        .where('id', '=', id)
        .executeTakeFirst();
      return updated.numUpdatedRows > 0n;
    },

    async find(id: string): Promise<Image | null> {
      const row = await db.selectFrom('images').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toImage(row);
    },

    /** By id; without those that do not exist. */
    async byId(ids: readonly string[]): Promise<ReadonlyMap<string, Image>> {
      if (ids.length === 0) return new Map();
      const rows = await db.selectFrom('images').selectAll().where('id', 'in', ids).execute();
      return new Map(rows.map((row) => [row.id, toImage(row)]));
    },

    async kindsOf(
      transaction: AnyTransaction,
      ids: readonly string[],
    ): Promise<ReadonlyMap<string, ImageKind>> {
      if (ids.length === 0) return new Map();
      const rows = await within(transaction)
        .selectFrom('images')
        .select(['id', 'kind'])
        .where('id', 'in', ids)
        .execute();
      return new Map(rows.map(({ id, kind }) => [id, kind]));
    },

    /** Newest first, behind the id `after`. */
    async list(page: {
      readonly after: string | null;
      readonly limit: number;
      readonly kind?: ImageKind | undefined;
    }): Promise<readonly Image[]> {
      let query = db.selectFrom('images').selectAll().orderBy('id', 'desc').limit(page.limit);
      if (page.after !== null) query = query.where('id', '<', page.after);
      if (page.kind !== undefined) query = query.where('kind', '=', page.kind);
      return (await query.execute()).map(toImage);
    },

    /** How many there are, and what their files and the uploads that they were made of weigh. */
    async storageUse(): Promise<{ readonly count: number; readonly bytes: number }> {
      const { rows } = await sql<{ count: number; bytes: number }>`
        select (select count(*)::int from catalog.images) as count,
          (select coalesce(sum((file ->> 'sizeBytes')::bigint), 0)
            from catalog.images, jsonb_array_elements(files) as file)::bigint
          + (select coalesce(sum(bytes), 0) from (
              select distinct on (sha256) (source ->> 'sizeBytes')::bigint as bytes from catalog.images) as uploads
            )::bigint as bytes`.execute(db);
      return rows[0] ?? { count: 0, bytes: 0 };
    },

    /** Some of the titles and people that show it now. */
    async users(transaction: AnyTransaction, id: string): Promise<readonly string[]> {
      const { rows } = await sql<{ subject_id: string }>`
        select used.subject_id from catalog.image_uses as used
        left join catalog.titles on titles.id = used.subject_id
        left join catalog.people on people.id = used.subject_id
        where used.image_id = ${id} and (people.content ->> 'portraitId' = ${id}
          or titles.content -> 'artwork' @> jsonb_build_array(jsonb_build_object('imageId', ${id}::text)))
        order by used.subject_id limit ${NAMED_USERS}`.execute(transaction);
      return rows.map((row) => row.subject_id);
    },

    async remove(transaction: AnyTransaction, ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await within(transaction).deleteFrom('images').where('id', 'in', ids).execute();
    },

    /** Images that were not uploaded since a time and that nothing has ever used. */
    async neverUsed(transaction: AnyTransaction, before: number, limit: number): Promise<readonly string[]> {
      const rows = await within(transaction)
        .selectFrom('images')
        .select('id')
        .where('uploaded_at', '<', new Date(before))
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('image_uses')
                .select('image_id')
                .whereRef('image_uses.image_id', '=', 'images.id'),
            ),
          ),
        )
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },

    /** Those of the ids that are images. */
    async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
      if (ids.length === 0) return new Set();
      const rows = await db.selectFrom('images').select('id').where('id', 'in', ids).execute();
      return new Set(rows.map(({ id }) => id));
    },

    /** The name by which an object store knows this database. */
    async ownerName(): Promise<string> {
      return (await db.selectFrom('image_store_owner').select('name').executeTakeFirstOrThrow()).name;
    },
  };
}

export type ImageMark = Pick<Image, 'sha256' | 'kind' | 'framing' | 'recipe'>;

function framingText({ focus, crop }: Framing): string {
  const area = crop === null ? null : [crop.x, crop.y, crop.width, crop.height];
  return JSON.stringify([focus.x, focus.y, area]);
}

function readFraming(text: string): Framing {
  const [x, y, area] = JSON.parse(text) as [number, number, [number, number, number, number] | null];
  return {
    focus: { x, y },
    crop: area === null ? null : { x: area[0], y: area[1], width: area[2], height: area[3] },
  };
}

function json<T>(value: T) {
  return sql<T>`${JSON.stringify(value)}::jsonb`;
}

function toImage(row: Selectable<Tables['images']>): Image {
  return {
    id: row.id,
    kind: row.kind,
    recipe: row.recipe,
    sha256: row.sha256,
    framing: readFraming(row.framing),
    source: row.source,
    width: row.width,
    height: row.height,
    focus: row.focus,
    placeholder: row.placeholder,
    color: row.color,
    files: row.files,
    actor: row.actor,
    createdAt: row.created_at.getTime(),
  };
}
