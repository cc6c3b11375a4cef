import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import { createHttpServer } from '@vitascope/platform/http';
import { defineErrors, isVitascopeError, silentLogger } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';
import { sql } from 'kysely';
import { unknownViewer } from '../availability.ts';
import { createChangeStore } from '../change-store.ts';
import { registerCatalogRoutes } from '../routes.ts';
import { actor, draft, NOON, openImports } from '../testing.ts';
import { centred } from './frame.ts';
import { registerImageRoutes } from './image-routes.ts';
import { createImageStore } from './image-store.ts';
import { createImageSweep } from './sweep-images.ts';
import { halves, openImages } from './testing.ts';

const refused = defineErrors({ 'no-right': { kind: 'forbidden', title: 'No' } });
const code = (expected: string) => (error: unknown) => isVitascopeError(error, expected);
const nobody = { viewer: unknownViewer, languages: ['en'] };
const DAY_MS = 24 * 3_600_000;

/** Images and catalogue behind the real server. Only requests with `x-staff` are let in. */
async function openApi(context: TestContext) {
  const opened = await openImages(context);
  const telemetry = await createTelemetry({ serviceName: 'test', logLevel: 'silent', processMetrics: false });
  const server = await createHttpServer({
    logger: silentLogger,
    telemetry,
    bodyLimitBytes: 1_048_576,
    trustProxy: false,
  });
  const { imports } = await openImports(context, opened);
  const deps = {
    ...opened,
    imports,
    authorize: async (request: { headers: Record<string, unknown> }) => {
      if (request.headers['x-staff'] === undefined) throw refused('no-right', 'Staff only.');
    },
    actorOf: () => actor,
  };
  registerCatalogRoutes(server.app, deps);
  registerImageRoutes(server.app, deps);
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  context.after(async () => {
    await server.close({ graceMs: 0 });
    await telemetry.close();
  });
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { 'x-staff': 'yes', ...init.headers } });
  const upload = (query: string, bytes: Uint8Array, type = 'image/jpeg') =>
    ask(`/api/v1/catalog/images?${query}`, {
      method: 'POST',
      body: Uint8Array.from(bytes),
      headers: { 'content-type': type },
    });
  return { ...opened, url, ask, upload };
}

const jpeg = (width = 640, height = 360) => halves(width, height).jpeg().toBuffer();

