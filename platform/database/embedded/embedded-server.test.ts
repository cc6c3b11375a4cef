/** The embedded server's life: shared, killed, adopted, restarted. Real processes, real PostgreSQL. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { silentLogger } from '../../kernel/index.ts';
import { startEmbeddedServer } from './embedded-server.ts';
import { findPostmaster } from './postmaster-file.ts';
import { isAlive } from './process-table.ts';

const settings = { shared_buffers: '16MB', fsync: 'off' };
const index = fileURLToPath(new URL('../index.ts', import.meta.url));
const kernel = fileURLToPath(new URL('../../kernel/index.ts', import.meta.url));

/** A process of its own that opens the folder, says its URL, and stays until it is told or killed. */
async function openInChild(dir: string): Promise<{ child: ChildProcess; url: string }> {
  const program = `
    import { openDatabase } from ${JSON.stringify(index)};
    import { silentLogger } from ${JSON.stringify(kernel)};
    const database = await openDatabase({ embeddedDir: ${JSON.stringify(dir)}, settings: ${JSON.stringify(settings)} }, { logger: silentLogger });
    console.log(database.url);
    process.stdin.once('data', async () => { await database.close(); process.exit(0); });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const url of createInterface({ input: child.stdout })) return { child, url };
  throw new Error('the child ended without a URL');
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(10);
}

describe('embedded server', { timeout: 120_000 }, () => {
  let dir: string;
  before(async () => {
    // Deep on purpose: a socket path in it would be longer than the 107 bytes that the system allows.
    dir = join(await mkdtemp(join(tmpdir(), 'vitascope-embedded-')), 'a'.repeat(60), 'b'.repeat(60));
  });
  after(async () => {
    await rm(join(dir, '..', '..'), { recursive: true, force: true });
  });

  it('is shared by processes; the one that started it stops it', async () => {
    const first = await startEmbeddedServer({ dir, settings, logger: silentLogger });
    const second = await openInChild(dir);
    try {
      assert.equal(second.url, first.url);
      second.child.stdin?.write('close\n');
      await once(second.child, 'exit');
      assert.deepEqual(await query(first.url, 'select 1 as one'), [{ one: 1 }]);
    } finally {
      await first.stop();
    }
    assert.equal(await findPostmaster(join(dir, 'cluster')), null);
  });

  it('keeps its secrets to its user', async () => {
    for (const name of ['password', 'server.json', 'cluster'])
      assert.equal((await stat(join(dir, name))).mode & 0o077, 0, name);
    const server = await startEmbeddedServer({ dir, settings, logger: silentLogger });
    try {
      const stranger = new URL(server.url);
      stranger.password = 'guess';
      await assert.rejects(query(stranger.href, 'select 1'), /password authentication failed/);
    } finally {
      await server.stop();
    }
  });

  it('keeps committed data when its owner is killed, and serves the next process on the same URL', async () => {
    let isSameUrl = false;
    // Another program may take the port in between; it does not do so every time.
    for (let attempt = 1; attempt <= 3 && !isSameUrl; attempt++) {
      const { child, url } = await openInChild(dir);
      await query(url, 'create table if not exists survivor as select 42 as answer');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const next = await startEmbeddedServer({ dir, settings, logger: silentLogger });
      try {
        isSameUrl = next.url === url;
        assert.ok(next.owned);
        assert.deepEqual(await query(next.url, 'select * from survivor'), [{ answer: 42 }]);
      } finally {
        await next.stop();
      }
    }
    assert.ok(isSameUrl, 'the port changed three times');
  });

  it('starts in spite of a postmaster.pid that names a process which is something else now', async () => {
    await writeFile(
      join(dir, 'cluster', 'postmaster.pid'),
      `${process.pid}\n${join(dir, 'cluster')}\n1\n5432\n\n\n1 1\nready\n`,
    );
    const server = await startEmbeddedServer({ dir, settings, logger: silentLogger });
    await server.stop();
  });

  it('lets two processes start at once on an empty folder', async () => {
    const fresh = join(dir, 'fresh');
    const [one, two] = await Promise.all([openInChild(fresh), openInChild(fresh)]);
    assert.equal(one.url, two.url);
    for (const { child } of [one, two]) {
      child.stdin?.write('close\n');
      await once(child, 'exit');
    }
    assert.equal(await findPostmaster(join(fresh, 'cluster')), null);
  });

  it('adopts a server that outlived its owner and stops it in the end', async () => {
    const first = await startEmbeddedServer({ dir, settings, logger: silentLogger });
    const record = JSON.parse(await readFile(join(dir, 'server.json'), 'utf8'));
    const orphanOf = spawn(process.execPath, ['-e', '']);
    await once(orphanOf, 'exit');
    await writeFile(join(dir, 'server.json'), JSON.stringify({ ...record, ownerPid: orphanOf.pid }));
    const { child, url } = await openInChild(dir);
    assert.equal(url, first.url);
    const stopped = gone(record.pid);
    child.stdin?.write('close\n');
    await once(child, 'exit');
    // The first owner sees it end uncalled for and is told to stop before it starts another.
    await stopped;
    await first.stop();
  });

  it('is started again when it is killed', async () => {
    const server = await startEmbeddedServer({ dir, settings, logger: silentLogger });
    try {
      const before = await findPostmaster(join(dir, 'cluster'));
      assert.ok(before !== null);
      process.kill(before.pid, 'SIGKILL');
      let rows: unknown[] = [];
      while (rows.length === 0) {
        await sleep(20);
        rows = await query(server.url, 'select * from survivor').catch(() => []);
      }
      assert.deepEqual(rows, [{ answer: 42 }]);
    } finally {
      await server.stop();
    }
    assert.equal(await findPostmaster(join(dir, 'cluster')), null);
  });

  it('refuses a folder of another PostgreSQL version with what to do', async () => {
    const file = join(dir, 'cluster', 'PG_VERSION');
    const version = await readFile(file, 'utf8');
    await writeFile(file, '15\n');
    await assert.rejects(startEmbeddedServer({ dir, settings, logger: silentLogger }), {
      code: 'database-wrong-version',
      message: /made by PostgreSQL 15.*Dump it/s,
    });
    await writeFile(file, version);
  });
});
