// Studio, when something comes between: a server that does not answer, a session that has ended, an address of nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { findChromium } from '../browser/chromium.ts';
import { axe, openStage, type Stage, titled } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;

describe('studio, interrupted', { skip }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('a server that does not answer is said without addresses of the API', async () => {
    const { page, context, close } = await stage.context({ as: 'owner' });
    await context.route('**/api/v1/assets/summaries?*', (route) => route.abort('connectionrefused'));
    await page.goto('/studio/');
    await page.getByRole('heading', { name: 'This did not work' }).waitFor();
    await page.getByText('Vitascope does not answer. Check the connection').waitFor();
    await titled(page, 'This did not work · Vitascope Studio');
    await axe(page);
    await context.unroute('**/api/v1/assets/summaries?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Upload your first film' }).waitFor();
    await close();
  });

  test('a session that ended elsewhere leads to the door and back', async () => {
    const { page, context, close } = await stage.context({ as: 'owner' });
    await page.goto('/studio/people');
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
    await context.clearCookies();
    await page.getByRole('link', { name: 'System' }).first().click();
    await page.waitForURL(/\/sign-in\?next=%2Fstudio%2Fsystem$/);
    await page.getByLabel('E-mail address').fill(stage.owner.email);
    await page.getByLabel('Password', { exact: true }).fill(stage.owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'System' }).waitFor();
    await page.getByText('empty queues').waitFor();
    await axe(page);
    const watch = await context.newPage();
    await watch.goto('/settings');
    await watch.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in\?next=%2Fstudio%2Fsystem$/);
    await close();
  });

  test('an address of nothing is named in the tab, and words of filters are whole', async () => {
    const { page, close } = await stage.context({ as: 'owner' });
    await page.goto('/studio/nowhere');
    await titled(page, 'There is no such page · Vitascope Studio');
    await page.goto('/studio/titles');
    await page.getByRole('combobox').first().waitFor();
    const cut = await page.evaluate(`[...document.querySelectorAll('[role=combobox] *')]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0).map((one) => [one.textContent, one.scrollWidth, one.clientWidth].join(' '))`);
    assert.deepEqual(cut, []);
    await close();
  });
});
