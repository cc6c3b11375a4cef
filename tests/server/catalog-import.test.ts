// Feeds through the command line into the server as it is started, and through a crash of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { makeDataDir, type ServerProcess, startServerProcess } from './server-process.ts';

const command = join(import.meta.dirname, '../../apps/cli/main.ts');

interface Report {
  readonly id: string;
  readonly state: string;
  readonly records: number | null;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
}

async function start(context: TestContext) {
  const data = await makeDataDir();
  let server = await startServerProcess({ dataDir: data.path });
  context.after(async () => {
    await server.stop();
    await data.remove();
  });
  return {
    dir: data.path,
    now: () => server,
    async crash() {
      await server.stop('SIGKILL');
      server = await startServerProcess({ dataDir: data.path });
    },
  };
}

function vitascope(server: ServerProcess, ...args: string[]) {
  const ran = Promise.withResolvers<{ code: number; stdout: string; stderr: string }>();
  const env = { ...process.env, VITASCOPE_URL: server.url, VITASCOPE_OWNER_KEY: server.ownerKey };
  execFile(process.execPath, [command, ...args], { env, maxBuffer: 50_000_000 }, (error, stdout, stderr) =>
    ran.resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
  );
  return ran.promise;
}

const header = 'externalId,kind,originalLanguage,texts.en.name';
const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => `f${index},film,en,Film ${index}`).join('\n');

test('a file is tried, taken in, and given out again by the command line', async (context) => {
  const product = await start(context);
  const path = join(product.dir, 'titles.csv');
  await writeFile(path, `${header}\n${rows(3)}\nwrong,movie,en,A\u001b[31m movie\n`);
  const tried = await vitascope(product.now(), 'catalog', 'import', path, '--dry-run');
  assert.equal(tried.code, 1, tried.stderr);
  assert.match(tried.stdout, /^line 5, kind: "movie" /m);
  assert.ok(!tried.stdout.includes('\u001b'));
  assert.match(
    tried.stderr,
    /It would be: 3 created, 0 changed, 0 unchanged, 1 refused. Nothing was written/,
  );
  await writeFile(path, `${header}\n${rows(3)}\n`);
  const taken = await vitascope(product.now(), 'catalog', 'import', path);
  assert.deepEqual([taken.code, taken.stderr.trim()], [0, '3 created, 0 changed, 0 unchanged, 0 refused.']);
  const exported = await vitascope(product.now(), 'catalog', 'export', '--format', 'csv');
  await writeFile(path, exported.stdout);
  const again = await vitascope(product.now(), 'catalog', 'import', path, '--json');
  const { unchanged, created } = JSON.parse(again.stdout) as Report;
  assert.deepEqual([unchanged, created], [3, 0], exported.stdout);
});

test('an import that a crash interrupts goes on where it was, and counts each record once', async (context) => {
  const product = await start(context);
  const total = 600;
  const begun = await product.now().fetch('/api/v1/catalog/imports?format=csv', {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: `${header}\n${rows(total)}\n`,
  });
  assert.equal(begun.status, 202);
  const { id } = (await begun.json()) as Report;
  const look = async (): Promise<Report> =>
    (await (await product.now().fetch(`/api/v1/catalog/imports/${id}`)).json()) as Report;
  let report = await look();
  while (report.created < 20) {
    await delay(10);
    report = await look();
  }
  assert.notEqual(report.state, 'done', 'It was over before it could be interrupted.');
  await product.crash();
  while (report.state !== 'done') {
    assert.notEqual(report.state, 'failed');
    await delay(100);
    report = await look();
  }
  const { records, created, changed, unchanged, failed } = report;
  assert.deepEqual([records, created, changed, unchanged, failed], [total, total, 0, 0, 0]);
});
