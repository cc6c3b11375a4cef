// Studio's library in a browser: films are dropped, become playable, are found, selected, changed and deleted.
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { findChromium } from '../browser/chromium.ts';
import { makeSource } from '../media/make.ts';
import { uploadWhole, waitForAsset } from '../server/upload.ts';
import { axe, openStage, type Stage, screenshot } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;

const row = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name });
const chosen = (page: Page): Promise<number> => page.locator('[role=row][aria-selected=true]').count();
const choose = (page: Page, ...paths: string[]): Promise<void> =>
  page.locator('input[data-upload=files]').setInputFiles(paths);

/** Waits until the film of the page has come to that second. */
async function playsFrom(page: Page, seconds: number): Promise<void> {
  const video = page.locator('video');
  await video.waitFor();
  for (;;) {
    const at = await video.evaluate((element) => (element as unknown as { currentTime: number }).currentTime);
    if (at >= seconds) return;
    await page.waitForTimeout(100);
  }
}

describe('the library of Studio', { skip }, () => {
  let stage: Stage;
  let folder: string;
  let film: string;
  let bytes: Buffer;

  before(async () => {
    stage = await openStage();
    folder = await mkdtemp(join(tmpdir(), 'vitascope-library-'));
    film = join(folder, 'harbour at dawn.mp4');
    await copyFile((await makeSource({ seconds: 8 })).path, film);
    bytes = await readFile(film);
  });
  after(async () => {
    await stage?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('an empty one teaches by doing, and the first film opens and plays by itself', async () => {
    const visit = await stage.context({ as: 'owner' });
    const { page } = visit;
    await page.goto('/studio/');
    await page.getByRole('heading', { name: 'Upload your first film' }).waitFor();
    await page.getByRole('button', { name: 'Load the sample library' }).waitFor();
    await axe(page);
    await choose(page, film);
    await page.waitForURL(/\/studio\/assets\/as_/);
    await playsFrom(page, 0.5);
    for (const name of ['vs:upload-complete', 'vs:playable', 'vs:first-frame'])
      assert.equal(await page.evaluate(`performance.getEntriesByName('${name}').length`), 1, name);
    await page.getByText('Complete', { exact: true }).first().waitFor({ timeout: 60_000 });
    assert.match(await page.title(), /^harbour at dawn/);
    await axe(page);
    visit.expectNoTrouble();
    await visit.close();
  });

  test('many files and a folder are taken at once, what is no film is left out or refused in words', async () => {
    const inside = join(folder, 'rushes');
    await mkdir(inside, { recursive: true });
    for (const name of ['one.mp4', 'two.mp4', 'three.mp4']) await writeFile(join(inside, name), bytes);
    await writeFile(join(inside, 'notes.txt'), 'Not a film.');
    const fake = join(folder, 'fake.mp4');
    await writeFile(fake, 'These are notes and not a film at all.\n'.repeat(200));
    const visit = await stage.context({ as: 'owner' });
    const { page } = visit;
    await page.goto('/studio/');
    await page.locator('input[data-upload=folder]').setInputFiles(inside);
    await page.getByText('1 file in the folder is no film').waitFor();
    await choose(page, fake, film);
    // Other rooms are walked through meanwhile.
    for (const name of ['one', 'two', 'three'])
      await row(page, name).filter({ hasText: 'Complete' }).waitFor({ timeout: 60_000 });
    await row(page, 'fake').filter({ hasText: 'Not accepted' }).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /^Refused or failed/ }).click();
    await row(page, 'fake').getByRole('link').click();
    const sentence = await page.getByRole('region', { name: 'Player' }).locator('p').last().textContent();
    assert.match(sentence ?? '', /^[A-Z].{20,}\.$/s);
    await page.goBack();
    assert.match(page.url(), /show=trouble/);
    visit.expectNoTrouble();
    await visit.close();
  });

  test('is filtered, sorted and selected with the keyboard alone; deleting can be taken back', async () => {
    for (const name of ['keys alpha.mp4', 'keys beta.mp4', 'keys gamma.mp4'])
      await waitForAsset(stage.server, await uploadWhole(stage.server, { name, bytes }), 'complete');
    const visit = await stage.context({ as: 'owner' });
    const { page } = visit;
    await page.goto('/studio/');
    await row(page, 'keys gamma').waitFor();
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('KEYS');
    await page.waitForURL(/q=KEYS/);
    assert.equal(await page.getByRole('row').count(), 4);
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowDown');
    assert.equal(await chosen(page), 2);
    await page.keyboard.press('Control+a');
    assert.equal(await chosen(page), 3);
    await axe(page);
    await page.keyboard.press('Delete');
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, 'keys alpha').waitFor();
    assert.equal(await page.getByRole('row').count(), 4);
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await page.keyboard.press(' ');
    assert.equal(await chosen(page), 1);
    const gone = page.waitForResponse((response) => response.url().endsWith('/assets/actions'));
    await page.keyboard.press('Delete');
    await row(page, 'keys alpha').waitFor({ state: 'detached' });
    assert.equal((await gone).status(), 200);
    // Enter opens what the keyboard is at, and its heading is where reading begins.
    await page.getByRole('grid').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'keys gamma' }).waitFor();
    assert.equal(await page.evaluate('document.activeElement.id'), 'content');
    visit.expectNoTrouble();
    await visit.close();
  });

  test('what is deleted waits in the trash, comes back from it, and goes for good', async () => {
    const id = await uploadWhole(stage.server, { name: 'waste paper.mp4', bytes });
    await waitForAsset(stage.server, id, 'complete');
    for (const [width, theme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      const visit = await stage.context({ as: 'owner', width });
      const { page } = visit;
      await page.addInitScript((name) => localStorage.setItem('vitascope.studio.theme', name), theme);
      await page.goto(`/studio/assets/${id}`);
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await page.getByText('“waste paper.mp4” is in the trash').waitFor();
      await page.goto('/studio/');
      await row(page, 'harbour at dawn').first().waitFor();
      assert.equal(await row(page, 'waste paper').count(), 0);
      await page.getByRole('link', { name: 'Trash' }).click();
      const restore = page.getByRole('button', { name: 'Restore waste paper' });
      await restore.waitFor();
      await screenshot(page, `studio-trash-${width}-${theme}`);
      assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
      await axe(page);
      await restore.click();
      await page.getByText('“waste paper” is in the library again').waitFor();
      await page.getByRole('link', { name: 'Library' }).first().click();
      await row(page, 'waste paper').waitFor();
      visit.expectNoTrouble();
      await visit.close();
    }
    await stage.server.fetch(`/api/v1/assets/${id}`, { method: 'DELETE' });
    const visit = await stage.context({ as: 'owner' });
    const { page } = visit;
    await page.goto('/studio/trash');
    await page.getByRole('button', { name: 'Delete for good: waste paper' }).click();
    await page.getByText('This cannot be undone').waitFor();
    await screenshot(page, 'studio-trash-question');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
    await page.getByRole('button', { name: 'Restore waste paper' }).waitFor({ state: 'detached' });
    assert.equal((await stage.server.fetch(`/api/v1/assets/${id}/restore`, { method: 'POST' })).status, 404);
    visit.expectNoTrouble();
    await visit.close();
  });

  test('an asset is renamed with a way back, one rendition is made again, and its link plays without a session', async () => {
    const id = await uploadWhole(stage.server, { name: 'draft.mp4', bytes });
    await waitForAsset(stage.server, id, 'complete');
    const visit = await stage.context({ as: 'owner' });
    const { page } = visit;
    await page.goto(`/studio/assets/${id}`);
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Rename' }).fill('Final cut');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Final cut' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { level: 1, name: 'draft' }).waitFor();
    const redriven = page.waitForResponse((response) => response.url().endsWith('/redrive'));
    await page.getByRole('button', { name: /^Make 240p/ }).click();
    assert.equal((await redriven).status(), 200);
    await waitForAsset(stage.server, id, 'complete');
    await page.getByText('h264', { exact: false }).first().waitFor();
    const address = (await page.getByRole('link', { name: 'Open the link' }).getAttribute('href')) ?? '';
    visit.expectNoTrouble();
    await visit.close();
    const stranger = await stage.context();
    await stranger.page.goto(address);
    await playsFrom(stranger.page, 0.1);
    // Watch asks whether somebody is signed in, and hears that nobody is.
    stranger.expectNoTrouble(/auth\/session/);
    await stranger.close();
  });

  test('fits a phone, both themes, and those who may only look', async () => {
    for (const theme of ['light', 'dark']) {
      const visit = await stage.context({ as: 'owner', width: 360, height: 780 });
      const { page } = visit;
      await page.addInitScript((name) => localStorage.setItem('vitascope.studio.theme', name), theme);
      await page.goto('/studio/');
      await row(page, 'harbour at dawn').first().waitFor();
      assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
      await axe(page);
      await row(page, 'harbour at dawn').first().getByRole('link').click();
      await page.getByRole('heading', { name: 'Renditions' }).waitFor();
      assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
      await axe(page);
      await page.getByRole('button', { name: /Account menu$/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
      visit.expectNoTrouble();
      await visit.close();
    }
  });
});
