// A player's plain page in Chromium: played by a real click, and made to jump.
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';

export interface PlayerPage {
  readonly page: Page;
  /** Media bytes that were fetched so far. */
  bytes(): number;
  /** Clicks, and waits; milliseconds from the click to the first frame, and to the first that is new since the click. */
  play(limitMs?: number): Promise<{ readonly shownMs: number; readonly movedMs: number }>;
  /** Milliseconds from the jump to a frame at that place. */
  jump(seconds: number): Promise<number>;
  until(condition: string, message: string, limitMs?: number): Promise<void>;
}

const LIMIT_MS = 20_000;
/** A page that has just been loaded is still busy with that. */
const settleMs = 400;

interface Marks {
  readonly clickedAt: number;
  readonly shownAt: number | null;
  readonly movedAt: number | null;
  readonly soughtAt: number;
  readonly newFrameAt: number | null;
  readonly error: string | null;
}

export async function openPlayerPage(browser: Browser, address: string): Promise<PlayerPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 820 } });
  let bytes = 0;
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.startsWith('/t/'))
      bytes += Number(response.headers()['content-length'] ?? 0);
  });
  const until = async (condition: string, message: string, limitMs = LIMIT_MS): Promise<void> => {
    for (const deadline = performance.now() + limitMs; !(await page.evaluate(condition)); await delay(20))
      if (performance.now() > deadline) throw new Error(`${message} (${address})`);
  };
  const marks = async (): Promise<Marks> => (await page.evaluate('marks')) as Marks;
  await page.goto(address, { waitUntil: 'load' });
  await until('window.ready === true', 'the player is not ready');
  await delay(settleMs);
  return {
    page,
    until,
    bytes: () => bytes,
    async play(limitMs) {
      const button = await page.locator('button').boundingBox();
      if (button === null) throw new Error('there is no button');
      await page.mouse.click(button.x + 20, button.y + 20);
      await until('marks.movedAt !== null || marks.error !== null', 'no frame is shown', limitMs);
      const { clickedAt, shownAt, movedAt, error } = await marks();
      if (shownAt === null || movedAt === null) throw new Error(String(error));
      return { shownMs: shownAt - clickedAt, movedMs: movedAt - clickedAt };
    },
    async jump(seconds) {
      await page.evaluate(`jump(${seconds})`);
      await until('marks.newFrameAt !== null', `no frame is shown at ${seconds} s`);
      const { soughtAt, newFrameAt } = await marks();
      return (newFrameAt ?? Number.NaN) - soughtAt;
    },
  };
}
