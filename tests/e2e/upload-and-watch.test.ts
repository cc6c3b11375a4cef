import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../browser/chromium.ts';
import { makeSource } from '../media/make.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { playbackOf, uploadWhole, waitForAsset } from '../server/upload.ts';
import { openSlowLine } from './slow-line.ts';
import {
  chooseFile,
  dropFile,
  notedProgress,
  noteProgress,
  overflow,
  uploadedTo,
  visit,
  watchFrames,
} from './viewer.ts';

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
    await page.goto(`${server.url}/old/#key=${server.ownerKey}`);
    await page.getByRole('button', { name: 'Choose films' }).waitFor();
  };

  for (const width of [390, 1280]) {
    test(`a film is handed over, plays by itself, jumps, changes quality and is deleted (${width} px)`, async () => {
      const { context, page, errors } = await visit(browser, width);
      await open(page);
      // The key does not stay in the address, where a shared screen or a history would show it.
      assert.doesNotMatch(page.url(), /vk_/);
      assert.equal(await overflow(page), 0);
      await noteProgress(page);
      if (width < 600) await chooseFile(page, film);
      else await dropFile(page, film);
      await page.waitForURL(/\/watch\//, { timeout: 60_000 });
      assert.ok((await notedProgress(page)).length > 0, 'a progress bar was shown');

      const begin = await watchFrames(page, 12);
      assert.ok((begin.times.at(-1) ?? 0) > (begin.times[0] ?? 0));
      assert.equal(await overflow(page), 0);

      // 9 jumps to nine tenths, which nobody has watched yet.
      await page.keyboard.press('9');
      const far = await watchFrames(page, 12, { fromSeconds: SECONDS * 0.9 - 0.1 });
      assert.ok((far.times.at(-1) ?? 0) < SECONDS);

      await page.keyboard.press('0');
      await page.locator('.player').hover();
      await page.getByRole('button', { name: 'Quality' }).click();
      await page.getByRole('menuitemradio', { name: '240p' }).click();
      assert.equal((await watchFrames(page, 5, { height: 240 })).height, 240);

      await page.getByRole('button', { name: 'Library' }).click();
      const card = page.locator('article.card').filter({ hasText: 'harbour at dawn' });
      await card.filter({ hasText: 'Complete' }).waitFor({ timeout: 60_000 });
      assert.equal(await card.count(), 1);
      const deleted = page.waitForResponse((response) => response.request().method() === 'DELETE');
      await card.getByRole('button', { name: /^Delete/ }).click();
      await page.getByRole('button', { name: 'Undo' }).waitFor();
      await card.waitFor({ state: 'detached' });
      assert.equal((await deleted).status(), 204);
      const { items } = (await (await server.fetch('/api/v1/assets')).json()) as { items: unknown[] };
      assert.deepEqual(items, []);
      assert.deepEqual(errors, []);
      await context.close();
    });
  }

  test('whoever has the link watches without a key, and is shown nothing of the owner', async () => {
    const id = await uploadWhole(server, { name: 'shared.mp4', bytes: await readFile(film) });
    await waitForAsset(server, id, 'playable');
    const { watchUrl } = await playbackOf(server, id);
    for (const width of [390, 1280]) {
      const { context, page, errors } = await visit(browser, width);
      await page.goto(watchUrl);
      assert.equal((await watchFrames(page, 8)).times.length, 8);
      assert.equal(await page.getByRole('button', { name: 'Library' }).count(), 0);
      assert.equal(await overflow(page), 0);
      await page.goto(`${server.url}/old/`);
      await page.getByText('The booth is locked.').waitFor();
      assert.deepEqual(errors, []);
      await context.close();
    }
  });

  test('a jump while another quality is just beginning arrives', async () => {
    const id = await uploadWhole(server, { name: 'jumped in.mp4', bytes: await readFile(film) });
    await waitForAsset(server, id, 'playable');
    const { context, page, errors } = await visit(browser, 1280);
    const asked = Promise.withResolvers<void>();
    const jumped = Promise.withResolvers<void>();
    await context.route('**/240p-*/init.mp4', async (route) => {
      asked.resolve();
      await jumped.promise;
      await route.continue().catch(() => {}); // the jump may have ended this request
    });
    await page.goto((await playbackOf(server, id)).watchUrl);
    await watchFrames(page, 5);
    await page.locator('.player').hover();
    await page.getByRole('button', { name: 'Quality' }).click();
    await page.getByRole('menuitemradio', { name: '240p' }).click();
    await asked.promise;
    await page.keyboard.press('9');
    jumped.resolve();
    const far = await watchFrames(page, 5, { fromSeconds: SECONDS * 0.9 - 0.1, height: 240 });
    assert.ok((far.times.at(-1) ?? 0) < SECONDS);
    assert.deepEqual(errors, []);
    await context.close();
  });

  test('an upload goes on when the network is back, and after the page was left', async () => {
    const large = join(folder, 'a long one.mp4');
    // A film with twelve megabytes that no player looks at behind it.
    const padding = Buffer.concat([Buffer.alloc(8), randomBytes(12_000_000)]);
    padding.writeUInt32BE(padding.length, 0);
    padding.write('free', 4);
    await writeFile(large, Buffer.concat([await readFile(film), padding]));
    const line = await openSlowLine(server.url, 3_000_000);
    const { context, page } = await visit(browser, 1280);
    page.on('dialog', (dialog) => void dialog.accept());
    try {
      await page.goto(`${line.origin}/old/#key=${server.ownerKey}`);
      await chooseFile(page, large);
      await uploadedTo(page, 40);
      const noticed = page.waitForEvent('requestfailed');
      line.cut();
      await noticed;
      line.mend();
      await uploadedTo(page, 70);
      await page.reload();
      await page.getByText('was not uploaded to its end').waitFor();
      await chooseFile(page, large);
      await page.getByText('carried on from before').waitFor();
      line.hurry();
      await page.waitForURL(/\/watch\//, { timeout: 60_000 });
      assert.equal((await watchFrames(page, 5)).times.length, 5);
    } finally {
      await context.close();
      await line.close();
    }
  });

  test('a file that is no film is answered with a sentence', async () => {
    const notes = join(folder, 'notes.mp4');
    await writeFile(notes, 'These are notes and not a film at all.\n'.repeat(200));
    for (const width of [390, 1280]) {
      const { context, page } = await visit(browser, width);
      await open(page);
      await chooseFile(page, notes);
      const card = page.locator('article.card').filter({ hasText: 'notes.mp4' }).first();
      await card.filter({ hasText: 'Not accepted' }).waitFor({ timeout: 60_000 });
      const sentence = await card.locator('.card-reason').textContent();
      assert.match(sentence ?? '', /^[A-Z].{20,}\.$/s);
      assert.equal(await overflow(page), 0);
      assert.match(page.url(), /\/$/);
      await context.close();
    }
  });
});
