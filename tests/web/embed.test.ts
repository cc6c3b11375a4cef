// Titles within other sites' pages: who may show them, what plays there, and as whom.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { findChromium } from '../browser/chromium.ts';
import { axe, openStage, type Stage, sampleTitles, screenshot } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;

/** Another site, as browsers see it: `localhost` is not the site of 127.0.0.1. */
interface Site {
  readonly origin: string;
  body: string;
  readonly server: Server;
}

async function openSite(): Promise<Site> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><title>A blog</title><main>${site.body}</main></html>`);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const site = { origin: `http://localhost:${(server.address() as AddressInfo).port}`, body: '', server };
  return site;
}

describe('titles within other sites', { skip, timeout: 600_000 }, () => {
  let stage: Stage;
  let blog: Site;
  let stranger: Site;
  before(async () => {
    blog = await openSite();
    stranger = await openSite();
    stage = await openStage({
      titles: sampleTitles,
      environment: { VITASCOPE_EMBED_ALLOWED_ORIGINS: blog.origin, VITASCOPE_SERVICE_NAME: 'Lumen' },
    });
  });
  after(async () => {
    await stage?.close();
    for (const site of [blog, stranger]) {
      site?.server.closeAllConnections();
      site?.server.close();
    }
  });

  const idOf = (name: string): string => stage.titles.get(name) ?? assert.fail(name);
  const oembed = (id: string, more = '') =>
    fetch(
      new URL(
        `/api/v1/oembed?url=${encodeURIComponent(`${stage.server.url}/title/${id}`)}${more}`,
        stage.server.url,
      ),
    );
  test('play in a page of an allowed site, as nobody', async () => {
    const { html } = (await (await oembed(idOf('Harbour at Dawn'))).json()) as { html: string };
    blog.body = html;
    const visit = await stage.context({ as: 'viewer' });
    const { page } = visit;
    const cookies: (string | undefined)[] = [];
    page.on('request', async (request) => {
      if (request.url().includes('/api/v1/embeds/')) cookies.push((await request.allHeaders())['cookie']);
    });
    await page.goto(blog.origin);
    const frame = page.frameLocator('iframe');
    const play = frame.getByRole('button', { name: 'Play Harbour at Dawn' });
    await play.waitFor();
    await axe(page);
    await screenshot(page, 'embed-poster');
    const way = frame.getByRole('link', { name: 'Watch on Lumen' });
    assert.equal(await way.getAttribute('href'), `/title/${idOf('Harbour at Dawn')}`);
    assert.equal(await way.getAttribute('target'), '_blank');
    await play.click();
    const inside = page.frame({ url: /\/embed\// }) ?? assert.fail('There is no frame.');
    // The policy of the page lets nobody wait within it by a text that would have to be evaluated.
    while (Number(await inside.evaluate('document.querySelector("video")?.currentTime ?? 0')) < 0.3)
      await delay(50);
    assert.equal(await frame.locator('video').count(), 1);
    await screenshot(page, 'embed-playing');
    assert.deepEqual(cookies, [undefined]);
    const { body } = await stage.viewer.client.ask('GET', '/api/v1/playback-sessions');
    assert.deepEqual(body.items, []);
    visit.expectNoTrouble(/^401 GET \/api\/v1\/auth\/session/);
    await visit.close();
  });

  test('have room for a long name in a small frame, whatever its language', async () => {
    const visit = await stage.context();
    const { page } = visit;
    for (const width of [320, 360, 768, 2560]) {
      await page.setViewportSize({ width, height: Math.round((width * 9) / 16) });
      await page.goto(`/embed/${idOf('An Unusually Long Name for a Film about Almost Nothing at All')}`);
      const play = page.locator('button svg');
      await play.waitFor();
      assert.equal(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
      const [button, name] = await Promise.all([play.boundingBox(), page.locator('h1').boundingBox()]);
      assert.ok((button?.y ?? 0) + (button?.height ?? 0) <= (name?.y ?? 0), `${width}`);
      await screenshot(page, `embed-${width}`);
    }
    visit.expectNoTrouble(/\/api\/v1\/auth\/session/);
    await visit.close();
  });

  test('are not shown by a site that is not listed', async () => {
    stranger.body = `<iframe title="x" src="${stage.server.url}/embed/${idOf('Harbour at Dawn')}"></iframe>`;
    const { page, trouble, close } = await stage.context();
    await page.goto(stranger.origin);
    await page.waitForLoadState('networkidle');
    assert.match(trouble.policyViolations.join(), /frame-ancestors/);
    assert.equal(await page.frameLocator('iframe').locator('[data-embed]').count(), 0);
    await close();
    const policy = async (path: string) =>
      /frame-ancestors ([^;]*)/.exec(
        (await fetch(new URL(path, stage.server.url))).headers.get('content-security-policy') ?? '',
      )?.[1];
    assert.equal(await policy('/embed/ti_1'), `'self' ${blog.origin}`);
    for (const path of ['/', '/title/ti_1', '/play/ti_1', '/studio/'])
      assert.equal(await policy(path), "'none'", path);
  });

  test('say in one line what does not play there, and lead to where it does', async () => {
    const visit = await stage.context({ locale: 'ar', width: 480, height: 270 });
    const { page } = visit;
    await page.goto(`/embed/${idOf('Midnight Ferry')}`);
    await page.locator('[data-refused="age"]').waitFor();
    assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
    await axe(page);
    await screenshot(page, 'embed-refused-ar');
    await page.goto(`/embed/${idOf('Harbour at Dawn')}`);
    await page.getByRole('heading', { name: 'Harbour at Dawn' }).waitFor();
    await axe(page);
    await screenshot(page, 'embed-poster-ar');
    for (const path of ['/embed/nothing', `/embed/ti_${'0'.repeat(26)}`]) {
      await page.goto(path);
      await page.locator('[data-refused="not-found"]').waitFor();
    }
    visit.expectNoTrouble(/\/api\/v1\/auth\/session/, /\/api\/v1\/embeds\//);
    await visit.close();
  });

  test('are described by oEmbed: as a video where they play, as a link where not, not at all where hidden', async () => {
    const answer = await oembed(idOf('Harbour at Dawn'), '&maxwidth=320');
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    const { html, thumbnail_url, ...rest } = (await answer.json()) as Record<string, string>;
    assert.deepEqual(rest, {
      version: '1.0',
      type: 'video',
      title: 'Harbour at Dawn',
      provider_name: 'Lumen',
      provider_url: `${stage.server.url}/`,
      cache_age: 300,
      thumbnail_width: 1280,
      thumbnail_height: 720,
      width: 320,
      height: 180,
    });
    assert.ok(html?.includes(`src="${stage.server.url}/embed/${idOf('Harbour at Dawn')}"`), html);
    assert.equal((await fetch(thumbnail_url ?? '')).headers.get('content-type'), 'image/jpeg');
    const link = (await (await oembed(idOf('Midnight Ferry'))).json()) as Record<string, string>;
    assert.deepEqual([link['type'], link['html']], ['link', undefined]);
    const draft = await stage.server.fetch('/api/v1/catalog/titles', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'film', originalLanguage: 'en', texts: { en: { name: 'Unseen' } } }),
    });
    const { id, slug } = (await draft.json()) as { id: string; slug: string };
    for (const path of [id, slug, 'nothing', '%00', '%E0%A4%A'])
      assert.equal((await oembed(path)).status, 404, path);
    const elsewhere = `/api/v1/oembed?url=${encodeURIComponent('https://example.org/title/harbour-at-dawn')}`;
    assert.equal((await fetch(new URL(elsewhere, stage.server.url))).status, 404);
  });

  test('are passed on from their page: the address, and the code where they play elsewhere', async () => {
    const visit = await stage.context({ as: 'viewer' });
    const { page, context } = visit;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/title/harbour-at-dawn');
    await page.getByRole('button', { name: 'Share' }).click();
    const dialog = page.getByRole('dialog', { name: 'Share Harbour at Dawn' });
    await dialog.getByRole('textbox', { name: 'Code for a page of your own' }).waitFor();
    await axe(page);
    await screenshot(page, 'share');
    await dialog.getByRole('button', { name: 'Copy: Address' }).click();
    await page.getByText('The address is copied').waitFor();
    assert.equal(
      await page.evaluate('navigator.clipboard.readText()'),
      `${stage.server.url}/title/harbour-at-dawn`,
    );
    await dialog.getByRole('button', { name: 'Copy: Code' }).click();
    await page.getByText('The code is copied').waitFor();
    assert.match(
      String(await page.evaluate('navigator.clipboard.readText()')),
      /^<iframe src="[^"]+\/embed\/ti_/,
    );
    await page.goto('/title/midnight-ferry');
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Address' }).waitFor();
    assert.equal(await page.getByLabel('Code for a page of your own').count(), 0);
    visit.expectNoTrouble();
    await visit.close();
  });
});
