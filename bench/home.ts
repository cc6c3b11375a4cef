// Watch's home page of forty rows of forty titles, in a browser that has never seen it: its weight, its first picture, and
// how long it keeps those waiting who use it, on a processor a fourth as fast.
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, CDPSession, Cookie, Page } from 'playwright-core';
import { launchChromium } from '../tests/browser/chromium.ts';
import { signInOwner } from '../tests/web/owner-session.ts';
import { openBarePage } from './harness/bare-page.ts';
import { fillHome } from './harness/fill-home.ts';
import { type Product, startProduct, temporaryFolder } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench, say } from './harness/report.ts';
import { median, spread } from './harness/statistics.ts';

const slowness = 4;
const goalTaskMs = 100;
const goalBytes = 250_000;
/** The boundary of a good Interaction to Next Paint: https://web.dev/articles/inp */
const goodDelayMs = 200;
/** Chromium calls a task long from here on, and tells of no shorter one. */
const longMs = 50;
const settleMs = 2_500;
/** In which the page is there, and all that it does at first is done. */
const loadingMs = 4_000;
/** So long a pointer rests on a card before its preview comes: `FIRST_MS` of `apps/watch/home/preview.ts`. */
const restMs = 450;

const phases = ['load', 'page scrolled', 'row by button', 'focus by arrow keys', 'preview'] as const;
type Phase = (typeof phases)[number];

interface Sample {
  /** HTML, styles, scripts and fonts, as they are sent. */
  readonly firstLoadBytes: number;
  readonly answerBytes: number;
  readonly contentfulPaintMs: number;
  readonly tasks: Readonly<Record<Phase, readonly number[]>>;
  readonly delays: Readonly<Record<'row by button' | 'focus by arrow keys' | 'preview', readonly number[]>>;
}

/** What the page tells of itself: tasks and interactions from 16 ms on, and the largest paint. */
const watching = `
  window.seen = { tasks: [], delays: [], paint: 0, previews: [], since: 0, card: null };
  const watch = (type, read, more) => new PerformanceObserver((list) => list.getEntries().forEach(read)).observe({ type, buffered: true, ...more });
  watch('longtask', ({ duration }) => seen.tasks.push(duration));
  watch('event', ({ duration, interactionId }) => { if (interactionId > 0) seen.delays.push(duration); }, { durationThreshold: 16 });
  watch('largest-contentful-paint', ({ startTime }) => { seen.paint = startTime; });
  document.addEventListener('DOMContentLoaded', () => {
    document.addEventListener('pointerover', ({ target }) => {
      const card = target.closest('[data-card]');
      if (card !== null && card !== seen.card) Object.assign(seen, { card, since: performance.now() });
    }, true);
    new MutationObserver(() => {
      if (seen.since === 0 || document.querySelector('[data-preview]') === null) return;
      const begun = seen.since;
      seen.since = 0;
      requestAnimationFrame(() => setTimeout(() => seen.previews.push(performance.now() - begun)));
    }).observe(document.body, { childList: true, subtree: true });
  });`;

/** Each in a browser of its own: a page is loaded, another weighed, and a third used. */
async function once(product: Product): Promise<Sample> {
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await signInOwner(context, product);
    const loaded = await load(product, await context.cookies());
    // A browser of its own has much to do when it has only just been started.
    await delay(settleMs);
    const weight = await weigh(browser, product);
    const used = await use(context, product);
    const tasks = { load: loaded.tasks, ...used.tasks };
    return { ...weight, contentfulPaintMs: loaded.paint, tasks, delays: used.delays };
  } finally {
    await browser.close();
  }
}

/** As nobody looks on. */
async function load(
  product: Product,
  cookies: readonly Cookie[],
): Promise<{ readonly tasks: readonly number[]; readonly paint: number }> {
  const page = await openBarePage({ cookies, slowness, script: watching });
  try {
    await delay(settleMs);
    await page.open(`${product.url}/`);
    await delay(loadingMs);
    if (Number(await page.evaluate('document.querySelectorAll("[data-card]").length')) === 0)
      throw new Error(`the home page has no cards after ${loadingMs} ms`);
    const { tasks, paint } = (await page.evaluate('seen')) as { tasks: number[]; paint: number };
    return { tasks, paint };
  } finally {
    await page.close();
  }
}

