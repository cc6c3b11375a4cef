// What a person at a browser does and sees: opening the page, handing it a film, watching.
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors that the page did not catch or wrote to its console. */
  readonly errors: string[];
}

/** A browser of its own, with nothing remembered, `width` CSS pixels wide. */
export async function visit(browser: Browser, width: number): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width, height: width < 600 ? 844 : 800 } });
  await context.addInitScript({ path: join(import.meta.dirname, 'in-page.js') });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
  });
  return { context, page, errors };
}

/** Lets a file fall on the page, as from a folder of the desktop. */
export async function dropFile(page: Page, path: string): Promise<void> {
  const file = { base64: (await readFile(path)).toString('base64'), name: basename(path) };
  await page.evaluate(`e2e.dropFile(${JSON.stringify(file)})`);
}

/** Chooses a file as the button does. */
export async function chooseFile(page: Page, path: string): Promise<void> {
  await page.locator('input[data-upload=files]').setInputFiles(path);
}

/** Notes every value that an upload's progress bar has from now on. */
export async function noteProgress(page: Page): Promise<void> {
  await page.evaluate('e2e.noteProgress()');
}

export async function notedProgress(page: Page): Promise<number[]> {
  return await page.evaluate('e2e.seenProgress');
}

export interface SeenFrames {
  /** Media times of the frames that were shown, in order. */
  readonly times: readonly number[];
  readonly width: number;
  readonly height: number;
}

/** Waits until `count` frames from `fromSeconds` on, and `height` lines high, have been shown. */
export async function watchFrames(
  page: Page,
  count: number,
  { fromSeconds = 0, height = 0 } = {},
): Promise<SeenFrames> {
  const wanted = { count, fromSeconds, height, limitMs: 45_000 };
  return await page.evaluate(`e2e.watchFrames(${JSON.stringify(wanted)})`);
}

/** How far the page is wider than its window; 0 where nothing has to be scrolled sideways. */
export async function overflow(page: Page): Promise<number> {
  return await page.evaluate('e2e.overflow()');
}
