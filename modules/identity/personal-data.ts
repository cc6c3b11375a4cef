// What is kept about an account: the port that every module with such data offers, and identity's own part.
import type { Database } from '@vitascope/platform/database';
import type { Kysely } from 'kysely';

/** A module's part of what is kept about an account. Both may be called again for the same account. */
export interface PersonalData {
  /** Names the part in a copy. */
  readonly name: string;
  /** All of it as plain JSON, no secrets among it. */
  export(accountId: string): Promise<Readonly<Record<string, unknown>>>;
  /** Erases what does not go by itself when the account's row goes. */
  erase(accountId: string): Promise<void>;
}

/** What of each table is the account's business: nothing that opens anything, such as tokens and hashes. */
const sections: Readonly<Record<string, { readonly of: string; readonly columns: readonly string[] }>> = {
  accounts: { of: 'id', columns: ['id', 'name', 'email', 'email_verified', 'created_at', 'updated_at'] },
  staff: { of: 'account_id', columns: ['role', 'granted_at'] },
  profiles: {
    of: 'account_id',
    columns: [
      'id',
      'name',
      'avatar',
      'language',
      'audio_languages',
      'caption_languages',
      'captions',
      'maturity_limit',
      'is_kids',
      'created_at',
    ],
  },
  sessions: {
    of: 'account_id',
    columns: ['id', 'ip_address', 'user_agent', 'created_at', 'updated_at', 'expires_at'],
  },
  devices: { of: 'account_id', columns: ['id', 'name', 'kind', 'created_at', 'seen_at', 'revoked_at'] },
  device_authorizations: {
    of: 'account_id',
    columns: ['name', 'kind', 'client_address', 'created_at', 'expires_at'],
  },
  passkeys: { of: 'account_id', columns: ['id', 'name', 'relying_party', 'created_at', 'used_at'] },
  authenticators: { of: 'account_id', columns: ['created_at', 'confirmed_at'] },
  api_keys: {
    of: 'made_by',
    columns: ['id', 'name', 'permissions', 'created_at', 'used_at', 'expires_at'],
  },
  external_identities: {
    of: 'account_id',
    columns: ['id', 'provider', 'issuer', 'subject', 'email', 'linked_at', 'used_at'],
  },
  invitations: { of: 'invited_by', columns: ['id', 'email', 'role', 'created_at', 'expires_at'] },
  consents: { of: 'account_id', columns: ['id', 'profile_id', 'document', 'version', 'given_at'] },
  exports: { of: 'account_id', columns: ['id', 'size_bytes', 'created_at', 'expires_at'] },
};
/** More rows of one kind than this belong to no person. */
const MOST_ROWS = 100_000;

/** Every table of identity with a reference to an account goes with its row, so there is nothing to erase apart. */
export function identityPersonalData(database: Database): PersonalData {
  const db = (database.kysely as Kysely<Record<string, Record<string, unknown>>>).withSchema('identity');
  return {
    name: 'identity',
    async export(accountId) {
      const parts: Record<string, unknown> = {};
      for (const [table, { of, columns }] of Object.entries(sections))
        parts[table] = await db
          .selectFrom(table)
          .select([...columns])
          .where(of, '=', accountId)
          .limit(MOST_ROWS)
          .execute();
      parts['consent_withdrawals'] = await db
        .selectFrom('consent_withdrawals')
        .innerJoin('consents', 'consents.id', 'consent_withdrawals.consent_id')
        .select(['consent_withdrawals.consent_id', 'consent_withdrawals.withdrawn_at'])
        .where('consents.account_id', '=', accountId)
        .limit(MOST_ROWS)
        .execute();
      return parts;
    },
    async erase() {},
  };
}
