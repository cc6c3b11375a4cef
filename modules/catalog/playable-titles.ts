// A title, and what follows it, as one expression of SQL: for playback, which asks for more in the same round trip.
import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { TitleFacts } from './availability.ts';
import { factColumns, type OpeningsTable, toFacts } from './rows.ts';
import type { AssetLink, Marker, TitleKind } from './title.ts';

/** What playback needs to know of a title, whoever may see it. */
export interface PlayableTitle {
  readonly id: string;
  readonly kind: TitleKind;
  readonly parentId: string | null;
  readonly number: number | null;
  readonly originalLanguage: string;
  /** By language. */
  readonly names: Readonly<Record<string, string>>;
  readonly assets: readonly AssetLink[];
  readonly markers: readonly Marker[];
  readonly facts: TitleFacts;
  /** Whether the preview link that was asked with opens it. */
  readonly isPreviewed: boolean;
}

/** The first of them may be hidden from the viewer. */
const FOLLOWERS = 3;

/**
 * A query with the columns `position` (0 for the title, 1 and up for the episodes after it), `main_asset_id`, `lineage`
 * and `facts` (jsonb, for {@link readPlayableTitle}).
 */
export function playableTitles(wish: {
  readonly titleId: RawBuilder<unknown>;
  /** What {@link previewHash} gives for the token of a preview link; null where there is none. */
  readonly preview: RawBuilder<Buffer> | null;
  readonly now: RawBuilder<Date>;
}): RawBuilder<unknown> {
  const titleId = sql`${wish.titleId}::text`;
  const columns = sql.join(factColumns.map((name) => sql`${sql.lit(name)}, titles.${sql.ref(name)}`));
  return sql`
    with wanted as (
      select ${titleId} as id, 0 as position
      union all (
        select next.id, row_number() over (order by season.number, next.number)::integer
        from catalog.titles as this
          join catalog.titles as its on its.id = this.parent_id
          join catalog.titles as season on season.parent_id = its.parent_id and season.kind = 'season'
            and (season.id = its.id or (its.number > 0 and season.number > its.number))
          join catalog.titles as next on next.parent_id = season.id and next.kind = 'episode'
        where this.id = ${titleId} and this.kind = 'episode'
          and (season.number, next.number) > (its.number, this.number)
        order by season.number, next.number limit ${sql.lit(FOLLOWERS)})
    )
    select wanted.position, titles.lineage,
      (select link.asset_id from catalog.asset_links as link
        where link.title_id = titles.id and link.purpose = 'main' order by link.position limit 1) as main_asset_id,
      jsonb_build_object('id', titles.id, 'kind', titles.kind, 'parentId', titles.parent_id, 'number', titles.number,
        'originalLanguage', titles.content -> 'originalLanguage', 'assets', titles.content -> 'assets',
        'markers', titles.content -> 'markers',
        'names', (select jsonb_object_agg(text.key, text.value -> 'name')
          from jsonb_each(titles.content -> 'texts') as text),
        'isPreviewed', ${isPreviewed(wish)},
        'columns', jsonb_build_object(${columns}),
        'openings', (select jsonb_agg(to_jsonb(opening) order by opening.position)
          from catalog.openings as opening where opening.title_id = titles.id)) as facts
    from wanted join catalog.titles on titles.id = wanted.id`;
}

/** What is kept of the token of a preview link. */
export function previewHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function isPreviewed({ preview, now }: Parameters<typeof playableTitles>[0]): RawBuilder<boolean> {
  if (preview === null) return sql`false`;
  return sql`exists (select 1 from catalog.previews as preview where preview.token_hash = ${preview}::bytea
    and preview.expires_at > ${now}::timestamptz and preview.title_id = any (titles.lineage))`;
}

/** As they stand in `facts`: JSON writes a time as text. */
type InJson<T> = { readonly [K in keyof T]: Extract<T[K], Date> extends never ? T[K] : string | null };

export function readPlayableTitle(found: unknown): PlayableTitle {
  const { columns, openings, ...title } = found as Omit<PlayableTitle, 'facts'> & {
    readonly columns: InJson<Parameters<typeof toFacts>[0]>;
    readonly openings: readonly InJson<OpeningsTable>[] | null;
  };
  const row = {
    ...columns,
    publish_at: toDate(columns.publish_at),
    embargo_until: toDate(columns.embargo_until),
    expire_at: toDate(columns.expire_at),
  };
  const windows = (openings ?? []).map((opening) => ({
    ...opening,
    opens_at: toDate(opening.opens_at),
    closes_at: toDate(opening.closes_at),
  }));
  return {
    id: title.id,
    kind: title.kind,
    parentId: title.parentId,
    number: title.number,
    originalLanguage: title.originalLanguage,
    names: title.names,
    assets: title.assets,
    markers: title.markers,
    facts: toFacts(row, windows),
    isPreviewed: title.isPreviewed,
  };
}

function toDate(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