/** Without the service worker, which would take over on the way and give what it has fetched for nothing. */
async function weigh(
  browser: Browser,
  product: Product,
): Promise<Pick<Sample, 'firstLoadBytes' | 'answerBytes'>> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    serviceWorkers: 'block',
  });
  try {
    await signInOwner(context, product);
    const page = await context.newPage();
    const bytes = await countBytes(await context.newCDPSession(page));
    await openHome(page, product);
    const { firstLoad, answers } = bytes();
    return { firstLoadBytes: firstLoad, answerBytes: answers };
  } finally {
    await context.close();
  }
}

async function openHome(page: Page, product: Product): Promise<void> {
  await page.goto(`${product.url}/`, { waitUntil: 'networkidle' });
  await page.locator('[data-card] a').first().waitFor();
}

/** With one there is no question of whose the page is. */
async function makeProfile(product: Product): Promise<void> {
  const browser = await launchChromium();
  try {
    const context = await browser.newContext();
    await signInOwner(context, product);
    const data = { name: 'Olive', password: 'correct horse battery' };
    const made = await context.request.post(`${product.url}/api/v1/profiles`, { data });
    if (!made.ok()) throw new Error(`a profile gave ${made.status()}: ${await made.text()}`);
  } finally {
    await browser.close();
  }
}

type Used = Exclude<Phase, 'load'>;

async function use(
  context: BrowserContext,
  product: Product,
): Promise<{
  readonly tasks: Readonly<Record<Used, readonly number[]>>;
  readonly delays: Sample['delays'];
}> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  await page.addInitScript(watching);
  await openHome(page, product);
  const during = async (work: (page: Page) => Promise<void>) => {
    await page.evaluate(
      'void Object.assign(seen, { tasks: [], delays: [], previews: [], since: 0, card: null })',
    );
    await work(page);
    // The observers are told after what they tell of.
    await delay(500);
    return (await page.evaluate('seen')) as { tasks: number[]; delays: number[]; previews: number[] };
  };
  const scrolled = await during(scrollPage);
  const pressed = await during(pressSteps);
  const walked = await during(walk);
  const opened = await during(openPreviews);
  return {
    tasks: {
      'page scrolled': scrolled.tasks,
      'row by button': pressed.tasks,
      'focus by arrow keys': walked.tasks,
      preview: opened.tasks,
    },
    delays: {
      'row by button': pressed.delays,
      'focus by arrow keys': walked.delays,
      preview: opened.previews.map((ms) => Math.max(0, ms - restMs)),
    },
  };
}

/** As they came over the line, by kind. */
async function countBytes(cdp: CDPSession): Promise<() => { firstLoad: number; answers: number }> {
  const kinds = new Map<string, string>();
  const sum = { firstLoad: 0, answers: 0 };
  cdp.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? '';
    if (['Document', 'Stylesheet', 'Script', 'Font'].includes(kind)) sum.firstLoad += encodedDataLength;
    if (['Fetch', 'XHR'].includes(kind)) sum.answers += encodedDataLength;
  });
  await cdp.send('Network.enable');
  return () => ({ ...sum });
}

async function scrollPage(page: Page): Promise<void> {
  await page.mouse.move(640, 760);
  for (let turn = 0; turn < 40; turn++) {
    await page.mouse.wheel(0, turn < 30 ? 500 : -1_500);
    await delay(50);
  }
  await page.evaluate('scrollTo({ top: 0, behavior: "instant" })');
  await delay(500);
}

/** By its place: what is out of sight has no role to be found by. */
const rowOf = (page: Page, number: number) => page.locator('section[data-shape]').nth(number - 1);

/** The rows below the first picture, a screen of them at a time. */
async function pressSteps(page: Page): Promise<void> {
  for (const number of [2, 3]) {
    const row = rowOf(page, number);
    await row.scrollIntoViewIfNeeded();
    await row.locator('[data-card]').first().hover();
    for (let press = 0; press < 3; press++) {
      await row.locator('button').last().click();
      await delay(700);
    }
    await page.mouse.move(640, 5);
  }
}

async function walk(page: Page): Promise<void> {
  const row = rowOf(page, 5);
  await row.scrollIntoViewIfNeeded();
  await row.locator('[data-card] a').first().focus();
  for (const key of [
    'ArrowRight',
    'ArrowRight',
    'ArrowRight',
    'ArrowDown',
    'ArrowRight',
    'ArrowDown',
    'ArrowUp',
  ]) {
    await page.keyboard.press(key);
    await delay(300);
  }
  await page.keyboard.press('Escape');
}