describe('images over HTTP', () => {
  test('an upload becomes pictures that everybody may load and keep for ever', async (context) => {
    const { url, upload } = await openApi(context);
    const answer = await upload('kind=still', await jpeg(), 'image/png');
    assert.equal(answer.status, 201);
    const image = (await answer.json()) as { id: string; url: string; widths: number[]; formats: string[] };
    assert.equal(answer.headers.get('location'), `/api/v1/catalog/images/${image.id}`);
    assert.deepEqual(
      [image.widths, image.formats],
      [
        [160, 320, 640],
        ['avif', 'webp', 'jpg'],
      ],
    );
    for (const width of image.widths)
      for (const format of image.formats) {
        const path = image.url.replace('{width}', String(width)).replace('{format}', format);
        const picture = await fetch(`${url}${path}`);
        assert.equal(picture.status, 200);
        const tag = picture.headers.get('etag') ?? '';
        const headers = Object.fromEntries(
          ['content-type', 'cache-control', 'x-content-type-options', 'content-security-policy'].map(
            (name) => [name, picture.headers.get(name)],
          ),
        );
        assert.deepEqual(headers, {
          'content-type': format === 'jpg' ? 'image/jpeg' : `image/${format}`,
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; sandbox",
        });
        const length = (await picture.arrayBuffer()).byteLength;
        assert.ok(length > 50);
        const head = await fetch(`${url}${path}`, { method: 'HEAD' });
        assert.deepEqual(
          [head.status, head.headers.get('etag'), Number(head.headers.get('content-length'))],
          [200, tag, length],
        );
        const again = await fetch(`${url}${path}`, { headers: { 'if-none-match': `"x", W/${tag}` } });
        assert.deepEqual([again.status, await again.text()], [304, '']);
        assert.equal((await fetch(`${url}${path}`, { headers: { 'if-none-match': '"x"' } })).status, 200);
      }
    for (const path of [
      `/images/${image.id}/161.jpg`,
      `/images/${image.id}/160.png`,
      `/images/im_${'0'.repeat(26)}/160.jpg`,
    ])
      assert.equal((await fetch(`${url}${path}`)).status, 404, path);
    for (const path of [
      `/images/${image.id}/original`,
      `/images/${image.id}/..%2foriginal`,
      '/images/x/1.jpg',
    ])
      assert.equal((await fetch(`${url}${path}`)).status, 400, path);
  });

  test('the same upload is the same image, and another frame of it another', async (context) => {
    const { upload, ask } = await openApi(context);
    const bytes = await jpeg(1600, 900);
    const [one, same] = await Promise.all([upload('kind=poster', bytes), upload('kind=poster', bytes)]);
    const [first, second] = (await Promise.all([one.json(), same.json()])) as { id: string; color: string }[];
    assert.equal(first?.id, second?.id);
    assert.deepEqual([one.status, same.status].sort(), [200, 201]);
    const other = await upload('kind=poster&focusX=0.9', bytes);
    assert.equal(other.status, 201);
    const frame = await ask(`/api/v1/catalog/images/${first?.id}/frames?kind=still&crop=0,0,0.5,0.5`, {
      method: 'POST',
    });
    assert.equal(frame.status, 201);
    const body = (await frame.json()) as Record<string, unknown>;
    assert.deepEqual(
      [body['kind'], body['width'], body['height'], body['color'], body['framing']],
      [
        'still',
        800,
        450,
        '#fe0000',
        { focus: { x: 0.5, y: 0.5 }, crop: { x: 0, y: 0, width: 0.5, height: 0.5 } },
      ],
    );
    const listed = await ask('/api/v1/catalog/images?limit=2');
    const { items, nextCursor } = (await listed.json()) as { items: { id: string }[]; nextCursor: string };
    const rest = await ask(`/api/v1/catalog/images?limit=2&cursor=${nextCursor}`);
    const all = [...items, ...((await rest.json()) as { items: { id: string }[] }).items];
    assert.equal(new Set(all.map(({ id }) => id)).size, 3);
  });

  test('uploads are for editors, bounded, and refused with the reason', async (context) => {
    const { upload, url } = await openApi(context);
    const stranger = await fetch(`${url}/api/v1/catalog/images?kind=still`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'image/png' },
    });
    assert.equal(stranger.status, 403);
    for (const [query, bytes, type, status, problem] of [
      ['kind=still', Buffer.from('<svg/>'), 'image/svg+xml', 415, 'image-unsupported'],
      ['kind=still', Buffer.from('<svg/>'), 'image/jpeg', 415, 'image-unsupported'],
      ['kind=still', Buffer.from('{}'), 'application/json', 415, 'unsupported-media-type'],
      ['kind=still', Buffer.from('x'), 'text/html', 415, 'unsupported-media-type'],
      ['kind=still', Buffer.alloc(31 * 1024 ** 2), 'image/jpeg', 413, 'body-too-large'],
      ['kind=banner', Buffer.from('x'), 'image/jpeg', 400, 'invalid-request'],
      ['kind=still&crop=0.6,0,0.6,1', Buffer.from('x'), 'image/jpeg', 400, 'invalid-request'],
      ['kind=still&crop=0,0,0,1', Buffer.from('x'), 'image/jpeg', 400, 'invalid-request'],
      ['kind=still&focusX=2', Buffer.from('x'), 'image/jpeg', 400, 'invalid-request'],
    ] as const) {
      const answer = await upload(query, bytes, type);
      assert.deepEqual(
        [answer.status, ((await answer.json()) as { code: string }).code],
        [status, problem],
        query,
      );
    }
  });

  test('only so many uploads are held at once, and those who leave make room', async (context) => {
    const { url, upload } = await openApi(context);
    const { port } = new URL(url);
    const bytes = await jpeg();
    const slow = Array.from({ length: 6 }, () => {
      const request = httpRequest({
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/api/v1/catalog/images?kind=still',
        headers: {
          'x-staff': 'yes',
          'content-type': 'image/jpeg',
          'content-length': '1000',
          expect: '100-continue',
        },
      });
      request.on('error', () => {});
      request.flushHeaders();
      return request;
    });
    // The server has seen each of them and asks for its body.
    await Promise.all(slow.map((request) => once(request, 'continue')));
    for (let status = 0; status !== 503; ) status = (await upload('kind=still', bytes)).status;
    for (const request of slow) request.destroy();
    for (let status = 0; status !== 200; ) status = (await upload('kind=still', bytes)).status;
  });

  test('viewers read of artwork what their page needs', async (context) => {
    const { ask, add, film } = await openApi(context);
    const poster = await add(await jpeg(400, 600), 'poster');
    const { id } = await film('Metropolis', {
      artwork: [{ kind: 'poster', imageId: poster.id, language: null }],
    });
    for (const path of [`/browse/${id}`, '/browse', '/search?q=metro']) {
      const body = (await (await ask(`/api/v1/catalog${path}`)).json()) as Record<string, unknown>;
      const title = (path === `/browse/${id}` ? body : (body['items'] as object[])[0]) as Record<
        string,
        unknown
      >;
      assert.deepEqual(title['artwork'], {
        poster: {
          id: poster.id,
          url: `/images/${poster.id}/{width}.{format}`,
          widths: [160, 320, 400],
          formats: ['avif', 'webp', 'jpg'],
          width: 400,
          height: 600,
          focus: { x: 0.5, y: 0.5 },
          placeholder: poster.placeholder,
          color: poster.color,
          language: null,
        },
      });
    }
  });
});

