// What the audit log says of an account: what it did as staff, and what was done to it.
import type { Audit } from './audit.ts';
import type { AuditEntry } from './chain.ts';
import type { AuditFilter } from './store.ts';

/** What `PersonalData` of identity asks for, which this module does not know. */
export interface AuditedData {
  readonly name: string;
  export(accountId: string): Promise<Readonly<Record<string, unknown>>>;
  erase(accountId: string): Promise<void>;
}

const PAGE = 1_000;
/** More of one kind than this are for who runs the server to export. */
const MOST_ENTRIES = 100_000;

export function createAuditedData(audit: Pick<Audit, 'list'>): AuditedData {
  async function all(filter: AuditFilter): Promise<readonly AuditEntry[]> {
    const found: AuditEntry[] = [];
    for (;;) {
      const after = found.at(-1)?.seq ?? null;
      const page = await audit.list(filter, { order: 'oldest', after, limit: PAGE });
      found.push(...page);
      if (page.length < PAGE || found.length >= MOST_ENTRIES) return found;
    }
  }

  return {
    name: 'audit',
    async export(accountId) {
      const at = (entry: AuditEntry) => new Date(entry.at).toISOString();
      return {
        done: (await all({ actorId: accountId })).map((entry) => ({
          seq: entry.seq,
          at: at(entry),
          action: entry.action,
          subjects: entry.subjects,
          status: entry.status,
          code: entry.code,
          network: entry.network,
        })),
        // By whom, and from where, is the business of who did it.
        done_to_it: (await all({ subject: accountId })).map((entry) => ({
          seq: entry.seq,
          at: at(entry),
          action: entry.action,
          status: entry.status,
        })),
      };
    },
    /** The chain is kept: an id that leads nowhere, and a network, are all that it says of who is gone. */
    async erase() {},
  };
}
