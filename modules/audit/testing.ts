// For tests: an audit log on a real database with its anchors in a folder of its own, and somebody who tampers with it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@vitascope/platform/database';
import { openTestDatabase } from '@vitascope/platform/database/testing';
import { silentLogger, systemClock } from '@vitascope/platform/kernel';
import { sql } from 'kysely';
import { openAnchors, readAnchors } from './anchors.ts';
import { auditMigrations, createAudit } from './audit.ts';
import { type AuditRecord, type Break, createChainCheck } from './chain.ts';

export function recordOf(number: number, changes: Partial<AuditRecord> = {}): AuditRecord {
  return {
    at: Date.UTC(2001, 0, 1, 12) + number,
    actorKind: 'staff',
    actorId: 'ac_1',
    action: 'DELETE /api/v1/assets/:id',
    subjects: [`as_${number}`],
    status: 204,
    code: null,
    requestId: `rq_${number}`,
    network: '192.0.2.0/24',
    ...changes,
  };
}

/** Does what a superuser of the database can do. */
export async function tamperWith(database: Database, statements: readonly string[]): Promise<void> {
  const all = [
    'alter table audit.entries disable trigger user',
    ...statements,
    'alter table audit.entries enable trigger user',
  ];
  for (const statement of all) await sql.raw(statement).execute(database.kysely);
}

export async function openAudit() {
  const dir = await mkdtemp(join(tmpdir(), 'vitascope-audit-'));
  const database = await openTestDatabase({ migrations: [auditMigrations], poolSize: 10 });
  const start = async () =>
    createAudit({ database, anchors: await openAnchors(dir), clock: systemClock, logger: silentLogger });
  const audit = await start();
  const run = (statement: string) => sql.raw(statement).execute(database.kysely);
  return {
    dir,
    audit,
    database,
    run,
    /** Another process as far as anything can tell. */
    start,
    async fill(count: number): Promise<void> {
      for (let number = 1; number <= count; number++) await audit.end(recordOf(number), null);
    },
    tamper: (...statements: readonly string[]) => tamperWith(database, statements),
    /** The first break, with what the data folder knows; `isAlone` without it. */
    async verify({ isAlone = false } = {}): Promise<Break | null> {
      const anchors = isAlone ? [] : await readAnchors(dir);
      const check = createChainCheck(anchors);
      const entries = await audit.list({}, { order: 'oldest', after: null, limit: 1_000 });
      return check.next(entries) ?? check.end();
    },
    async close(): Promise<void> {
      await audit.close();
      await database.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
