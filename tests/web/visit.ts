// A browser's context before the web apps, and a list of everything in it that went wrong.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core';

export interface Trouble {
  /** What scripts threw and nobody caught. */
  readonly pageErrors: string[];
  readonly consoleErrors: string[];
  /** Without answer, or with a status from 400 on: `404 GET /api/v1/…`. */
  readonly failedRequests: string[];
  /** What the content security policy forbade. */
  readonly policyViolations: string[];
}

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly trouble: Trouble;
  /** Asserts that nothing went wrong, but for failed requests and console lines that match. */
  expectNoTrouble(...allowed: readonly RegExp[]): void;
  close(): Promise<void>;
}

export interface VisitWish {
  /** 1280 × 800 without them. */
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** `en-GB` without it. */
  readonly locale?: string;
  /** For the rest of what a browser can be: `hasTouch`, `colorScheme`, … */
  readonly more?: BrowserContextOptions;
}

/** A context of its own with one page; relative addresses begin at `baseURL`. */
export async function openVisit(browser: Browser, baseURL: string, wish: VisitWish = {}): Promise<Visit> {
  const { width = 1280, height = 800, reducedMotion = false, locale = 'en-GB', more = {} } = wish;
  const context = await browser.newContext({
    baseURL,
    viewport: { width, height },
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    locale,
    // Otherwise requests that a test would hold back or change may pass it by.
    serviceWorkers: 'block',
    ...more,
  });
  const trouble: Trouble = { pageErrors: [], consoleErrors: [], failedRequests: [], policyViolations: [] };
  const pathOf = (url: string): string => url.replace(baseURL, '').replace(/\/t\/[^/]+/, '/t/…');
  context.on(
    'weberror',
    (error) => void trouble.pageErrors.push(String(error.error().stack ?? error.error())),
  );
  context.on('console', (message) => noteMessage(message, trouble));
  context.on('response', (response) => {
    if (response.status() < 400) return;
    trouble.failedRequests.push(
      `${response.status()} ${response.request().method()} ${pathOf(response.url())}`,
    );
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed';
    // A page that is left, and a player that jumps, end what they have asked for.
    if (reason !== 'net::ERR_ABORTED')
      trouble.failedRequests.push(`${reason} ${request.method()} ${pathOf(request.url())}`);
  });
  const page = await context.newPage();
  return {
    context,
    page,
    trouble,
    expectNoTrouble(...allowed) {
      const left = (lines: readonly string[]): string[] =>
        lines.filter((line) => !allowed.some((pattern) => pattern.test(line)));
      const { pageErrors, consoleErrors, failedRequests, policyViolations } = trouble;
      const found = {
        pageErrors,
        consoleErrors: left(consoleErrors),
        failedRequests: left(failedRequests),
        policyViolations,
      };
      assert.deepEqual(found, {
        pageErrors: [],
        consoleErrors: [],
        failedRequests: [],
        policyViolations: [],
      });
    },
    close: () => context.close(),
  };
}

function noteMessage(message: ConsoleMessage, trouble: Trouble): void {
  if (message.type() !== 'error' && message.type() !== 'warning') return;
  const text = message.text();
  if (/content security policy/i.test(text)) trouble.policyViolations.push(text);
  // Chromium's own line about a request, which stands in the other list with its address.
  else if (message.type() === 'error' && !/^Failed to load resource/.test(text))
    trouble.consoleErrors.push(text);
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Asserts that axe finds nothing against WCAG 2.2 AA in what is shown. */
export async function axe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html }) => `    ${html}`).join('\n')}`,
  );
  assert.deepEqual(found, [], found.join('\n'));
}

/** Waits until the tab is called so. */
export async function titled(page: Page, title: string, withinMs = 10_000): Promise<void> {
  for (const end = Date.now() + withinMs; (await page.title()) !== title && Date.now() < end; )
    await page.waitForTimeout(50);
  assert.equal(await page.title(), title);
}

/** For people to look at: below `SCREENSHOTS_DIR`, or the temporary folder. Returns the path. */
export async function screenshot(page: Page, name: string): Promise<string> {
  const folder = process.env['SCREENSHOTS_DIR'] ?? join(tmpdir(), 'vitascope-screenshots');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  return path;
}
