// All SQL of suggestions: names of what the viewer may know of.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';
import { type Judgement, visibleTo } from './availability-sql.ts';
import type { Tables } from './rows.ts';

export interface KnownName {
  readonly subjectId: string;
  readonly isPerson: boolean;
  /** Folded. */
  readonly name: string;
}

/** Names that are looked at, of titles and of people, before it is asked who may know of them. */
const LOOKED_AT = 300;
const SHOWN = 50;

export type SuggestionStore = ReturnType<typeof createSuggestionStore>;

export function createSuggestionStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('catalog');
  return {
    /** Some names with the words of the tsquery, of titles that the viewer may see and of people who are in one. */
    async namesWith(query: string, judgement: Judgement): Promise<readonly KnownName[]> {
      const named = (isPerson: boolean) => sql`
        (select subject_id, name from catalog.search_names
        where ${isPerson ? sql`is_person` : sql`not is_person`} and words @@ ${query}::tsquery limit ${LOOKED_AT})`;
      const { rows } = await sql<KnownName>`
        select known.subject_id as "subjectId", false as "isPerson", known.name from ${named(false)} as known
        where exists (
          select 1 from catalog.titles where titles.id = known.subject_id and ${visibleTo(judgement)} offset 0)
        union all
        select known.subject_id, true, known.name from ${named(true)} as known
        where exists (
          select 1 from catalog.credits join catalog.titles on titles.id = credits.title_id
          where credits.person_id = known.subject_id and ${visibleTo(judgement)} offset 0)
        limit ${SHOWN}`.execute(db);
      return rows;
    },
  };
}
