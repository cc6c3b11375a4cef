/** `npm run screenshots`: starts the product, fills it with the demo, and takes pictures of the main pages at three widths. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium } from '../tests/browser/chromium.ts';
import { type ServerProcess, startServerProcess } from '../tests/server/server-process.ts';
import { projectRoot } from './files.ts';

const run = promisify(execFile);
/** All pictures go here, to be looked at. */
const all = process.env['SCREENSHOTS_DIR'] ?? join(tmpdir(), 'vitascope-screenshots');
/** Those that stand in the README, as `<page>-<width>`. */
const chosen = ['home-1280', 'title-1280', 'play-1280', 'library-1280', 'title-editor-1280', 'home-390'];
const chosenFolder = join(projectRoot, 'docs', 'images');
const sizes = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
] as const;
const QUALITY = 82;

interface Demo {
  readonly accounts: readonly { readonly email: string; readonly password: string }[];
}

interface Shot {
  readonly name: string;
  readonly path: string;
  /** Is done when the page shows what the picture is of. */
  ready?(page: Page): Promise<unknown>;
}

const scratch = await mkdtemp(join(tmpdir(), 'vitascope-screenshots-data-'));
await mkdir(all, { recursive: true });
await mkdir(chosenFolder, { recursive: true });
const server = await startServerProcess({ dataDir: scratch });
const browser = await launchChromium();
try {
  const demo = await fill(server);
  const titleId = await idOf(server, 'series');
  for (const size of sizes) {
    const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce', locale: 'en-GB' });
    await takeWatch(context, demo, titleId);
    await takeStudio(context, demo, titleId);
    await context.close();
  }
} finally {
  await browser.close();
  await server.stop();
  await rm(scratch, { recursive: true, force: true });
}
console.log(`The pictures are in ${all}; ${chosen.length} of them in ${chosenFolder}.`);

async function fill({ url, ownerKey }: ServerProcess): Promise<Demo> {
  const command = join(projectRoot, 'apps/cli/main.ts');
  const { stdout } = await run(process.execPath, [command, 'demo', '--json'], {
    env: { ...process.env, VITASCOPE_URL: url, VITASCOPE_OWNER_KEY: ownerKey },
    timeout: 900_000,
  });
  return JSON.parse(stdout) as Demo;
}

async function idOf({ fetch }: ServerProcess, kind: string): Promise<string> {
  const answer = await fetch(`/api/v1/catalog/titles?kind=${kind}&limit=1`);
  const { items } = (await answer.json()) as { readonly items: readonly { readonly id: string }[] };
  if (items[0] === undefined) throw new Error(`The demo has made no ${kind}.`);
  return items[0].id;
}

async function signIn(context: BrowserContext, { accounts }: Demo, who: string): Promise<void> {
  const account = accounts.find(({ email }) => email.startsWith(`${who}@`));
  const answer = await context.request.post(`${server.url}/api/v1/auth/sign-in`, {
    data: { email: account?.email, password: account?.password },
  });
  if (answer.status() !== 200) throw new Error(`${who} cannot sign in: ${await answer.text()}`);
}

async function takeWatch(context: BrowserContext, demo: Demo, titleId: string): Promise<void> {
  const page = await context.newPage();
  await take(page, [{ name: 'sign-in', path: '/sign-in' }]);
  await signIn(context, demo, 'viewer');
  await take(page, [
    { name: 'who', path: '/who', ready: () => page.getByRole('button', { name: 'Teo' }).waitFor() },
  ]);
  await page.getByRole('button', { name: 'Teo' }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await take(page, [
    { name: 'home', path: '/' },
    { name: 'title', path: `/title/${titleId}` },
    { name: 'search', path: '/search?q=the' },
    { name: 'settings', path: '/settings/security' },
  ]);
  await page.goto(`${server.url}/title/${titleId}`);
  await page
    .getByRole('link', { name: /^(Play|Continue)/ })
    .first()
    .click();
  await page.waitForFunction(isPlaying, undefined, { timeout: 60_000 });
  await picture(page, 'play');
  await page.close();
}

async function takeStudio(context: BrowserContext, demo: Demo, titleId: string): Promise<void> {
  const page = await context.newPage();
  await signIn(context, demo, 'owner');
  await take(page, [
    { name: 'library', path: '/studio/' },
    { name: 'titles', path: '/studio/titles' },
    { name: 'title-editor', path: `/studio/titles/${titleId}` },
    { name: 'rows', path: '/studio/rows' },
    { name: 'people', path: '/studio/people' },
    { name: 'system', path: '/studio/system' },
  ]);
  await page.close();
}

async function take(page: Page, shots: readonly Shot[]): Promise<void> {
  for (const { name, path, ready } of shots) {
    await page.goto(`${server.url}${path}`);
    await page.locator('h1').first().waitFor();
    await ready?.(page);
    await page.waitForLoadState('networkidle').catch(() => undefined); // a live page is never idle
    await picture(page, name);
  }
}

async function picture(page: Page, name: string): Promise<void> {
  const called = `${name}-${page.viewportSize()?.width}`;
  const png = await page.screenshot({ animations: 'disabled' });
  const path = join(all, `${called}.png`);
  await sharp(png).toFile(path);
  if (chosen.includes(called))
    await sharp(png)
      .webp({ quality: QUALITY })
      .toFile(join(chosenFolder, `${called}.webp`));
  console.log(path);
}

/** Runs in the page. Where it is resumed, a position says nothing: most of a second of pictures has been shown. */
function isPlaying(): boolean {
  const { document } = globalThis as unknown as {
    readonly document: {
      querySelector(of: string): { getVideoPlaybackQuality(): { readonly totalVideoFrames: number } } | null;
    };
  };
  return (document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0) > 20;
}
