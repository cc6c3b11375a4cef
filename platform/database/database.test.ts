/** What modules rely on: migrations, notifications, locks, and a process that survives lost connections. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { silentLogger } from '../kernel/index.ts';
import { connectClient } from './connection.ts';
import { openDatabase } from './database.ts';
import type { MigrationSet } from './migrate.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';

// biome-ignore lint/suspicious/noExplicitAny: Kysely hands migrations an untyped database.
type AnyKysely = Kysely<any>;

const films: MigrationSet = {
  schema: 'films',
  migrations: {
    '0001-film': {
      up: (db: AnyKysely) => db.schema.createTable('film').addColumn('bytes', 'bigint').execute(),
    },
    '0002-row': {
      up: async (db: AnyKysely) => void (await sql`insert into film values (4000000000)`.execute(db)),
    },
  },
};

describe('database', { timeout: 60_000 }, () => {
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());

  it('applies each migration once, in the schema of its module, also when two processes start at once', async () => {
    const second = await openDatabase({ url: database.url }, { logger: silentLogger });
    await Promise.all([database.migrate([films]), second.migrate([films]), database.migrate([films])]);
    await second.close();
    const rows = await database.kysely.withSchema('films').selectFrom('film').selectAll().execute();
    assert.deepEqual(rows, [{ bytes: 4_000_000_000 }]);
    const history = await database.kysely
      .withSchema('films')
      .selectFrom('migration')
      .select('name')
      .execute();
    assert.deepEqual(history, [{ name: '0001-film' }, { name: '0002-row' }]);
  });

  it('plans a prepared statement once for a connection, and takes it up again on another', async () => {
    const own = await openTestDatabase({ poolSize: 1 });
    const double = (value: number) =>
      own.prepared(sql<{ twice: number }>`select ${value}::integer * 2 as twice`);
    assert.deepEqual(await double(4), [{ twice: 8 }]);
    assert.deepEqual(await double(5), [{ twice: 10 }]);
    const planned = await own.prepared(sql<{ calls: number }>`
      select generic_plans + custom_plans as calls from pg_prepared_statements where statement like '%* 2 as twice'`);
    assert.deepEqual(planned, [{ calls: 2 }]);
    const killer = await connectClient(own.url);
    await killer.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);
    await killer.end();
    // Whether the broken connection is met or a new one.
    await assert.rejects(own.prepared(sql`select nonsense`));
    assert.deepEqual(await double(6), [{ twice: 12 }]);
    await own.close();
  });

  it('puts a statement together once, and asks it with the values that each asking names', async () => {
    let writings = 0;
    const add = database.statement<{ one: number; other: number }, { sum: number }>((value) => {
      writings += 1;
      const one = sql`${value('one')}::integer`;
      return sql`select ${one} + ${value('other')}::integer + ${1}::integer - ${one} + ${one} as sum`;
    });
    assert.deepEqual(await add({ one: 4, other: 5 }), [{ sum: 10 }]);
    assert.deepEqual(await Promise.all([add({ one: 1, other: 2 }), add({ one: 3, other: 4 })]), [
      [{ sum: 4 }],
      [{ sum: 8 }],
    ]);
    assert.equal(writings, 1);
  });

  it('names the migration that failed and changes nothing of its set', async () => {
    const broken: MigrationSet = {
      schema: 'broken',
      migrations: {
        '0001-good': {
          up: (db: AnyKysely) => db.schema.createTable('thing').addColumn('id', 'text').execute(),
        },
        '0002-bad': { up: async (db: AnyKysely) => void (await sql`select nonsense`.execute(db)) },
      },
    };
    await assert.rejects(database.migrate([broken]), {
      code: 'database-migration-failed',
      message: /broken\/0002-bad/,
    });
    const { rows } = await sql`select to_regclass('broken.thing') as found`.execute(database.kysely);
    assert.deepEqual(rows, [{ found: null }]);
  });

  it('refuses a database that a newer version has migrated', async () => {
    const { '0001-film': first } = films.migrations;
    assert.ok(first !== undefined);
    await assert.rejects(database.migrate([{ schema: 'films', migrations: { '0001-film': first } }]), {
      code: 'database-migration-failed',
    });
  });

  it('outlives a connection that breaks between two statements of a transaction', async () => {
    const cut = database.kysely.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await sql`select pg_terminate_backend(${rows[0]?.pid}, 10000)`.execute(database.kysely);
      await sleep(50);
      await sql`select 1`.execute(transaction);
    });
    await assert.rejects(cut);
    await database.ping();
  });

  it('makes test databases from a template with the migrations in it', async () => {
    const copies = await Promise.all([
      openTestDatabase({ migrations: [films] }),
      openTestDatabase({ migrations: [films] }),
    ]);
    for (const copy of copies) {
      const rows = await copy.kysely.withSchema('films').selectFrom('film').selectAll().execute();
      assert.equal(rows.length, 1);
      await copy.close();
    }
  });

  it('refuses to round a bigint that a number cannot hold', async () => {
    await assert.rejects(
      sql`select 9007199254740993::bigint as n`.execute(database.kysely),
      /9007199254740993/,
    );
  });

  it('delivers notifications until told to stop', async () => {
    const received: string[] = [];
    let arrived: () => void = () => {};
    const stop = await database.listen('films', (payload) => {
      received.push(payload);
      arrived();
    });
    const first = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await database.notify('films', 'one');
    await first;
    await stop();
    await database.notify('films', 'two');
    await database.ping();
    assert.deepEqual(received, ['one']);
  });

  it('listens again after its connection was cut, and the pool does not fall with it', async () => {
    let arrived: () => void = () => {};
    const received = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const stop = await database.listen('after_cut', () => arrived());
    const admin = await connectClient(database.url);
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where pid <> pg_backend_pid() and datname = current_database()`);
    const abort = new AbortController();
    const sender = (async () => {
      while (!abort.signal.aborted) {
        await admin.query(`notify after_cut, 'x'`);
        await sleep(20);
      }
    })();
    await received;
    abort.abort();
    await sender;
    await admin.end();
    await stop();
    await database.ping();
  });

  it('refuses a notification that PostgreSQL would refuse', async () => {
    await assert.rejects(database.notify('films', 'x'.repeat(8_000)), {
      code: 'database-notification-too-large',
    });
  });

  it('gives a lock to one holder at a time', async () => {
    const other = await openDatabase({ url: database.url }, { logger: silentLogger });
    const release = await database.tryLock('leader');
    assert.ok(release !== null);
    assert.equal(await other.tryLock('leader'), null);
    assert.ok((await other.tryLock('someone else')) !== null);
    await release();
    assert.ok((await other.tryLock('leader')) !== null);
    await other.close();
    assert.ok((await database.tryLock('leader')) !== null);
  });

  it('tells the holder of a lock whose connection was cut', async () => {
    const lost = new EventTarget();
    const told = once(lost, 'lost');
    await database.tryLock('fragile', () => lost.dispatchEvent(new Event('lost')));
    const admin = await connectClient(database.url);
    await admin.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
      and pid <> pg_backend_pid() and database = (select oid from pg_database where datname = current_database())`);
    await told;
    await admin.end();
  });

  it('names host and database, not the password, when nothing answers', async () => {
    await assert.rejects(
      openDatabase({ url: 'postgresql://user:secret@127.0.0.1:1/films' }, { logger: silentLogger }),
      (error: Error & { code?: string }) =>
        error.code === 'database-unreachable' &&
        error.message.includes('127.0.0.1:1/films') &&
        !error.message.includes('secret'),
    );
  });
});
