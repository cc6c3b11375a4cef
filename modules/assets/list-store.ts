// All SQL of lists of assets: which, in what order, how many.
import type { Database } from '@vitascope/platform/database';
import { type RawBuilder, sql } from 'kysely';
import type { AssetFilter, AssetSort } from './list-assets.ts';

export interface Place {
  readonly id: string;
  /** What the list is sorted by; null where by age. */
  readonly key: string | number | null;
}

export type ListStore = ReturnType<typeof createListStore>;

const keys: Readonly<Record<AssetSort, RawBuilder<unknown> | null>> = {
  newest: null,
  name: sql`name_key collate "und-x-icu"`,
  size: sql`size_bytes`,
  duration: sql`coalesce(duration_ms, -1)`,
};

export function createListStore({ kysely }: Pick<Database, 'kysely'>) {
  return {
    /** Ids with their places, behind the place `after`. */
    async page(
      filter: AssetFilter,
      page: { readonly sort: AssetSort; readonly after: Place | null; readonly limit: number },
    ): Promise<readonly Place[]> {
      const key = keys[page.sort];
      const isUp = page.sort === 'name';
      const order = isUp ? sql`asc` : sql`desc`;
      const { rows } = await sql<Place>`
        select id, ${key ?? sql`null`} as key from assets.assets
        where ${matching(filter)} and ${behind(key, page.after, isUp ? sql`>` : sql`<`)}
        order by ${key === null ? sql`` : sql`${key} ${order}, `}id ${order} limit ${page.limit}`.execute(
        kysely,
      );
      return rows;
    },

    /** How many there are, counted no further than `limit`. */
    async count(filter: AssetFilter, limit: number): Promise<number> {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from (
          select 1 from assets.assets where ${matching(filter)} limit ${limit}) as counted`.execute(kysely);
      return rows[0]?.count ?? 0;
    },
  };
}

function matching({ name, states }: AssetFilter): RawBuilder<boolean> {
  const conditions = [sql`deleted_at is null`];
  if (name !== undefined) {
    const part = sql`lower(${name}::text collate "und-x-icu")`;
    conditions.push(sql`strpos(name_key collate "C", ${part} collate "C") > 0`);
  }
  if (states !== undefined) conditions.push(sql`state = any (${[...states]}::text[])`);
  return sql`(${sql.join(conditions, sql` and `)})`;
}

function behind(
  key: RawBuilder<unknown> | null,
  after: Place | null,
  beyond: RawBuilder<unknown>,
): RawBuilder<boolean> {
  if (after === null) return sql`true`;
  if (key === null) return sql`id ${beyond} ${after.id}`;
  const type = typeof after.key === 'string' ? sql`text` : sql`bigint`;
  return sql`(${key}, id) ${beyond} (${after.key}::${type}, ${after.id})`;
}
