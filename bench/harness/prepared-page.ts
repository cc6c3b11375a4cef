// Studio in Chromium, loaded and waiting: for a file, or for an asset to be opened.
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { signInOwner } from '../../tests/web/owner-session.ts';
import type { Product } from './product.ts';

export interface FirstFrame {
  /** Epoch milliseconds. */
  readonly uploadedAt: number | null;
  readonly shownAt: number;
  /** Media files that were asked for until then, without their tokens. */
  readonly requests: readonly string[];
  readonly width: number;
}

export interface PreparedPage {
  /** Gives the file to the page's own file chooser and waits for the first frame. */
  uploadAndWatch(path: string): Promise<FirstFrame>;
  /** Opens an asset as a click inside the page does, playing as soon as it can, and waits for the first frame. */
  watch(assetId: string): Promise<FirstFrame>;
  close(): Promise<void>;
}

const LIMIT_MS = 180_000;
/** A loaded page fetches what it will need when nothing else happens. */
const settleMs = 2_000;

/** A new page for each: nothing is remembered from one to the next but the browser's own start. */
export async function preparePage(browser: Browser, product: Product): Promise<PreparedPage> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const requests: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/t/')) requests.push(pathname.split('/').slice(4).join('/'));
  });
  await signInOwner(context, product);
  await page.goto(`${product.url}/studio/`);
  await page.getByRole('button', { name: 'Choose films' }).first().waitFor();
  // What opens an asset is there before it is needed, as it is when somebody points at one.
  await delay(settleMs);
  return {
    async uploadAndWatch(path) {
      // The page's own marks say when the upload was acknowledged.
      await page.locator('input[data-upload=files]').setInputFiles(path);
      return firstFrame(page, requests);
    },
    async watch(assetId) {
      const state = { autoplay: true, __TSR_index: 1, __TSR_key: assetId };
      await page.evaluate(
        `history.pushState(${JSON.stringify(state)}, '', '/studio/assets/${assetId}'); dispatchEvent(new PopStateEvent('popstate'))`,
      );
      return firstFrame(page, requests);
    },
    close: () => context.close(),
  };
}

async function firstFrame(page: Page, requests: readonly string[]): Promise<FirstFrame> {
  const found = `performance.getEntriesByName('vs:first-frame').length > 0`;
  // Asked from outside: the page's own policy forbids text that becomes a program.
  for (const deadline = performance.now() + LIMIT_MS; !(await page.evaluate(found)); await delay(50))
    if (performance.now() > deadline)
      throw new Error(`no first frame after ${LIMIT_MS} ms; asked for ${requests.join(' ')}`);
  const marks = (await page.evaluate(`(() => {
    const at = (name) => {
      const [mark] = performance.getEntriesByName(name);
      return mark === undefined ? null : performance.timeOrigin + mark.startTime;
    };
    return { uploadedAt: at('vs:upload-complete'), shownAt: at('vs:first-frame'), width: document.querySelector('video').videoWidth };
  })()`)) as { uploadedAt: number | null; shownAt: number; width: number };
  if (!(marks.width > 0)) throw new Error('the first frame has no size');
  return { ...marks, requests: [...requests] };
}
