// Titles with all that a page of them shows, in one statement: most of what a page takes is the way to the database and back.
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { TitleFacts } from './availability.ts';
import {
  documentColumns,
  factColumns,
  type OpeningsTable,
  type Subject,
  type Tables,
  toFacts,
  toTitle,
} from './rows.ts';
import type { TermContent, TitleContent } from './title.ts';

/** A title with what viewers are judged by. */
export interface JudgedTitle extends Subject<TitleContent> {
  readonly facts: TitleFacts;
}

export interface WholeTitles {
  readonly titles: readonly JudgedTitle[];
  /** Those that the titles name. */
  readonly terms: readonly TermContent[];
}

type TitleRow = Pick<
  Selectable<Tables['titles']>,
  (typeof documentColumns)[number] | (typeof factColumns)[number]
> & { readonly openings: readonly JsonOpening[] | null };

/** Times as PostgreSQL writes them in JSON. */
type JsonOpening = Omit<OpeningsTable, 'opens_at' | 'closes_at'> & {
  readonly opens_at: string | null;
  readonly closes_at: string | null;
};

/** Without a title where it is gone or not shown. */
export type WholeRow = (TitleRow | { readonly id: null }) & {
  readonly wanted: string;
  readonly isPerson: boolean;
  /** Those of all titles, in the first row alone. */
  readonly terms: readonly TermContent[] | null;
};

/** For rows of `id`, `is_person`, `is_shown` and `place`, by which they are ordered. Whoever may see the titles. */
export function wholeTitles(wanted: RawBuilder<unknown>): RawBuilder<WholeRow> {
  const columns = [...documentColumns, ...factColumns].map((column) => sql.ref(column));
  return sql`
    with shown as materialized (
      select wanted.id as wanted, is_person, place, titles.* from (${wanted}) as wanted
      left join lateral (select * from catalog.titles where id = wanted.id and wanted.is_shown offset 0) as titles on true)
    select wanted, is_person as "isPerson", ${sql.join(columns)},
      (select json_agg(opening order by position) from catalog.openings as opening
        where opening.title_id = shown.id) as openings,
      case when row_number() over (order by place) = 1 then (
        select json_agg(terms.content) from catalog.terms
        where slug in (select unnest(genres || tags || moods) from shown)) end as terms
    from shown order by place`;
}

export function toWholeTitles(rows: readonly WholeRow[]): WholeTitles {
  return {
    titles: rows.flatMap((row) =>
      row.id === null ? [] : { ...toTitle(row), facts: toFacts(row, (row.openings ?? []).map(toOpening)) },
    ),
    terms: rows.flatMap(({ terms }) => terms ?? []),
  };
}

function toOpening(row: JsonOpening): OpeningsTable {
  const date = (time: string | null) => (time === null ? null : new Date(time));
  return { ...row, opens_at: date(row.opens_at), closes_at: date(row.closes_at) };
}