describe('artwork of titles', () => {
  test('is chosen by language, then without words, then the original, then any', async (context) => {
    const { catalog, add, film } = await openImages(context);
    const image = await add(await halves(400, 200).png().toBuffer(), 'logo');
    const link = (language: string | null) => ({ kind: 'logo' as const, imageId: image.id, language });
    const { id, revision } = await film('Metropolis', { artwork: ['fr', 'de', null, 'en'].map(link) });
    const languageFor = async (...languages: string[]) =>
      (await catalog.browse.get(id, { ...nobody, languages })).artwork.logo?.language;
    assert.equal(await languageFor('de-AT', 'fr'), 'de');
    assert.equal(await languageFor('ja', 'fr'), 'fr');
    assert.equal(await languageFor('ja'), null);
    assert.equal(revision, 1);
    await catalog.titles.edit(id, (title) => ({ ...title, artwork: ['fr', 'en'].map(link) }), { actor });
    assert.equal(await languageFor('ja'), 'en');
    await catalog.titles.edit(id, (title) => ({ ...title, artwork: [link('fr')] }), { actor });
    assert.equal(await languageFor('ja'), 'fr');
  });

  test('is versioned: adding, replacing and removing it can be taken back', async (context) => {
    const { catalog, add, film } = await openImages(context);
    const [one, two] = [await add(await jpeg(), 'still'), await add(await jpeg(700), 'still')];
    const { id } = await film('Metropolis');
    const steps = [[one], [two], []].map((images) =>
      images.map((image) => ({ kind: 'still' as const, imageId: image.id, language: null })),
    );
    for (const artwork of steps) await catalog.titles.edit(id, (title) => ({ ...title, artwork }), { actor });
    for (const expected of [two.id, one.id, undefined]) {
      const changes = await catalog.titles.changes(id, { after: null, limit: 50 });
      const undone = new Set(changes.map(({ undoes }) => undoes));
      const last = changes.find((change) => change.undoes === null && !undone.has(change.id));
      const title = await catalog.titles.undo(id, last?.id ?? '', { actor });
      assert.equal(title?.content.artwork[0]?.imageId, expected);
    }
  });

  test('must exist, be of the right kind, and be there once for a language', async (context) => {
    const { add, film, catalog } = await openImages(context);
    const still = await add(await jpeg(), 'still');
    const link = { kind: 'still' as const, imageId: still.id, language: null };
    for (const [artwork, message] of [
      [[{ ...link, imageId: `im_${'0'.repeat(26)}` }], /The image im_0+ does not exist/],
      [[{ ...link, kind: 'poster' as const }], /is a still, not a poster/],
      [[link, link], /The artwork still without words is there more than once/],
    ] as const)
      await assert.rejects(film('Metropolis', { artwork }), message);
    const names = { slug: '', originalLanguage: 'en', names: { en: 'Brigitte Helm' } };
    await assert.rejects(
      catalog.people.create({ ...names, portraitId: still.id, biographies: {} }, { actor }),
      /not a portrait/,
    );
  });

  test('a person has a portrait', async (context) => {
    const { add, film, catalog } = await openImages(context);
    const portrait = await add(await jpeg(400, 600), 'portrait');
    const person = await catalog.people.create(
      {
        slug: '',
        originalLanguage: 'en',
        names: { en: 'Brigitte Helm' },
        portraitId: portrait.id,
        biographies: {},
      },
      { actor },
    );
    const { id } = await film('Metropolis', {
      credits: [{ personId: person.id, role: 'actor', character: 'Maria' }],
    });
    const { credits } = await catalog.browse.get(id, nobody);
    assert.equal(credits[0]?.portrait?.id, portrait.id);
  });

  test('titles that were written before there was artwork are read and edited like others', async (context) => {
    const { catalog, film, database } = await openImages(context);
    const { id } = await film('Metropolis');
    await sql`update catalog.titles set content = content - 'artwork' - 'relations'`.execute(database.kysely);
    await sql`update catalog.changes set after = after - 'artwork' - 'relations'`.execute(database.kysely);
    assert.deepEqual((await catalog.titles.get(id)).content.artwork, []);
    const same = await catalog.titles.edit(id, (title) => title, { actor });
    assert.equal(same.revision, 1);
    const [created] = await catalog.titles.changes(id, { after: null, limit: 1 });
    assert.equal(await catalog.titles.undo(id, created?.id ?? '', { actor }), null);
  });
});

