// What a heartbeat costs PostgreSQL: one row within its page.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { type Bench, openBench } from '../testing/bench.ts';

describe('a heartbeat', () => {
  let bench: Bench;
  before(async () => {
    bench = await openBench();
  });
  after(() => bench?.close());

  test('changes nothing that an index of sessions holds', async () => {
    const { rows } = await sql<{ column: string }>`
      select distinct attribute.attname as column from pg_index
        join pg_attribute as attribute on attribute.attrelid = indrelid and attribute.attnum = any (indkey)
        where indrelid = 'playback.sessions'::regclass order by 1`.execute(bench.database.kysely);
    assert.deepEqual(
      rows.map(({ column }) => column),
      ['account_id', 'id', 'profile_id', 'started_at'],
    );
  });
});
