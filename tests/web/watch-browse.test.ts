// Watch, as one looks around in it: home, previews, titles, lists, by mouse and by four arrows.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { findChromium } from '../browser/chromium.ts';
import { axe, openStage, type Stage, sampleTitles, screenshot } from './stage.ts';
import type { Visit } from './visit.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;

/** In every theme, and from right to left. */
async function axeInBothThemes(page: Page): Promise<void> {
  for (const theme of ['dark', 'light']) {
    await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
    await axe(page);
  }
}

describe('watch, browsing', { skip }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ titles: sampleTitles });
  });
  after(() => stage?.close());

  const open = (wish: Parameters<Stage['context']>[0] = {}): Promise<Visit> =>
    stage.context({ as: 'viewer', reducedMotion: true, ...wish });

  test('leads whoever is not signed in to signing in, and back', async () => {
    const { page, close } = await stage.context();
    await page.goto('/title/the-lamp');
    await page.waitForURL(/\/sign-in\?next=%2Ftitle%2Fthe-lamp$/);
    await close();
  });

  test('shows a hero and rows, and nothing that axe minds', async () => {
    const visit = await open();
    const { page } = visit;
    await page.goto('/');
    const hero = page.locator('main section').first();
    await hero.getByRole('heading', { level: 2 }).waitFor();
    const play = hero.getByRole('link', { name: /^Play/ });
    assert.match((await play.getAttribute('href')) ?? '', /^\/play\/ti_/);
    await page.getByRole('heading', { name: /^New/ }).waitFor();
    await page.getByRole('heading', { name: /^Drama/ }).waitFor();
    assert.equal(await page.title(), 'Vitascope');
    await axeInBothThemes(page);
    await screenshot(page, 'watch-home-1280');
    visit.expectNoTrouble();
    await visit.close();
  });

  test('is whole in Arabic, from right to left', async () => {
    const visit = await open({ locale: 'ar' });
    const { page } = visit;
    await page.goto('/');
    await page.getByRole('link', { name: 'أفلام' }).first().waitFor();
    assert.equal(await page.evaluate('document.documentElement.dir'), 'rtl');
    await page.getByRole('heading', { name: /^الجديد/ }).waitFor();
    await axe(page);
    await screenshot(page, 'watch-home-ar');
    await page.goto('/title/wave-theory');
    await page.getByRole('heading', { name: 'الحلقات' }).waitFor();
    await axe(page);
    visit.expectNoTrouble();
    await visit.close();
  });

  test('fits every width without scrolling sideways', async () => {
    for (const [width, height] of [
      [360, 740],
      [768, 1024],
      [2560, 1440],
    ] as const) {
      const visit = await open({ width, height });
      for (const path of ['/', '/title/wave-theory', '/browse/films', '/search?q=lamp', '/my-list']) {
        await visit.page.goto(path);
        await visit.page.locator('main h1, main h2').first().waitFor();
        const wider = await visit.page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        assert.equal(wider, 0, `${path} at ${width}`);
      }
      await visit.page.goto('/');
      await visit.page.locator('[data-card] img[data-loaded=true]').first().waitFor();
      await screenshot(visit.page, `watch-home-${width}`);
      await visit.close();
    }
  });

  test('is walked through by four arrows, and goes back to where one was', async () => {
    const { page, close } = await open();
    await page.goto('/');
    await page.locator('[data-card] a').first().waitFor();
    const focused = (): Promise<string> =>
      page.evaluate(
        `document.activeElement.closest('[data-focus-key]')?.dataset.focusKey ?? document.activeElement.textContent`,
      );
    await page.keyboard.press('ArrowRight');
    assert.match(await focused(), /^Play/, 'sideways enters the page at its first row');
    await page.keyboard.press('ArrowRight');
    assert.match(await focused(), /^hero-/);
    await page.keyboard.press('ArrowDown');
    const first = await focused();
    assert.match(first, /^ti_/);
    await page.keyboard.press('ArrowRight');
    const second = await focused();
    assert.notEqual(second, first);
    await page.keyboard.press('ArrowLeft');
    assert.equal(await focused(), first);
    await page.keyboard.press('ArrowDown');
    const below = await page.evaluate(
      `document.activeElement.closest('section').querySelector('h2').textContent`,
    );
    assert.doesNotMatch(String(below), /^New/);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    const left = await focused();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/title\//);
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'MAIN', 'the new page has the focus');
    await page.goBack();
    await page.waitForFunction(`document.activeElement.dataset.focusKey === ${JSON.stringify(left)}`);
    await close();
  });

  test('has one stop for Tab in each row', async () => {
    const { page, close } = await open();
    await page.goto('/');
    // Rows come one by one.
    await page.locator('section [data-focus-row] ul').nth(1).locator('[data-card] a').first().waitFor();
    const stops = await page.evaluate(`[...document.querySelectorAll('section [data-focus-row] ul')]
      .map((list) => list.querySelectorAll('[data-card] a[tabindex="0"]').length)`);
    assert.ok((stops as number[]).length > 1);
    assert.ok(
      (stops as number[]).every((count) => count === 1),
      String(stops),
    );
    await close();
  });

  test('previews a card without moving the others, and keeps the title from there', async () => {
    const visit = await open();
    const { page } = visit;
    await page.goto('/');
    const card = page.locator('[data-card] a', { has: page.locator('img[alt="The Lamp"]') }).first();
    await card.scrollIntoViewIfNeeded();
    const boxes = `[...document.querySelectorAll('[data-card]')].map((one) => {
      const { x, y, width, height } = one.getBoundingClientRect(); return [x, y + scrollY, width, height].map(Math.round) })`;
    const before = await page.evaluate(boxes);
    await card.hover();
    const preview = page.locator('[data-preview]');
    await preview.waitFor();
    assert.deepEqual(await page.evaluate(boxes), before);
    await axe(page);
    await preview.getByRole('button', { name: 'Add to my list' }).click();
    await preview.getByRole('button', { name: 'Take off my list', pressed: true }).waitFor();
    await page.mouse.move(2, 2);
    await preview.waitFor({ state: 'detached' });

    await page.getByRole('navigation').getByRole('link', { name: 'My list' }).click();
    await page.getByRole('heading', { level: 1, name: 'My list' }).waitFor();
    const kept = page.getByRole('link', { name: 'The Lamp' });
    await kept.waitFor();
    await axeInBothThemes(page);
    await page.getByRole('button', { name: 'Take The Lamp off my list' }).click();
    await page.getByText('Your list is empty').waitFor();
    await axe(page);
    await page.getByRole('button', { name: 'Undo' }).click();
    await kept.waitFor();
    await page.reload();
    await kept.waitFor();
    visit.expectNoTrouble();
    await visit.close();
  });

  test('opens a preview by keyboard, with its buttons next in order', async () => {
    const { page, close } = await open();
    await page.goto('/');
    await page.locator('[data-card] a').first().waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.locator('[data-preview] a, [data-preview] button').first().waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(`document.activeElement.closest('[data-preview]') !== null`), true);
    await page.keyboard.press('Escape');
    await page.locator('[data-preview]').waitFor({ state: 'detached' });
    assert.match(String(await page.evaluate('document.activeElement.dataset.focusKey')), /^ti_/);
    await close();
  });

  test('shows a series with its episodes, and goes on where it was left', async () => {
    const visit = await open();
    const { page } = visit;
    await page.goto('/title/wave-theory');
    await page.getByRole('link', { name: 'Play S1 E1' }).waitFor();
    await page.getByRole('heading', { level: 3, name: /Ebb/ }).waitFor();
    assert.equal(await page.title(), 'Wave Theory · Vitascope');
    await axeInBothThemes(page);
    await screenshot(page, 'watch-series-1280');
    await page.getByRole('button', { name: 'Mark Ebb as watched' }).click();
    await page.getByRole('link', { name: 'Continue S1 E2' }).waitFor();
    visit.expectNoTrouble();
    await visit.close();
  });

  test('goes on with what was begun, and forgets it where that is wanted', async () => {
    await watchForAWhile('Harbour at Dawn');
    const visit = await open();
    const { page } = visit;
    await page.goto('/');
    const row = page.getByRole('region', { name: 'Continue watching' });
    const begun = row.getByRole('link', { name: /Harbour at Dawn/ });
    await begun.waitFor();
    assert.match((await begun.getAttribute('href')) ?? '', /^\/play\/ti_/);
    await axe(page);
    await begun.hover();
    await row.getByRole('button', { name: 'Remove Harbour at Dawn from this row' }).click();
    await begun.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await begun.waitFor();
    await page.goto('/history');
    await page.getByText('Harbour at Dawn').first().waitFor();
    await axeInBothThemes(page);
    await page.getByRole('button', { name: 'Hide Harbour at Dawn from the history' }).click();
    await page.getByText('Nothing watched yet').waitFor();
    await axe(page);
    visit.expectNoTrouble();
    await visit.close();
  });

  /** Beats as a player sends them, until the history knows. */
  async function watchForAWhile(name: string): Promise<void> {
    const { client, profiles } = stage.viewer;
    const profileId = profiles.get('Vera');
    const titleId = stage.titles.get(name);
    const started = await client.ask('POST', '/api/v1/playback-sessions', {
      profileId,
      titleId,
      device: 'web',
    });
    assert.equal(started.status, 201, JSON.stringify(started.body));
    const { id, heartbeat } = started.body;
    const startedAt = performance.now();
    for (let sequence = 1; ; sequence++) {
      await setTimeout(500);
      const atMs = Math.floor(performance.now() - startedAt);
      const place = Math.min(atMs, 6_000);
      const beat = {
        sequence,
        atMs,
        playedMs: place,
        positionMs: place,
        durationMs: 12_000,
        state: 'playing',
      };
      const path = `/api/v1/playback-sessions/${id}`;
      const sent = await client.ask('POST', `${path}/heartbeats`, { token: heartbeat.token, beats: [beat] });
      assert.equal(sent.status, 200, JSON.stringify(sent.body));
      const { body } = await client.ask('GET', `/api/v1/profiles/${profileId}/continue-watching`);
      if (body.items.length > 0) {
        await client.ask('POST', `${path}/end`);
        return;
      }
    }
  }

  test('says why a title does not play', async () => {
    const { page, close } = await open();
    await page.goto('/title/still-to-come');
    await page.getByRole('heading', { level: 1, name: 'Still to Come' }).waitFor();
    await page.getByText('Coming soon').first().waitFor();
    assert.equal(await page.getByRole('link', { name: /^Play/ }).count(), 0);
    await close();
  });

  test('judges a title, and takes the judgement back', async () => {
    const { page, close } = await open();
    await page.goto('/title/the-lamp');
    const like = page.getByRole('button', { name: 'I like it' });
    await like.click();
    await page.getByRole('button', { name: 'I like it', pressed: true }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'I like it', pressed: true }).click();
    await page.getByRole('button', { name: 'I like it', pressed: false }).waitFor();
    await close();
  });

  test('follows an address of before to the one of now', async () => {
    const { page, close } = await open();
    const id = stage.titles.get('Harbour at Dawn') ?? '';
    const title = await stage.server.fetch(`/api/v1/catalog/titles/${id}`);
    const renamed = await stage.server.fetch(`/api/v1/catalog/titles/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'if-match': title.headers.get('etag') ?? '' },
      body: JSON.stringify({ slug: 'harbour' }),
    });
    assert.equal(renamed.status, 200, await renamed.text());
    await page.goto('/title/harbour-at-dawn');
    await page.waitForURL(/\/title\/harbour$/);
    await page.getByRole('heading', { level: 1, name: 'Harbour at Dawn' }).waitFor();
    await page.goto('/title/nothing-like-it');
    await page.getByRole('heading', { level: 1, name: 'This is not here' }).waitFor();
    await axe(page);
    await close();
  });

  test('lists films by genre and order', async () => {
    const { page, close } = await open();
    await page.goto('/browse/films');
    await page.getByRole('link', { name: /The Lamp/ }).waitFor();
    await axeInBothThemes(page);
    await page.getByRole('link', { name: 'Documentary', exact: true }).click();
    await page.getByRole('link', { name: /The Lamp/ }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: /Unusually Long/ }).waitFor();
    await page.goto('/browse/films?sort=name');
    await page.getByRole('link', { name: /The Lamp/ }).waitFor();
    const texts = await page.locator('main ul[data-focus-row] li a').allTextContents();
    const names = texts.map((text) => text.replace('Coming soon', ''));
    assert.deepEqual(names, [...names].sort(new Intl.Collator('en').compare));
    await close();
  });

  test('says when the network is gone, and that a page failed, with a way to try again', async () => {
    const { page, context, close } = await open();
    await context.route('**/api/v1/home?*', (route) => route.abort());
    await page.goto('/');
    await page.getByRole('heading', { name: 'Vitascope cannot be reached' }).waitFor();
    await page.getByText('Vitascope does not answer. Check your connection').waitFor();
    assert.equal(await page.title(), 'Vitascope cannot be reached · Vitascope');
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await axe(page);
    await context.unroute('**/api/v1/home?*');
    // By itself, without a press.
    await page.locator('[data-card] a').first().waitFor();
    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await context.setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'detached' });
    await close();
  });
});
