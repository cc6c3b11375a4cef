// From nothing to a film that plays for viewers, in one browser: the way of everybody who has just started the server.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../browser/chromium.ts';
import { makeSource } from '../media/make.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { untilPlaying } from './player-stage.ts';
import { openVisit } from './visit.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;
const PASSWORD = 'correct horse battery';

describe('first run to first play', { skip, timeout: 300_000 }, () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  let browser: Browser;
  before(async () => {
    data = await makeDataDir();
    [server, browser] = await Promise.all([startServerProcess({ dataDir: data.path }), launchChromium()]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await data?.remove();
  });

  const press = (at: Page | Locator, name: string) =>
    at.getByRole('button', { name, exact: true }).first().click();
  const fill = (page: Page, label: string, text: string) =>
    page.getByLabel(label, { exact: true }).fill(text);

  test('the link of the first start leads to an owner, a film, a title, and to watching it', async () => {
    const link = /(\/account\/set-up#token=\S+)/.exec(server.output())?.[1] ?? assert.fail('no set-up link');
    const visit = await openVisit(browser, server.url);
    const { page } = visit;
    await page.goto(link);
    await fill(page, 'Your name', 'Olive');
    await fill(page, 'E-mail address', 'olive@example.org');
    await fill(page, 'New password', PASSWORD);
    await press(page, 'Become the owner');
    await page.waitForURL(/\/studio\/$/);

    await page.getByRole('heading', { name: 'Upload your first film' }).waitFor();
    const { path } = await makeSource({ seconds: 12 });
    const chooser = page.waitForEvent('filechooser');
    // The picker of the file system is a window of the browser's own; the input beside it is every browser's.
    await page.evaluate('delete window.showOpenFilePicker');
    await press(page, 'Choose films');
    await (await chooser).setFiles(path);
    await page.waitForURL(/\/studio\/assets\//);
    await untilPlaying(page);

    await page.getByRole('link', { name: 'Titles' }).first().click();
    await page.getByRole('link', { name: 'New title' }).first().click();
    await page.getByLabel('Name in the original language').fill('Slack Water');
    await press(page, 'Create and edit');
    await page.getByRole('heading', { level: 1, name: 'Slack Water' }).waitFor();
    const section = (name: string) => page.getByRole('region', { name, exact: true });
    await press(section('Videos'), 'Add a video');
    await page.getByRole('dialog').getByRole('button', { name: /\.mp4/ }).click();
    await press(page, 'Free everywhere');
    await press(section('Publication'), 'Publish now');
    const watch = page.getByRole('link', { name: 'Open in Watch' });
    await watch.waitFor();

    await page.goto((await watch.getAttribute('href')) ?? assert.fail());
    await page.getByRole('heading', { level: 1, name: 'Slack Water' }).waitFor();
    await page.locator('a[href^="/play/"]').first().click();
    await untilPlaying(page);
    visit.expectNoTrouble(/^40[14] GET \/api\/v1\/(auth\/session|browse)/, /ERR_ABORTED/);
    await visit.close();
  });
});
