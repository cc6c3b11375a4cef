import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../browser/chromium.ts';
import { makeSource } from '../media/make.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { playbackOf, uploadWhole, waitForAsset } from '../server/upload.ts';
import { signInOwner } from '../web/owner-session.ts';
import { chooseFile, dropFile, notedProgress, noteProgress, overflow, visit, watchFrames } from './viewer.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;
const SECONDS = 40;

describe('from a file to a screen, in a browser', { skip }, () => {
  let folder: string;
  let film: string;
  let browser: Browser;
  let server: ServerProcess;
  let removeData: () => Promise<void>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vitascope-e2e-'));
    film = join(folder, 'harbour at dawn.mp4');
    await copyFile((await makeSource({ seconds: SECONDS })).path, film);
    const data = await makeDataDir();
    removeData = data.remove;
    [server, browser] = await Promise.all([startServerProcess({ dataDir: data.path }), launchChromium()]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await removeData?.();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (page: Page): Promise<void> => {
    await signInOwner(page.context(), server);
    await page.goto(`${server.url}/studio/`);
    await page.getByRole('button', { name: 'Choose films' }).first().waitFor();
  };
  const chooseQuality = async (page: Page, name: string): Promise<void> => {
    await page.locator('[data-player]').hover();
    await page.getByRole('button', { name: 'Quality' }).click();
    await page.getByRole('menuitemradio', { name: new RegExp(`^${name}`) }).click();
  };

  for (const width of [390, 1280]) {
    test(`a film is handed over, plays by itself, jumps, changes quality and is deleted (${width} px)`, async () => {
      const { context, page, errors } = await visit(browser, width);
      await open(page);
      assert.equal(await overflow(page), 0);
      await noteProgress(page);
      if (width < 600) await chooseFile(page, film);
      else await dropFile(page, film);
      await page.waitForURL(/\/studio\/assets\//, { timeout: 60_000 });
      assert.ok((await notedProgress(page)).length > 0, 'a progress bar was shown');

      await page.locator('video').waitFor({ state: 'attached' });
      const begin = await watchFrames(page, 12);
      assert.ok((begin.times.at(-1) ?? 0) > (begin.times[0] ?? 0));
      assert.equal(await overflow(page), 0);

      // 9 jumps to nine tenths, which nobody has watched yet.
      await page.keyboard.press('9');
      const far = await watchFrames(page, 12, { fromSeconds: SECONDS * 0.9 - 0.1 });
      assert.ok((far.times.at(-1) ?? 0) < SECONDS);

      await page.keyboard.press('0');
      await chooseQuality(page, '240p');
      assert.equal((await watchFrames(page, 5, { height: 240 })).height, 240);

      await page.getByText('Complete', { exact: true }).first().waitFor({ timeout: 60_000 });
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await page.waitForURL(/\/studio\/$/);
      await page.getByRole('button', { name: 'Undo' }).click();
      const row = page.getByRole('row').filter({ hasText: 'harbour at dawn' });
      await row.click();
      await page.getByRole('button', { name: 'More actions' }).click();
      const deleted = page.waitForResponse((response) => response.url().endsWith('/assets/actions'));
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      assert.equal((await deleted).status(), 200);
      const { items } = (await (await server.fetch('/api/v1/assets')).json()) as { items: unknown[] };
      assert.deepEqual(items, []);
      assert.deepEqual(errors, []);
      await context.close();
    });
  }

  test('whoever has the link watches without an account, and is shown nothing of the staff', async () => {
    const id = await uploadWhole(server, { name: 'shared.mp4', bytes: await readFile(film) });
    await waitForAsset(server, id, 'playable');
    const { watchUrl } = await playbackOf(server, id);
    for (const width of [390, 1280]) {
      const { context, page, errors } = await visit(browser, width);
      await page.goto(watchUrl);
      await page.locator('video').waitFor({ state: 'attached' });
      assert.equal((await watchFrames(page, 8)).times.length, 8);
      assert.equal(await overflow(page), 0);
      assert.equal(await page.getByRole('link', { name: 'Library' }).count(), 0);
      // Watch asks whether somebody is signed in, and hears that nobody is.
      assert.deepEqual(
        errors.filter((error) => !error.endsWith('/api/v1/auth/session')),
        [],
      );
      await context.close();
    }
  });

  test('a jump while another quality is just beginning arrives', async () => {
    const id = await uploadWhole(server, { name: 'jumped in.mp4', bytes: await readFile(film) });
    await waitForAsset(server, id, 'playable');
    const { context, page, errors } = await visit(browser, 1280);
    const asked = Promise.withResolvers<void>();
    const jumped = Promise.withResolvers<void>();
    await page.goto((await playbackOf(server, id)).watchUrl);
    await page.locator('video').waitFor({ state: 'attached' });
    await watchFrames(page, 5);
    await chooseQuality(page, '360p');
    await watchFrames(page, 5, { height: 360 });
    await context.route('**/240p-*/*', async (route) => {
      asked.resolve();
      await jumped.promise;
      await route.continue().catch(() => {}); // the jump may have ended this request
    });
    await chooseQuality(page, '240p');
    await asked.promise;
    await page.keyboard.press('9');
    jumped.resolve();
    const far = await watchFrames(page, 5, { fromSeconds: SECONDS * 0.9 - 0.1, height: 240 });
    assert.ok((far.times.at(-1) ?? 0) < SECONDS);
    assert.deepEqual(
      errors.filter((error) => !error.endsWith('/api/v1/auth/session')),
      [],
    );
    await context.close();
  });

  test('a file that is no film is answered with a sentence', async () => {
    const notes = join(folder, 'notes.mp4');
    await writeFile(notes, 'These are notes and not a film at all.\n'.repeat(200));
    for (const width of [390, 1280]) {
      const { context, page } = await visit(browser, width);
      await open(page);
      await chooseFile(page, notes);
      const said = page.getByRole('region', { name: 'Player' });
      await said.filter({ hasText: 'This file was not accepted' }).waitFor({ timeout: 60_000 });
      assert.match((await said.locator('p').last().textContent()) ?? '', /^[A-Z].{20,}\.$/s);
      assert.equal(await overflow(page), 0);
      await context.close();
    }
  });
});
