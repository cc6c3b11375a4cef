// The tables against what the library wants: an upgrade that needs another column fails here and not in front of a viewer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestDatabase, type TestDatabase } from '@vitascope/platform/database/testing';
import { getMigrations } from 'better-auth/db/migration';
import { libraryOptions } from './library.ts';
import { identityMigrations } from './migrations/index.ts';

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase({ migrations: [identityMigrations] });
});
after(() => database?.close());

const missing = async () => {
  const options = libraryOptions({ database, secret: 'x'.repeat(43), isSecure: true });
  const { toBeCreated, toBeAdded } = await getMigrations(options, { throwOnUnsafe: false });
  return {
    tables: toBeCreated.map(({ table }) => table),
    columns: toBeAdded.map(({ table, fields }) => `${table}: ${Object.keys(fields)}`),
  };
};

test('the migrations make every table and column that the library wants', async () => {
  assert.deepEqual(await missing(), { tables: [], columns: [] });
});

test('a column that is not there is noticed', async () => {
  await database.kysely.schema
    .withSchema('identity')
    .alterTable('sessions')
    .dropColumn('user_agent')
    .execute();
  assert.deepEqual(await missing(), { tables: [], columns: ['sessions: user_agent'] });
});