describe('images that nothing uses', () => {
  async function openSweep(context: TestContext) {
    const opened = await openImages(context);
    const { blobs, clock, database } = opened;
    const store = createImageStore(database);
    const changes = createChangeStore(database);
    const sweep = createImageSweep({ blobs, store, changes, clock, logger: silentLogger });
    const keys = async () => {
      const found: string[] = [];
      for await (const { key } of blobs.list('images/')) found.push(key.split('/')[1] ?? '');
      return new Set(found);
    };
    return { ...opened, keys, run: () => sweep.run(new AbortController().signal) };
  }

  test('are removed after two weeks; what was ever linked stays for undoing', async (context) => {
    const { add, film, catalog, clock, images, keys, run } = await openSweep(context);
    const [linked, unlinked] = [await add(await jpeg(), 'still'), await add(await jpeg(700), 'still')];
    const { id } = await film('Metropolis', {
      artwork: [{ kind: 'still', imageId: linked.id, language: null }],
    });
    await catalog.titles.edit(id, (title) => ({ ...title, artwork: [] }), { actor });
    clock.time = NOON + 3 * DAY_MS;
    assert.equal((await add(await jpeg(700), 'still')).id, unlinked.id);
    clock.time += 14 * DAY_MS;
    assert.equal(await run(), 0);
    clock.time += 1;
    assert.equal(await run(), 1);
    await assert.rejects(images.get(unlinked.id), code('image-not-found'));
    assert.deepEqual(await keys(), new Set([linked.id]));
    const [removal] = await catalog.titles.changes(id, { after: null, limit: 1 });
    const undone = await catalog.titles.undo(id, removal?.id ?? '', { actor });
    assert.equal(undone?.content.artwork[0]?.imageId, linked.id);
  });

  test('objects without a row go once they are old, and nothing of another database', async (context) => {
    const { blobs, clock, keys, run, add, film } = await openSweep(context);
    const orphan = `im_${'1'.repeat(26)}`;
    await blobs.put(`images/${orphan}/160.jpg`, Buffer.from('x'));
    const kept = await add(await jpeg(), 'still');
    await film('Metropolis', { artwork: [{ kind: 'still', imageId: kept.id, language: null }] });
    clock.time = Date.now();
    assert.equal(await run(), 0);
    clock.time = Date.now() + 2 * DAY_MS;
    await blobs.put('owner/catalog', Buffer.from('another'));
    assert.equal(await run(), 0);
    await blobs.delete('owner/catalog');
    assert.equal(await run(), 1);
    assert.deepEqual(await keys(), new Set([kept.id]));
  });

  test('an editor deletes what nothing shows; what is shown stays', async (context) => {
    const { add, film, catalog, images, keys } = await openImages(context).then(async (opened) => ({
      ...opened,
      keys: async () => {
        const found: string[] = [];
        for await (const { key } of opened.blobs.list('images/')) found.push(key);
        return found;
      },
    }));
    const image = await add(await jpeg(), 'still');
    const { id } = await film('Metropolis', {
      artwork: [{ kind: 'still', imageId: image.id, language: null }],
      publication: draft,
    });
    await assert.rejects(images.remove(image.id), (error: Error) => error.message.includes(id));
    await catalog.titles.edit(id, (title) => ({ ...title, artwork: [] }), { actor });
    await images.remove(image.id);
    assert.deepEqual(await keys(), []);
    await assert.rejects(images.remove(image.id), code('image-not-found'));
    const [change] = await catalog.titles.changes(id, { after: null, limit: 1 });
    await assert.rejects(
      catalog.titles.undo(id, change?.id ?? '', { actor }),
      /The image im_\w+ does not exist/,
    );
  });

  test('a maker that fails leaves no row, and what it took is free again', async (context) => {
    const { images } = await openImages(context);
    const damaged = (await jpeg()).subarray(0, 700);
    const wish = { kind: 'still' as const, framing: centred };
    await assert.rejects(images.add(damaged, wish, { actor }), code('image-refused'));
    assert.deepEqual(await images.list({ after: null, limit: 10 }), []);
  });
});
