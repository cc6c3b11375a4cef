// All SQL by which the staff finds accounts and sees how they stand.
import type { Database } from '@vitascope/platform/database';
import { sql } from 'kysely';
import type { StaffRole } from './permissions.ts';

export interface FoundAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: StaffRole | null;
  readonly createdAt: Date;
  /** Null once no session of it is left. */
  readonly lastSignInAt: Date | null;
  readonly lastSeenAt: Date | null;
  /** When it will be erased, by its holder's wish. */
  readonly eraseAt: Date | null;
  readonly sessions: number;
  readonly hasSecondFactor: boolean;
}

export type SupportStore = ReturnType<typeof createSupportStore>;

/** Times are the caller's, as everywhere in identity. */
const columnsAt = (
  now: number,
) => sql`account.id, account.name, account.email, staff.role, account.created_at as "createdAt",
  (select max(created_at) from identity.sessions where account_id = account.id) as "lastSignInAt",
  (select max(seen_at) from identity.devices where account_id = account.id) as "lastSeenAt",
  (select erase_at from identity.deletions where account_id = account.id) as "eraseAt",
  (select count(*)::int from identity.sessions where account_id = account.id and expires_at > ${new Date(now)}) as sessions,
  exists (select 1 from identity.authenticators where account_id = account.id and confirmed_at is not null)
    as "hasSecondFactor"`;

export function createSupportStore({ kysely }: Pick<Database, 'kysely'>) {
  const from = sql`identity.accounts as account left join identity.staff on staff.account_id = account.id`;
  return {
    /** Those whose address begins like this, whose name has it, or whose id it is; newest first. */
    async search(
      text: string | null,
      page: { readonly after: string | null; readonly limit: number; readonly now: number },
    ): Promise<readonly FoundAccount[]> {
      const fits =
        text === null
          ? sql`true`
          : sql`(account.id = ${text} or starts_with(account.email, ${text.toLowerCase()})
              or strpos(lower(account.name collate "und-x-icu") collate "C",
                lower(${text}::text collate "und-x-icu") collate "C") > 0)`;
      const behind = page.after === null ? sql`true` : sql`account.id < ${page.after}`;
      const { rows } = await sql<FoundAccount>`
        select ${columnsAt(page.now)} from ${from} where ${fits} and ${behind}
        order by account.id desc limit ${page.limit}`.execute(kysely);
      return rows;
    },

    async find(id: string, now: number): Promise<FoundAccount | null> {
      const { rows } = await sql<FoundAccount>`
        select ${columnsAt(now)} from ${from} where account.id = ${id}`.execute(kysely);
      return rows[0] ?? null;
    },
  };
}
