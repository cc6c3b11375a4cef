// `vitascope demo` against the product, as operators run it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { type Client, createClient } from '@vitascope/client';
import { makeDataDir, type ServerProcess, startServerProcess } from './server-process.ts';

const command = join(import.meta.dirname, '../../apps/cli/main.ts');
const run = promisify(execFile);

interface Told {
  readonly accounts: readonly {
    email: string;
    role: string;
    password: string;
    pins: Record<string, string>;
  }[];
  readonly titles: number;
  readonly made: number;
  readonly completed: number;
  readonly rows: number;
}

describe('demo', () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  before(async () => {
    data = await makeDataDir();
    server = await startServerProcess({ dataDir: data.path });
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
  });

  async function demo(...args: string[]): Promise<Told> {
    const { stdout } = await run(process.execPath, [command, 'demo', '--json', ...args], {
      env: {
        ...process.env,
        VITASCOPE_URL: server.url,
        VITASCOPE_DATA_DIR: data.path,
        XDG_STATE_HOME: data.path,
      },
      timeout: 300_000,
    });
    return JSON.parse(stdout) as Told;
  }
  const ownersClient = () =>
    createClient({ baseUrl: server.url, authorization: `Bearer ${server.ownerKey}` });

  let first: Told;
  async function signedIn(email: string) {
    const account = first.accounts.find((candidate) => candidate.email === email) ?? assert.fail(email);
    const anybody = createClient({ baseUrl: server.url });
    const body = { email, password: account.password };
    const { headers } = await anybody.POST('/api/v1/auth/sign-in', { body });
    const cookie = headers.getSetCookie().map((line) => line.split(';', 1)[0]);
    return { account, own: createClient({ baseUrl: server.url, headers: { cookie: cookie.join('; ') } }) };
  }

  test('a first run makes accounts for each role and the whole library', async () => {
    first = await demo('--videos', 'none');
    assert.equal(first.made, first.titles);
    assert.ok(first.titles >= 12);
    assert.deepEqual(
      first.accounts.map(({ role }) => role),
      ['owner', 'admin', 'editor', 'support', 'viewer', 'viewer', 'viewer'],
    );
    assert.equal(new Set(first.accounts.map(({ password }) => password)).size, first.accounts.length);
    const client = ownersClient();
    const kinds = new Set<string>();
    const languages = new Set<string>();
    for await (const { kind, texts } of client.items('/api/v1/catalog/titles')) {
      kinds.add(kind);
      for (const language of Object.keys(texts)) languages.add(language);
    }
    assert.deepEqual([...kinds].toSorted(), [
      'clip',
      'collection',
      'episode',
      'event',
      'film',
      'season',
      'series',
    ]);
    for (const language of ['en', 'de', 'ja', 'zh', 'ar']) assert.ok(languages.has(language), language);
  });

  test('what was told opens the accounts, with their profiles', async () => {
    const { own, account: viewer } = await signedIn('viewer@demo.example');
    const { items } = (await own.GET('/api/v1/profiles')).data;
    assert.ok(items.some(({ isKids }) => isKids));
    const locked = items.find(({ hasPin }) => hasPin) ?? assert.fail();
    const opened = await own.POST('/api/v1/profiles/{id}/unlock', {
      params: { path: { id: locked.id } },
      body: { pin: viewer.pins[locked.name] ?? '' },
    });
    assert.equal(opened.data.isLocked, false);
  });

  test('every title has artwork and every person a portrait, in files that are there', async () => {
    const client = ownersClient();
    const images = new Set<string>();
    for await (const { slug, artwork } of client.items('/api/v1/catalog/titles')) {
      assert.ok(artwork.length > 0, slug);
      for (const { imageId } of artwork) images.add(imageId);
    }
    for await (const { slug, portraitId } of client.items('/api/v1/catalog/people'))
      images.add(portraitId ?? assert.fail(slug));
    assert.ok(images.size >= 50, 'No two of them share a picture.');
    for (const id of images) {
      const { data } = await client.GET('/api/v1/catalog/images/{id}', { params: { path: { id } } });
      const url = data.url
        .replace('{width}', String(data.widths[0]))
        .replace('{format}', data.formats[0] ?? '');
      const file = await fetch(new URL(url, server.url));
      assert.equal(file.status, 200, url);
      assert.ok((await file.arrayBuffer()).byteLength > 100);
    }
  });

  test('titles lead on to what belongs to them', async () => {
    const params = { path: { id: 'wave-theory' }, query: { territory: 'DE', language: 'en' } };
    const { data } = await ownersClient().GET('/api/v1/catalog/browse/{id}/related', { params });
    assert.deepEqual(
      data.items.map(({ title }) => title.slug),
      ['wave-theory-undertow'],
    );
  });

  test('a second run adds the films that the first left out, and a third changes nothing', async () => {
    const second = await demo();
    assert.deepEqual(second.accounts, []);
    assert.equal(second.made, 0);
    assert.ok(second.completed >= 12);
    const client = ownersClient();
    for await (const { id, name } of client.items('/api/v1/assets')) {
      const query = { wait: 'playable', timeoutSeconds: 25 } as const;
      const state = async () =>
        (await client.GET('/api/v1/assets/{id}', { params: { path: { id }, query } })).data.state;
      let seen = await state();
      while (seen === 'examining') seen = await state();
      assert.ok(seen === 'playable' || seen === 'complete', `${name} is ${seen}.`);
    }
    const shown = await client.GET('/api/v1/catalog/browse/{id}', {
      params: { path: { id: 'the-coast-without-end' }, query: { territory: 'DE', language: 'fr' } },
    });
    assert.equal(shown.data.name, 'La Côte sans fin');
    const before = await changesOf(client);
    const third = await demo();
    assert.deepEqual([third.made, third.completed, third.rows], [0, 0, 0]);
    assert.equal(await changesOf(client), before);
  });

  test('viewers have a home page, and see by what they hold what is offered', async () => {
    const availabilityOf = async (own: Client, profileId: string, id: string) => {
      const params = { path: { id }, query: { profileId } };
      return (await own.GET('/api/v1/browse/{id}', { params })).data.availability;
    };
    const offered = async (email: string) => {
      const { own } = await signedIn(email);
      const { items } = (await own.GET('/api/v1/profiles')).data;
      const profile = items.find(({ isLocked, isKids }) => !isLocked && !isKids) ?? assert.fail(email);
      const { data } = await own.GET('/api/v1/home', { params: { query: { profileId: profile.id } } });
      assert.ok(data.items.length >= 5, `${email} sees ${data.items.length} rows.`);
      assert.ok(data.items.some(({ kind }) => kind === 'editorial'));
      const bought = await availabilityOf(own, profile.id, 'wave-theory');
      const subscribed = await availabilityOf(own, profile.id, 'the-quiet-signal-s1e2');
      return [bought.reason, subscribed.reason];
    };
    assert.deepEqual(await offered('neighbour@demo.example'), [null, 'entitlement']);
    assert.deepEqual(await offered('viewer@demo.example'), ['entitlement', null]);
    assert.deepEqual(await offered('guest@demo.example'), ['entitlement', 'entitlement']);
  });

  test('a system that holds other titles is left alone', async () => {
    const body = { kind: 'film', originalLanguage: 'en', texts: { en: { name: 'Somebody’s' } } } as const;
    await ownersClient().POST('/api/v1/catalog/titles', { body });
    const refused = (await demo().catch((error: { stdout: string }) => error)) as { stdout: string };
    assert.equal(JSON.parse(refused.stdout).error.code, 'demo-refused');
    assert.equal((await demo('--force', '--videos', 'none')).made, 0);
  });

  test('what is missing is made again', async () => {
    const client = ownersClient();
    const path = { id: 'dusk-at-the-well' };
    const { id, revision } = (await client.GET('/api/v1/catalog/titles/{id}', { params: { path } })).data;
    await client.DELETE('/api/v1/catalog/titles/{id}', {
      params: { path: { id } },
      headers: { 'if-match': `"${revision}"` },
    });
    assert.equal((await demo('--force')).made, 1);
    const { data: again } = await client.GET('/api/v1/catalog/titles/{id}', { params: { path } });
    assert.equal(again.assets.length, 1);
    assert.equal(again.artwork.length, 3);
  });
});

async function changesOf(client: ReturnType<typeof createClient>): Promise<number> {
  let sum = 0;
  for await (const { revision } of client.items('/api/v1/catalog/titles')) sum += revision;
  for await (const _ of client.items('/api/v1/assets')) sum++;
  for await (const _ of client.items('/api/v1/catalog/images')) sum++;
  for await (const { revision } of client.items('/api/v1/catalog/people')) sum += revision;
  return sum;
}
