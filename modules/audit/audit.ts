// The audit module: begins, ends and lists records; many at once share one turn at the chain.
import type { Database, MigrationSet } from '@vitascope/platform/database';
import { type Clock, type Logger, newId } from '@vitascope/platform/kernel';
import type { AnchorKeeper } from './anchors.ts';
import type { AuditEntry, AuditRecord, Head } from './chain.ts';
import { auditError } from './errors.ts';
import { auditMigration } from './migrations/0001-audit.ts';
import { type AuditFilter, type AuditPage, createAuditStore, type Ended } from './store.ts';

export const auditMigrations: MigrationSet = {
  schema: 'audit',
  migrations: { '0001-audit': auditMigration },
};

export interface Audit {
  /**
   * Resolves once it is on disk that the action begins: what follows cannot be done without a trace. Returns what `end`
   * wants. @throws `audit-unavailable`
   */
  begin(record: AuditRecord): Promise<string>;
  /** Resolves once the action is in the chain. `begun` is null for what was refused before it began. */
  end(record: AuditRecord, begun: string | null): Promise<void>;
  list(filter: AuditFilter, page: AuditPage): Promise<readonly AuditEntry[]>;
  /** The end of the chain as the database has it. */
  head(): Promise<Head>;
  /** Puts what was begun by a process that died into the chain, without an outcome; returns how many there were. */
  closeAbandoned(): Promise<number>;
  /** Looks for what dead processes have left, again and again, until `close`. */
  start(): void;
  /** Waits for what is being recorded. */
  close(): Promise<void>;
}

const CLOSE_ABANDONED_MS = 60_000;
/** Entries that share a transaction, and those that may wait for the next. */
const MOST_AT_ONCE = 200;
const MOST_WAITING = 2_000;

export function createAudit(deps: {
  readonly database: Database;
  readonly anchors: AnchorKeeper;
  readonly clock: Clock;
  readonly logger: Logger;
}): Audit {
  const { anchors, clock } = deps;
  const logger = deps.logger.child({ module: 'audit' });
  const store = createAuditStore(deps.database);
  const waiting: { readonly ended: Ended; readonly turn: PromiseWithResolvers<void> }[] = [];
  let writing: Promise<void> | null = null;
  let anchored = 0;
  let closing: NodeJS.Timeout | undefined;

  /** Anchors are worth having, but a full disk does not stop the staff: the next entry tries again. */
  async function anchor(head: Head): Promise<void> {
    if (head.seq <= anchored) return;
    try {
      await anchors.keep(head, clock.now());
      anchored = head.seq;
    } catch (err) {
      logger.warn({ err }, 'The end of the audit log could not be anchored outside of the database.');
    }
  }

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MOST_AT_ONCE);
      try {
        const head = await store.appendEnded(batch.map(({ ended }) => ended));
        await anchor(head);
        for (const { turn } of batch) turn.resolve();
      } catch (error) {
        for (const { turn } of batch) turn.reject(error);
      }
    }
    writing = null;
  }

  async function closeAbandoned(): Promise<number> {
    const { head, count } = await store.closeAbandoned();
    if (count > 0) {
      logger.warn({ count }, 'Actions of the staff that began and have no outcome were recorded as such.');
      await anchor(head);
    }
    return count;
  }

  return {
    async begin(record) {
      const id = newId('au');
      try {
        await store.begin(id, record);
      } catch (cause) {
        throw auditError('audit-unavailable', 'The audit log cannot be written. Try again shortly.', {
          cause,
          retryAfterSeconds: 5,
        });
      }
      return id;
    },
    async end(record, begun) {
      if (waiting.length >= MOST_WAITING)
        throw auditError('audit-unavailable', `${waiting.length} entries wait for the audit log already.`);
      const turn = Promise.withResolvers<void>();
      waiting.push({ ended: { record, pendingId: begun }, turn });
      writing ??= writeWaiting();
      await turn.promise;
    },
    list: store.list,
    head: store.head,
    closeAbandoned,
    start() {
      closing = setInterval(() => {
        closeAbandoned().catch((err: Error) =>
          logger.warn({ err }, 'Actions without an outcome could not be recorded.'),
        );
      }, CLOSE_ABANDONED_MS);
      closing.unref();
    },
    async close() {
      clearInterval(closing);
      await writing;
    },
  };
}
