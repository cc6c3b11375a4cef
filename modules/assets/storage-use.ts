// What the library's objects weigh, as their rows say: nobody walks a store of millions of objects to know.
import type { Database } from '@vitascope/platform/database';
import { sql } from 'kysely';

export interface StorageUse {
  /** What is in the trash is among all of these: its bytes are there. */
  readonly sources: { readonly count: number; readonly bytes: number };
  /** Of that and all that follows, what was deleted: sources, and what was made of or added to them. */
  readonly trash: { readonly count: number; readonly bytes: number };
  /** Unfinished uploads, by what they say that they will weigh. */
  readonly uploads: { readonly count: number; readonly bytes: number };
  readonly storyboards: { readonly count: number; readonly bytes: number };
  /** Subtitles and captions. */
  readonly captions: { readonly count: number; readonly bytes: number };
  readonly renditions: readonly {
    readonly codec: string;
    /** Null for sound. */
    readonly height: number | null;
    readonly isCopy: boolean;
    readonly count: number;
    readonly bytes: number;
  }[];
}

/** What everything of an asset weighs together; `asset` names its row. */
export const storedBytes = sql<number>`(asset.size_bytes
  + coalesce((select sum(ready_bytes) from assets.renditions where asset_id = asset.id), 0)
  + coalesce((select sum(size_bytes) from assets.storyboards where asset_id = asset.id), 0)
  + coalesce((select sum(size_bytes) from assets.text_tracks where asset_id = asset.id), 0))::bigint`;

type Sum = { readonly count: number; readonly bytes: number };

export async function storageUse({ kysely }: Pick<Database, 'kysely'>): Promise<StorageUse> {
  const sum = async (from: ReturnType<typeof sql>): Promise<Sum> => {
    const { rows } = await sql<Sum>`
      select count(*)::int as count, coalesce(sum(size_bytes), 0)::bigint as bytes from ${from}`.execute(
      kysely,
    );
    return rows[0] ?? { count: 0, bytes: 0 };
  };
  const [sources, trash, uploads, storyboards, captions, { rows: renditions }] = await Promise.all([
    sum(sql`assets.assets`),
    sum(
      sql`(select ${storedBytes} as size_bytes from assets.assets as asset where deleted_at is not null) as deleted`,
    ),
    sum(sql`assets.uploads where state <> 'finished'`),
    sum(sql`assets.storyboards`),
    sum(sql`assets.text_tracks`),
    sql<StorageUse['renditions'][number]>`
      select split_part(codecs, '.', 1) as codec, height, recipe ->> 'kind' in ('video-copy', 'audio-copy') as "isCopy",
        count(*)::int as count, coalesce(sum(ready_bytes), 0)::bigint as bytes
      from assets.renditions group by 1, 2, 3 order by bytes desc limit 200`.execute(kysely),
  ]);
  return { sources, trash, uploads, storyboards, captions, renditions };
}
