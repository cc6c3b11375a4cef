/** pg-boss as we run it: its schema and its own few connections. */
import { PgBoss } from 'pg-boss';
import type { Logger } from '../kernel/index.ts';

/** The PostgreSQL schema of all job tables. */
export const jobsSchema = 'jobs';

/** Few, and apart from the modules' pool: leases are renewed also when that one is exhausted. */
const connections = 3;

export function createBoss(url: string, logger: Logger): PgBoss {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'vitascope-jobs',
    schema: jobsSchema,
    max: connections,
    // Nothing of ours runs by the clock through pg-boss.
    schedule: false,
  });
  boss.on('error', (error) => logger.warn({ err: error }, 'pg-boss reports an error'));
  boss.on('warning', (warning) => logger.warn({ ...warning }, 'pg-boss warns'));
  return boss;
}
