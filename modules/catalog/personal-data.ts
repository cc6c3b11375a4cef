// What an account did as an editor: its own business, and gone with it but for what was done.
import type { Database } from '@vitascope/platform/database';
import { sql } from 'kysely';

/** What `PersonalData` of identity asks for, which this module does not know. */
export interface EditorsData {
  readonly name: string;
  export(accountId: string): Promise<Readonly<Record<string, unknown>>>;
  erase(accountId: string): Promise<void>;
}

/** More rows of one kind than this belong to no person. */
const MOST_ROWS = 100_000;
/** In place of who did something and is gone. */
const ERASED = 'erased';

const sections: Readonly<Record<string, readonly string[]>> = {
  changes: ['id', 'subject_id', 'revision', 'action', 'changed_at'],
  previews: ['id', 'title_id', 'note', 'created_at', 'expires_at'],
  images: ['id', 'kind', 'created_at'],
  imports: ['id', 'format', 'is_dry_run', 'state', 'created_at', 'finished_at'],
};

export function createEditorsData(database: Database): EditorsData {
  return {
    name: 'catalog',
    async export(accountId) {
      const parts: Record<string, unknown> = {};
      for (const [table, columns] of Object.entries(sections)) {
        const { rows } = await sql`
          select ${sql.join(columns.map((column) => sql.ref(column)))} from ${sql.table(`catalog.${table}`)}
          where actor = ${accountId} order by id limit ${MOST_ROWS}`.execute(database.kysely);
        parts[table] = rows;
      }
      return parts;
    },
    async erase(accountId) {
      for (const table of Object.keys(sections))
        await sql`update ${sql.table(`catalog.${table}`)} set actor = ${ERASED} where actor = ${accountId}`.execute(
          database.kysely,
        );
    },
  };
}
