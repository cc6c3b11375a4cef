import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { makeDataDir, type ServerProcess, startServerProcess } from './server-process.ts';

describe('what other sites show of a link', () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  before(async () => {
    data = await makeDataDir();
    server = await startServerProcess({
      dataDir: data.path,
      environment: { VITASCOPE_SERVICE_NAME: 'Lumière' },
    });
    await title('Nosferatu', {});
    await title('Secret', { publication: { released: false } });
    await title('Regional', { windows: [{ territories: ['DE'], offer: { kind: 'free' } }] });
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
  });

  const json = async (path: string, body: unknown): Promise<{ id: string }> => {
    const response = await server.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 201, await response.clone().text());
    return (await response.json()) as { id: string };
  };
  async function title(name: string, changes: object): Promise<void> {
    const colour = { create: { width: 1920, height: 1080, channels: 3, background: '#386' } } as const;
    const picture = await server.fetch('/api/v1/catalog/images?kind=backdrop', {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(await sharp(colour).png().toBuffer()),
    });
    const { id: imageId } = (await picture.json()) as { id: string };
    await json('/api/v1/catalog/titles', {
      kind: 'film',
      originalLanguage: 'en',
      texts: { en: { name, tagline: 'A symphony of horror.' } },
      artwork: [{ kind: 'backdrop', imageId }],
      publication: { released: true },
      windows: [{ offer: { kind: 'free' } }],
      ...changes,
    });
  }
  const ask = (url: string, more = '', at = server.url) =>
    fetch(`${at}/api/v1/oembed?url=${encodeURIComponent(url)}${more}`);

  test('is name and picture of what anybody may see', async () => {
    const response = await ask(`${server.url}/title/nosferatu`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    const { thumbnail_url: url, ...rest } = (await response.json()) as Record<string, unknown>;
    assert.deepEqual(rest, {
      version: '1.0',
      type: 'link',
      title: 'Nosferatu',
      provider_name: 'Lumière',
      provider_url: server.url,
      cache_age: 300,
      thumbnail_width: 1280,
      thumbnail_height: 720,
    });
    const picture = await fetch(String(url));
    assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/jpeg']);
    const small = (await (await ask(`${server.url}/title/nosferatu`, '&maxwidth=200')).json()) as object;
    assert.ok(!('thumbnail_url' in small));
  });

  test('is nothing for what is hidden, elsewhere, or no page of a title', async () => {
    for (const url of [
      `${server.url}/title/secret`,
      `${server.url}/title/regional`,
      `${server.url}/title/unknown`,
      `${server.url}/account/nosferatu`,
      'https://evil.example/title/nosferatu',
      'nonsense',
    ]) {
      const response = await ask(url);
      assert.deepEqual([url, response.status], [url, 404]);
      assert.equal(((await response.json()) as { code: string }).code, 'nothing-to-embed');
    }
    assert.equal((await ask(`${server.url}/title/nosferatu`, '&format=xml')).status, 400);
  });

  test('is a player where other sites may hold one, and nothing where not everybody may sign up', async () => {
    const restart = async (environment: Record<string, string>) => {
      await server.stop();
      server = await startServerProcess({ dataDir: data.path, environment });
    };
    await restart({ VITASCOPE_EMBED_ALLOWED_ORIGINS: 'https://www.example.org' });
    const player = (await (
      await ask(`${server.url}/title/nosferatu`, '&maxwidth=640&maxheight=180')
    ).json()) as {
      type: string;
      html: string;
      width: number;
      height: number;
    };
    assert.deepEqual([player.type, player.width, player.height], ['video', 320, 180]);
    assert.match(
      player.html,
      new RegExp(`^<iframe src="${server.url}/embed/nosferatu" width="320" height="180"`),
    );
    await restart({ VITASCOPE_ACCOUNTS_SIGN_UP: 'false' });
    assert.equal((await ask(`${server.url}/title/nosferatu`)).status, 404);
  });
});
