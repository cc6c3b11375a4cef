// Where requests come from, by a real database of countries and by an edge's header, over real connections.
import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { createHttpServer } from '@vitascope/platform/http';
import { isVitascopeError, silentLogger } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';
import { createTerritories, type Place } from './territory.ts';
import { type Networks, writeMmdb } from './testing/mmdb.ts';

describe('territories', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vitascope-geo-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function database(networks: Networks): Promise<string> {
    const path = join(folder, `${Math.random()}.mmdb`);
    await writeFile(path, writeMmdb(networks));
    return path;
  }

  /** Asks a server that trusts a proxy on this machine, as whoever `from` is. */
  async function open(
    context: TestContext,
    geo: { database?: string; header?: string; fallback?: string },
    trustProxy: boolean | string[] = ['127.0.0.1'],
  ) {
    const telemetry = await createTelemetry({
      serviceName: 'test',
      logLevel: 'silent',
      processMetrics: false,
    });
    const territories = await createTerritories({ geo, logger: silentLogger });
    const server = await createHttpServer({
      logger: silentLogger,
      telemetry,
      bodyLimitBytes: 1024,
      trustProxy,
    });
    server.app.get('/place', async (request) => territories.of(request));
    const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
    context.after(async () => {
      territories.close();
      await server.close({ graceMs: 0 });
      await telemetry.close();
    });
    const ask = async (from: string | null, headers: Record<string, string> = {}): Promise<Place> => {
      const forwarded = from === null ? {} : { 'x-forwarded-for': from };
      return (await (await fetch(`${url}/place`, { headers: { ...forwarded, ...headers } })).json()) as Place;
    };
    return { ask, territories };
  }

  test('are those of the database, and only so much of the address is kept', async (context) => {
    const path = await database({ '203.0.113.0/24': 'DE', '198.51.100.0/25': 'FR', '2001:db8::/32': 'JP' });
    const { ask } = await open(context, { database: path });
    assert.deepEqual(await ask('203.0.113.77'), { territory: 'DE', address: '203.0.113.0/24' });
    assert.deepEqual(await ask('::ffff:203.0.113.77'), { territory: 'DE', address: '203.0.113.0/24' });
    assert.equal((await ask('198.51.100.127')).territory, 'FR');
    assert.equal((await ask('198.51.100.128')).territory, null);
    assert.deepEqual(await ask('2001:db8:1:2::3'), { territory: 'JP', address: '2001:db8:1::/48' });
    assert.deepEqual(await ask('::1'), { territory: null, address: '0:0:0::/48' });
    assert.deepEqual(await ask(null), { territory: null, address: '127.0.0.0/24' });
    assert.equal((await ask('203.0.113.1, 198.51.100.1')).territory, 'FR', 'Who is before the proxy counts.');
  });

  test('are the fallback where nothing is known', async (context) => {
    const path = await database({ '203.0.113.0/24': 'DE' });
    const { ask } = await open(context, { database: path, fallback: 'AT' });
    assert.equal((await ask('192.0.2.1')).territory, 'AT');
    assert.equal((await ask('203.0.113.1')).territory, 'DE');
  });

  test('are what a trusted edge says, and nobody else', async (context) => {
    const path = await database({ '203.0.113.0/24': 'DE' });
    const geo = { database: path, header: 'cf-ipcountry' };
    const { ask } = await open(context, geo);
    assert.equal((await ask('203.0.113.1', { 'cf-ipcountry': 'us' })).territory, 'US');
    for (const nonsense of ['XX', 'T1', 'USA', '../', ''])
      assert.equal((await ask('203.0.113.1', { 'cf-ipcountry': nonsense })).territory, 'DE', nonsense);
    assert.equal((await ask('203.0.113.1', { 'x-country': 'US' })).territory, 'DE');
    assert.equal((await ask(null, { 'cf-ipcountry': 'US' })).territory, null, 'It came through no proxy.');
    const open2 = await open(context, geo, false);
    assert.equal((await open2.ask('203.0.113.1', { 'cf-ipcountry': 'US' })).territory, null);
    const other = await open(context, geo, ['192.0.2.9']);
    assert.equal((await other.ask('203.0.113.1', { 'cf-ipcountry': 'US' })).territory, null);
  });

  test('follow the file when it is replaced, and stay when the new one is broken', async (context) => {
    const path = await database({ '203.0.113.0/24': 'DE' });
    const { ask, territories } = await open(context, { database: path });
    await rename(await database({ '203.0.113.0/24': 'CH', '192.0.2.0/24': 'CH' }), path);
    await territories.refresh();
    assert.equal((await ask('203.0.113.1')).territory, 'CH');
    await writeFile(path, 'not a database');
    await assert.rejects(territories.refresh(), (error) => isVitascopeError(error, 'geo-database-unusable'));
    assert.equal((await ask('192.0.2.1')).territory, 'CH');
  });

  test('are not guessed: a database that is not there stops the start', async () => {
    const missing = createTerritories({
      geo: { database: join(folder, 'missing.mmdb') },
      logger: silentLogger,
    });
    await assert.rejects(missing, (error) => isVitascopeError(error, 'geo-database-unusable'));
  });
});