async function openPreviews(page: Page): Promise<void> {
  const row = rowOf(page, 8);
  await row.scrollIntoViewIfNeeded();
  for (const card of [1, 3]) {
    await row.locator('[data-card] a').nth(card).hover();
    await page.locator('[data-preview]').waitFor();
    await delay(800);
    await page.mouse.move(640, 5);
    await page.locator('[data-preview]').waitFor({ state: 'detached' });
  }
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const rounds = Number(process.env['BENCH_ROUNDS'] ?? (quick ? 3 : 10));
  const folder = await temporaryFolder('home');
  const product = await startProduct({ dataDir: folder });
  try {
    await fillHome(product);
    await makeProfile(product);
    say('forty rows of forty titles are there');
    await once(product); // pictures are made when they are first asked for
    const samples: Sample[] = [];
    for (let round = 1; round <= rounds; round++) {
      const sample = await once(product);
      samples.push(sample);
      const { firstLoadBytes, contentfulPaintMs, tasks, delays } = sample;
      say(
        `${round} of ${rounds}: ${firstLoadBytes} bytes, paint ${contentfulPaintMs.toFixed(0)}, ` +
          `tasks ${phases.map((phase) => longest(tasks[phase]).toFixed(0)).join(' ')}, ` +
          `delays ${Object.values(delays)
            .map((all) => longest(all).toFixed(0))
            .join(' ')}`,
      );
    }
    return findings(samples);
  } finally {
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const longest = (values: readonly number[]): number => Math.max(0, ...values);
const shown = (ms: number): string => (ms === 0 ? `< ${longMs}` : ms.toFixed(0));

function findings(samples: readonly Sample[]): Findings {
  const weight = Math.max(...samples.map(({ firstLoadBytes }) => firstLoadBytes));
  const paints = samples.map(({ contentfulPaintMs }) => contentfulPaintMs);
  const taskOf = (phase: Phase): number[] => samples.map(({ tasks }) => longest(tasks[phase]));
  const worstTask = Math.max(...phases.flatMap(taskOf));
  const waits = Object.keys(samples[0]?.delays ?? {}) as (keyof Sample['delays'])[];
  const delaysOf = (kind: keyof Sample['delays']): number[] =>
    samples.map(({ delays }) => longest(delays[kind]));
  const worstDelay = Math.max(...waits.flatMap(delaysOf));
  const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;
  return {
    name: 'home',
    title: 'The home page of Watch, 40 rows of 40 titles',
    method:
      `Chromium with a new profile for each sample (n = ${samples.length}), its processor slowed to a ${slowness}th, 1280 by 800, everything on ` +
      'loopback. The page is loaded as nobody looks on; another, without its service worker, is weighed; a third is scrolled to its end and back, two rows are moved by their buttons, focus walks by arrow keys, ' +
      'and two previews are opened. Delays are those of Event Timing from input to the next paint, the longest of a sample; ' +
      `of a preview the time from when it is due until it is painted. Milliseconds; Chromium tells of no task below ${longMs}.`,
    header: ['', 'median / p95', 'worst'],
    rows: [
      [
        'first load without pictures',
        kilobytes(median(samples.map((one) => one.firstLoadBytes))),
        kilobytes(weight),
      ],
      ['answers of the API at first', kilobytes(median(samples.map((one) => one.answerBytes))), ''],
      ['largest contentful paint', spread(paints, 0), longest(paints).toFixed(0)],
      ...waits.map((kind) => [
        `delay: ${kind}`,
        spread(delaysOf(kind), 0),
        longest(delaysOf(kind)).toFixed(0),
      ]),
      ...phases.map((phase) => [
        `longest task: ${phase}`,
        shown(median(taskOf(phase))),
        shown(longest(taskOf(phase))),
      ]),
    ],
    verdicts: [
      {
        goal: `first load ≤ ${goalBytes / 1_000} kB`,
        reached: kilobytes(weight),
        isMet: weight <= goalBytes,
      },
      {
        goal: `no task over ${goalTaskMs} ms`,
        reached: `${shown(worstTask)} ms at worst`,
        isMet: worstTask <= goalTaskMs,
      },
      {
        goal: `every interaction is answered within ${goodDelayMs} ms`,
        reached: `${worstDelay.toFixed(0)} ms at worst`,
        isMet: worstDelay <= goodDelayMs,
      },
    ],
    raw: samples,
  };
}

await runBench(measure);
