// What the world sees of Watch: links with pictures and names, an app to install, and a page without a network.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { findChromium } from '../browser/chromium.ts';
import { makeDataDir, startServerProcess } from '../server/server-process.ts';
import { axe, openStage, type Stage, screenshot } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;
const HOSTILE = `"><script>alert(1)</script></title><!-- $& $' '&amp;`;

describe('Watch from outside', { skip, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({
      titles: [{ name: 'Harbour at Dawn', synopsis: 'A harbour wakes.', colour: '#23485c' }],
      environment: { VITASCOPE_SERVICE_NAME: 'Lumen & <Sons>' },
    });
  });
  after(() => stage?.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(new URL(path, stage.server.url), { headers });
  /** By name or property. */
  const metaOf = (html: string) =>
    new Map(
      [...html.matchAll(/<meta (?:name|property)="([^"]+)" content="([^"]*)">/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    );
  async function makeTitle(
    body: object,
    server: Pick<Stage['server'], 'fetch'> = stage.server,
  ): Promise<{ readonly id: string; readonly slug: string }> {
    const answer = await server.fetch('/api/v1/catalog/titles', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        kind: 'film',
        originalLanguage: 'en',
        publication: { released: true },
        windows: [{ offer: { kind: 'subscription' } }],
        ...body,
      }),
    });
    assert.equal(answer.status, 201, await answer.clone().text());
    return (await answer.json()) as { id: string; slug: string };
  }

  test('a link to a title that anybody may see tells what it is', async () => {
    const html = await (await get('/title/harbour-at-dawn')).text();
    const url = `${stage.server.url}/title/harbour-at-dawn`;
    const meta = metaOf(html);
    assert.ok(html.includes('<title>Harbour at Dawn · Lumen &amp; &lt;Sons&gt;</title>'), html);
    assert.equal(html.match(/<title>/g)?.length, 1);
    assert.ok(html.includes(`<link rel="canonical" href="${url}">`));
    assert.equal(meta.get('description'), 'A harbour wakes.');
    assert.equal(meta.get('og:title'), 'Harbour at Dawn');
    assert.equal(meta.get('og:url'), url);
    assert.equal(meta.get('og:type'), 'video.movie');
    assert.equal(meta.get('twitter:card'), 'summary_large_image');
    const image = await get(meta.get('og:image') ?? '');
    const { width, height } = await sharp(Buffer.from(await image.arrayBuffer())).metadata();
    assert.deepEqual(
      [meta.get('og:image:width'), meta.get('og:image:height')],
      [String(width), String(height)],
    );
    const discovered = /type="application\/json\+oembed" href="([^"]+)"/.exec(html)?.[1] ?? assert.fail(html);
    const { type } = (await (await get(discovered)).json()) as { type: string };
    assert.equal(type, 'link', 'no site may show titles');
    assert.equal(meta.get('og:video'), undefined);
  });

  test('it speaks the language of whoever asks, and takes any name for text', async () => {
    const texts = { en: { name: HOSTILE, synopsis: HOSTILE }, de: { name: 'Die Lampe' } };
    const { slug, id } = await makeTitle({ texts });
    const german = metaOf(
      await (await get(`/title/${slug}`, { 'accept-language': 'de-AT, en;q=0.5' })).text(),
    );
    assert.deepEqual([german.get('og:title'), german.get('og:locale')], ['Die Lampe', 'de']);
    const visit = await stage.context();
    for (const key of [slug, id]) {
      const html = await (await get(`/title/${key}`)).text();
      assert.doesNotMatch(html, /<script>|<!-- \$/);
      // As a browser reads it, without running what is in it.
      const read = (await visit.page.evaluate(`(() => {
        const page = new DOMParser().parseFromString(${JSON.stringify(html)}, 'text/html');
        const title = page.querySelector('meta[property="og:title"]').getAttribute('content');
        return [title, page.title, page.querySelectorAll('script:not([src])').length];
      })()`)) as [string, string, number];
      assert.equal(read[0], HOSTILE);
      assert.ok(read[1].endsWith('· Lumen & <Sons>'));
      assert.equal(read[2], 0);
    }
    await visit.close();
  });

  test('of what is hidden, or is not there, a link tells the name of the service only', async () => {
    const draft = await makeTitle({ texts: { en: { name: 'Unseen' } }, publication: { released: false } });
    const elsewhere = await makeTitle({
      texts: { en: { name: 'Far Away' } },
      windows: [{ territories: ['CH'], offer: { kind: 'free' } }],
    });
    const plain = await (await get('/')).text();
    assert.ok(plain.includes('<title>Lumen &amp; &lt;Sons&gt;</title>'));
    assert.equal(metaOf(plain).get('og:title'), 'Lumen &amp; &lt;Sons&gt;');
    for (const path of [
      draft.slug,
      draft.id,
      elsewhere.slug,
      'nothing',
      '%00',
      '%E0%A4%A',
      'a'.repeat(500),
    ]) {
      const answer = await get(`/title/${path}`, { accept: 'text/html' });
      assert.ok((await answer.text()) === plain || answer.status === 400, path);
    }
  });

  test('where not everybody may sign up, links tell nothing of any title', async () => {
    const data = await makeDataDir();
    const closed = await startServerProcess({
      dataDir: data.path,
      environment: { VITASCOPE_ACCOUNTS_SIGN_UP: 'false' },
    });
    try {
      const { slug } = await makeTitle({ texts: { en: { name: 'Among Friends' } } }, closed);
      const html = await (await fetch(new URL(`/title/${slug}`, closed.url))).text();
      assert.ok(html.includes('<title>Vitascope</title>'));
      assert.doesNotMatch(html, /Among Friends/);
    } finally {
      await closed.stop();
      await data.remove();
    }
  });

  test('it can be installed under the name of the service', async () => {
    const answer = await get('/manifest.webmanifest');
    assert.match(answer.headers.get('content-type') ?? '', /^application\/manifest\+json/);
    const manifest = (await answer.json()) as {
      name: string;
      icons: readonly { src: string; sizes: string; purpose: string }[];
    };
    assert.equal(manifest.name, 'Lumen & <Sons>');
    assert.deepEqual(new Set(manifest.icons.map(({ purpose }) => purpose)), new Set(['any', 'maskable']));
    for (const { src, sizes } of manifest.icons) {
      const { width, height, format } = await sharp(
        Buffer.from(await (await get(src)).arrayBuffer()),
      ).metadata();
      assert.deepEqual([`${width}x${height}`, format], [sizes, 'png']);
    }
    assert.match(await (await get('/')).text(), /<link rel="manifest" href="\/manifest\.webmanifest">/);
  });

  test('without a network it says so in the language of the viewer, and comes back by itself', async () => {
    for (const [locale, words] of [
      ['en-GB', 'You are offline'],
      ['de-DE', 'Sie sind offline'],
      ['ar', 'أنت غير متصل بالإنترنت'],
    ] as const) {
      const visit = await stage.context({ locale, more: { serviceWorkers: 'allow' } });
      const { page, context } = visit;
      await page.goto('/sign-in');
      await page.evaluate('navigator.serviceWorker.ready.then(({ active }) => active.state)');
      while ((await page.evaluate('navigator.serviceWorker.controller')) === null) await delay(50);
      await context.setOffline(true);
      await page.goto('/title/harbour-at-dawn');
      await page.getByRole('heading', { name: words }).waitFor();
      await axe(page);
      await page.evaluate(`document.documentElement.dataset.theme = 'light'`);
      await axe(page);
      await screenshot(page, `offline-${locale}`);
      assert.equal(await page.locator('html').getAttribute('dir'), locale === 'ar' ? 'rtl' : 'ltr');
      await context.setOffline(false);
      await page.waitForURL(/\/sign-in/);
      assert.deepEqual(visit.trouble.pageErrors, []);
      assert.deepEqual(visit.trouble.policyViolations, []);
      await visit.close();
    }
  });

  test('it keeps what never changes, and nothing else', async () => {
    const visit = await stage.context({ as: 'viewer', more: { serviceWorkers: 'allow' } });
    const { page } = visit;
    await page.goto('/');
    while ((await page.evaluate('navigator.serviceWorker.controller')) === null) await delay(50);
    await page.goto('/title/harbour-at-dawn');
    await page.getByRole('heading', { name: 'Harbour at Dawn' }).waitFor();
    await page.waitForLoadState('networkidle');
    const kept = (await page.evaluate(`(async () => {
      const found = [];
      for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) found.push(name.replace(/-[0-9a-f]{12}$/, '') + ' ' + new URL(url).pathname);
      return found;
    })()`)) as string[];
    assert.ok(
      kept.some((line) => /^vitascope-assets-1 \/_watch\/assets\/.*\.js$/.test(line)),
      kept.join('\n'),
    );
    assert.ok(
      kept.some((line) => /^vitascope-artwork-1 \/images\/im_/.test(line)),
      kept.join('\n'),
    );
    assert.ok(kept.includes('vitascope-offline /_watch/offline.html'));
    const wrong = kept.filter(
      (line) => !/^vitascope-(assets-1 \/_watch\/assets|artwork-1 \/images|offline \/_watch)\//.test(line),
    );
    assert.deepEqual(wrong, []);
    visit.expectNoTrouble();
    await visit.close();
  });
});
