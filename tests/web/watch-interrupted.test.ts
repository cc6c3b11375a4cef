// Watch, when something comes between: a session that has ended, a server that fails or is slow, a page without rows and only arrows.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { findChromium } from '../browser/chromium.ts';
import { axe, openStage, type Stage, sampleTitles, titled } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;

describe('watch, interrupted', { skip }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({
      titles: sampleTitles.slice(0, 2),
      profiles: [{ name: 'Vera' }, { name: 'Teo' }, { name: 'Noa' }, { name: 'Kim', isKids: true }],
    });
  });
  after(() => stage?.close());

  const choose = async (page: Page, name: string): Promise<void> => {
    await page.goto('/who');
    await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    await page.waitForURL((url) => url.pathname === '/');
  };
  const focused = (page: Page): Promise<string> =>
    page.evaluate(
      `(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()`,
    );

  test('who signs out in one tab is led to the door in the others, and back', async () => {
    const { page, context, close } = await stage.context({ as: 'viewer' });
    await choose(page, 'Vera');
    await page.goto('/my-list');
    await page.getByRole('heading', { name: 'Your list is empty' }).waitFor();
    const other = await context.newPage();
    await other.goto('/settings');
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.waitForURL(/\/sign-in$/);
    await page.waitForURL(/\/sign-in\?next=%2Fmy-list$/);
    await titled(page, 'Sign in · Vitascope');
    await page.getByLabel('E-mail address').fill(stage.viewer.email);
    await page.getByLabel('Password', { exact: true }).fill(stage.viewer.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(/\/my-list$/);
    await page.getByRole('heading', { name: 'Your list is empty' }).waitFor();
    await close();
  });

  test('a session that ended elsewhere is not told in words for programmers', async () => {
    const { page, context, close } = await stage.context({ as: 'viewer' });
    await choose(page, 'Vera');
    await page.locator('a[href^="/title/"]').first().waitFor();
    await context.clearCookies();
    // The page may find out by itself before the click.
    const films = page.getByRole('link', { name: 'Films' }).first();
    await films.click({ timeout: 5_000 }).catch(() => {});
    await page.waitForURL(/\/sign-in\?next=%2F(browse%2Ffilms)?$/);
    await page.getByRole('heading', { level: 1, name: 'The doors are open.' }).waitFor();
    await close();
  });

  test('a page that cannot fetch its parts ahead stays as it is', async () => {
    const { page, context, close } = await stage.context({ as: 'viewer' });
    await choose(page, 'Vera');
    const card = page.locator('[data-card] a').first();
    await card.waitFor();
    await page.evaluate('void (window.isSamePage = true)');
    await context.setOffline(true);
    const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('.js'));
    await card.hover();
    await failed;
    await page.waitForTimeout(1_500);
    assert.equal(await page.evaluate('window.isSamePage'), true);
    await close();
  });

  test('a page whose parts are gone since an update is loaded anew, and not without end', async () => {
    const { page, context, close } = await stage.context({ as: 'viewer' });
    await choose(page, 'Vera');
    const card = page.locator('[data-card] a').first();
    await card.waitFor();
    let loads = 0;
    page.on('load', () => loads++);
    const isPart = /\/_watch\/assets\/(?!first|react|rolldown)[^/]+\.js$/;
    await context.route(isPart, (route) => route.fulfill({ status: 404 }));
    await card.hover();
    await page.waitForEvent('load');
    await page.mouse.move(0, 0);
    await card.hover();
    await page.waitForTimeout(2_000);
    assert.equal(loads, 1);
    await close();
  });

  test('a server that fails is said in the language of the page, and nothing of its inside', async () => {
    const { page, context, close } = await stage.context({ as: 'viewer', locale: 'de-DE' });
    await choose(page, 'Vera');
    const problem = {
      type: 'about:blank',
      title: 'x',
      status: 500,
      code: 'internal-error',
      detail: 'pg: boom',
    };
    await context.route('**/api/v1/search?*', (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    );
    await page.goto('/search?q=lamp');
    await page.getByRole('heading', { name: 'Das hat nicht geklappt' }).waitFor();
    await page.getByText('Bei uns ist etwas schiefgegangen.').waitFor();
    assert.doesNotMatch((await page.locator('main').textContent()) ?? '', /boom|api/);
    await context.unroute('**/api/v1/search?*');
    await page.getByRole('button', { name: 'Noch einmal versuchen' }).click();
    await page
      .getByRole('list', { name: 'Titel' })
      .getByRole('link', { name: /The Lamp/ })
      .waitFor();
    await close();
  });

  test('a server that is slow is waited for before a sign, not before darkness', async () => {
    const { page, context, close } = await stage.context({ as: 'viewer' });
    await choose(page, 'Vera');
    const held = Promise.withResolvers<void>();
    await context.route('**/api/v1/auth/session', async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto('/my-list');
    await page.locator('main [aria-busy=true]').waitFor();
    await page.getByText('Loading').waitFor({ state: 'attached' });
    held.resolve();
    await page.getByRole('heading', { name: 'Your list is empty' }).waitFor();
    await close();
  });

  test('an address that is no title is said to be none, in the tab as well', async () => {
    const { page, close } = await stage.context({ as: 'viewer' });
    await choose(page, 'Vera');
    await page.goto('/play/ti_nothing');
    await page.getByRole('heading', { name: 'This title is not here' }).waitFor();
    await titled(page, 'This title is not here · Vitascope');
    await close();
  });

  test('a child that types the address of the settings is told whose they are', async () => {
    const { page, close } = await stage.context({ as: 'viewer' });
    await choose(page, 'Kim');
    await page.goto('/settings/devices');
    await page.getByRole('heading', { name: 'Settings are for grown-ups' }).waitFor();
    assert.equal(await page.getByRole('button', { name: /Sign out/ }).count(), 0);
    await axe(page);
    await page.getByRole('link', { name: 'Choose another profile' }).click();
    await page.getByRole('button', { name: /^Teo/ }).click();
    await page.waitForURL(/\/settings$/);
    await page.getByRole('heading', { level: 1, name: 'General' }).waitFor();
    await close();
  });

  test('a locked profile that is chosen from the menu has only its PIN left to say', async () => {
    const { client, profiles, password } = stage.viewer;
    const pin = await client.ask('PUT', `/api/v1/profiles/${profiles.get('Noa')}/pin`, {
      password,
      pin: '2468',
    });
    assert.ok(pin.status < 300, JSON.stringify(pin.body));
    const { page, close } = await stage.context({ as: 'viewer' });
    await choose(page, 'Vera');
    await page.getByRole('button', { name: /^Vera/ }).click();
    await page.getByRole('menuitem', { name: /Noa/ }).click();
    await page.getByRole('heading', { name: 'The PIN of Noa' }).waitFor();
    await page.getByLabel('PIN', { exact: true }).fill('2468');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/');
    await page.getByRole('button', { name: /^Noa/ }).waitFor();
    await close();
  });

  test('faces, forms, settings and dialogs are walked through by four arrows', async () => {
    // A screen without a pointer that hovers, as televisions are.
    const { page, close } = await stage.context({ more: { hasTouch: true, isMobile: true } });
    await page.goto('/sign-in');
    await page.getByLabel('E-mail address').fill(stage.viewer.email);
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate('document.activeElement.type'), 'password');
    await page.keyboard.type(stage.viewer.password);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(page), 'Sign in');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Who is watching?' }).waitFor();
    await page.getByRole('button', { name: 'Vera' }).waitFor();
    await page.keyboard.press('ArrowDown');
    assert.match(await focused(page), /Vera/);
    await page.keyboard.press('ArrowRight');
    assert.match(await focused(page), /Teo/);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/');
    await page.goto('/settings');
    const language = page.getByRole('combobox', { name: 'Language of this page' });
    await language.focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await language.getAttribute('aria-expanded'), 'false', 'a closed list is passed');
    assert.match(await focused(page), /Dark/);
    await page.goto('/settings/security');
    await page.getByRole('button', { name: 'Sign out everywhere' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').or(page.getByRole('dialog')).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).filter({ hasText: 'Cancel' }).focus();
    await page.keyboard.press('ArrowRight');
    const right = await focused(page);
    await page.keyboard.press('ArrowLeft');
    const left = await focused(page);
    assert.deepEqual(new Set([left, right]), new Set(['Cancel', 'Sign out everywhere']));
    await close();
  });
});
