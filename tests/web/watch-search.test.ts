// Watch: search as one types, people, and what a child gets to see.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { findChromium } from '../browser/chromium.ts';
import { axe, openStage, type Stage, sampleTitles, screenshot } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;

describe('watch, searching', { skip }, () => {
  let stage: Stage;
  before(async () => {
    const profiles = [{ name: 'Vera' }, { name: 'Kim', isKids: true, maturityLimit: 6 }];
    stage = await openStage({ titles: sampleTitles, profiles });
    await credit('Amina Haddad', 'The Lamp');
  });
  after(() => stage?.close());

  async function credit(name: string, title: string): Promise<void> {
    const json = { 'content-type': 'application/json' };
    const made = await stage.server.fetch('/api/v1/catalog/people', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({
        originalLanguage: 'en',
        names: { en: name },
        biographies: { en: 'She keeps lamps.' },
      }),
    });
    const { id } = (await made.json()) as { id: string };
    const path = `/api/v1/catalog/titles/${stage.titles.get(title)}`;
    const etag = (await stage.server.fetch(path)).headers.get('etag') ?? '';
    const credited = await stage.server.fetch(path, {
      method: 'PATCH',
      headers: { ...json, 'if-match': etag },
      body: JSON.stringify({ credits: [{ personId: id, role: 'director' }] }),
    });
    assert.equal(credited.status, 200, await credited.text());
  }

  /** With the profile chosen as the page for it would. */
  async function openAs(profile: 'Vera' | 'Kim') {
    const visit = await stage.context({ as: 'viewer', reducedMotion: true });
    const account = await (await visit.context.request.get('/api/v1/auth/session')).json();
    await visit.context.addInitScript(
      // Not in the empty documents of frames, which have no storage.
      `if (location.protocol === 'http:') localStorage.setItem('vitascope.watch.profile.${account.id}', '${stage.viewer.profiles.get(profile)}')`,
    );
    return visit;
  }

  test('asks who is watching where there are several', async () => {
    const { page, close } = await stage.context({ as: 'viewer' });
    await page.goto('/my-list');
    await page.waitForURL(/\/who\?next=%2Fmy-list$/);
    await close();
  });

  test('finds as one types, narrows by facets, and remembers', async () => {
    const visit = await openAs('Vera');
    const { page } = visit;
    await page.goto('/search');
    await page.getByText('What would you like to see?').waitFor();
    await page.getByRole('link', { name: 'Drama' }).waitFor();
    await axe(page);
    const field = page.getByRole('searchbox');
    assert.equal(await page.evaluate('document.activeElement.type'), 'search');
    await field.pressSequentially('midn', { delay: 30 });
    await page
      .getByRole('list', { name: 'Titles' })
      .getByRole('link', { name: /Midnight Ferry/ })
      .waitFor();
    assert.match(page.url(), /\/search\?q=midn$/);
    await field.fill('theory');
    await page
      .getByRole('list', { name: 'Titles' })
      .getByRole('link', { name: /Wave Theory/ })
      .waitFor();
    await page.getByRole('link', { name: /Midnight Ferry/ }).waitFor({ state: 'detached' });
    await field.fill('drama');
    await page.getByRole('link', { name: /The Lamp/ }).waitFor();
    await axe(page);
    await screenshot(page, 'watch-search-1280');
    await field.press('Enter');
    await page.goto('/search');
    await page.getByRole('link', { name: 'drama', exact: true }).click();
    await page.getByRole('link', { name: /The Lamp/ }).waitFor();
    visit.expectNoTrouble();
    await visit.close();
  });

  test('takes a slip of the finger for what was meant, and says when there is nothing', async () => {
    const { page, close } = await openAs('Vera');
    await page.goto('/search?q=midnigt');
    await page
      .getByRole('list', { name: 'Titles' })
      .getByRole('link', { name: /Midnight Ferry/ })
      .waitFor();
    await page.getByText('Nothing matches “midnigt” exactly.').waitFor();
    await axe(page);
    await page.goto('/search?q=xyzzyq');
    await page.getByRole('heading', { name: 'Nothing found for “xyzzyq”' }).waitFor();
    await axe(page);
    await close();
  });

  test('leads from a person to what they made, and back to it', async () => {
    const visit = await openAs('Vera');
    const { page } = visit;
    await page.goto('/search?q=amina');
    await page.getByRole('list', { name: 'People' }).getByRole('link', { name: 'Amina Haddad' }).click();
    await page.getByRole('heading', { level: 1, name: 'Amina Haddad' }).waitFor();
    await page.getByText('She keeps lamps.').waitFor();
    await axe(page);
    await page.getByRole('link', { name: /The Lamp/ }).click();
    await page.getByRole('heading', { level: 1, name: 'The Lamp' }).waitFor();
    await page
      .getByRole('link', { name: /Amina Haddad/ })
      .first()
      .waitFor();
    visit.expectNoTrouble();
    await visit.close();
  });

  test('shows a child a world of its own', async () => {
    const visit = await openAs('Kim');
    const { page } = visit;
    await page.goto('/');
    await page.locator('[data-card] a').first().waitFor();
    assert.equal(await page.evaluate('document.documentElement.dataset.audience'), 'kids');
    assert.equal(await page.locator('img[alt="Midnight Ferry"]').count(), 0);
    for (const theme of ['dark', 'light']) {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      await axe(page);
    }
    await screenshot(page, 'watch-kids-1280');
    await page.goto('/title/midnight-ferry');
    await page.getByRole('heading', { level: 1, name: 'This is not here' }).waitFor();
    await page.goto('/search?q=midnight');
    await page.getByRole('heading', { name: /Nothing found/ }).waitFor();
    await page.getByRole('button', { name: /^Kim/ }).click();
    await page.getByRole('menuitem', { name: 'Vera' }).click();
    await page.waitForFunction('document.documentElement.dataset.audience === undefined');
    await page.getByRole('heading', { name: /^New/ }).waitFor();
    visit.expectNoTrouble(/^404 GET \/api\/v1\/browse\/midnight-ferry/);
    await visit.close();
  });
});
