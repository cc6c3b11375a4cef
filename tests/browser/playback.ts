// Plays a stream in Chromium with Shaka Player, hls.js or dash.js and tells what came of it.
import type { Browser, Page } from 'playwright-core';
import { readFrameNumber } from '../media/frame-number.ts';
import { type RequestWatch, watchRequests } from './request-watch.ts';
import { servePlayerPage } from './serve-page.ts';

export type PlayerName = 'shaka-hls' | 'shaka-dash' | 'hlsjs' | 'dashjs';
export const allPlayers: readonly PlayerName[] = ['shaka-hls', 'shaka-dash', 'hlsjs', 'dashjs'];

export interface PlayerChoice {
  readonly player: PlayerName;
  /** A playlist for shaka-hls and hlsjs, an MPD for shaka-dash and dashjs. */
  readonly url: string;
  /** Default 4: faster than real time. 1 where stalls or the time to the first frame are measured. */
  readonly playbackRate?: number;
  /** Default 120 s. */
  readonly timeoutMs?: number;
}

export interface PlaybackReport {
  readonly ended: boolean;
  /** What the player reported; only fatal ones stop it. */
  readonly errors: readonly { readonly fatal: boolean; readonly message: string }[];
  /** Answers of 400 and above, and requests that got none. */
  readonly failedRequests: readonly string[];
  /** Frames decoded, the dropped ones among them. Fast playback drops what the screen has no time for. */
  readonly decodedFrames: number;
  readonly droppedFrames: number;
  /** Times that playback stopped for want of data, seeks and the last half second apart. */
  readonly stalls: number;
  /** Jumps that had to be made again because the player did not get there within 15 s. */
  readonly repeatedJumps: number;
  readonly duration: number;
  readonly position: number;
  readonly videoWidth: number;
  readonly videoHeight: number;
  /** From asking the loaded library for the stream to the first frame shown; null if none was. */
  readonly timeToFirstFrameMs: number | null;
}

export interface SeekReport {
  readonly wantedSeconds: number;
  /** Presentation time of the frame that is shown after the seek. */
  readonly shownSeconds: number;
  /** The number read from that frame. */
  readonly frameNumber: number | null;
  readonly elapsedMs: number;
}

/** Plays from the beginning to the end, or to the first fatal error. */
export async function playThrough(page: Page, choice: PlayerChoice): Promise<PlaybackReport> {
  return await withPlayer(page, choice, async () => {
    await page.evaluate('playToEnd()');
  });
}

/** Starts playing, then jumps to each position in turn and reads the frame shown there. */
export async function seekThrough(
  page: Page,
  choice: PlayerChoice & { readonly positions: readonly number[] },
): Promise<PlaybackReport & { readonly seeks: readonly SeekReport[] }> {
  const seeks: SeekReport[] = [];
  const report = await withPlayer(page, choice, async () => {
    for (const wantedSeconds of choice.positions) seeks.push(await seekTo(page, wantedSeconds));
  });
  return { ...report, seeks };
}

/** A cue as the browser knows it: from, to (seconds) and its text. */
export type ShownCue = readonly [startSeconds: number, endSeconds: number, text: string];

/** Starts playing with the first text that is offered, to the end; tells so many of its cues. */
export async function readThrough(
  page: Page,
  choice: PlayerChoice & { readonly cues: number },
): Promise<PlaybackReport & { readonly cues: readonly ShownCue[] }> {
  let cues: readonly ShownCue[] = [];
  // Shaka 5.2.12 shows no text of HLS that is chosen when all pictures are fetched: its place in time comes with the next.
  const report = await withPlayer(page, { ...choice, aheadSeconds: 3 }, async () => {
    cues = await page.evaluate(`cuesOf(${choice.cues})`);
    await page.evaluate('playToEnd()');
  });
  return { ...report, cues };
}

/** Opens a page, runs, and closes it. */
export async function withPage<T>(browser: Browser, run: (page: Page) => Promise<T>): Promise<T> {
  const page = await browser.newPage();
  try {
    return await run(page);
  } finally {
    await page.close();
  }
}

async function withPlayer(
  page: Page,
  choice: PlayerChoice & { readonly aheadSeconds?: number },
  run: () => Promise<void>,
): Promise<PlaybackReport> {
  const server = await servePlayerPage();
  const failedRequests: string[] = [];
  const requests = watchRequests(page);
  page.on('response', (response) => {
    if (response.status() >= 400) failedRequests.push(`${response.status()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed';
    if (reason !== 'net::ERR_ABORTED') failedRequests.push(`${reason} ${request.url()}`); // players abort what they outgrow
  });
  try {
    await page.goto(server.origin);
    const player = choice.player.startsWith('shaka') ? 'shaka' : choice.player;
    const { url, aheadSeconds, playbackRate: rate = 4 } = choice;
    const start = { player, url, rate, aheadSeconds };
    await inTime({ page, choice, requests }, async () => {
      await page.evaluate(`startPlayback(${JSON.stringify(start)})`);
      await run();
    });
    return { ...(await readReport(page)), failedRequests };
  } finally {
    await page.goto('about:blank');
    await server.close();
  }
}

interface Attempt {
  readonly page: Page;
  readonly choice: PlayerChoice;
  readonly requests: RequestWatch;
}

async function inTime({ page, choice, requests }: Attempt, run: () => Promise<void>): Promise<void> {
  const timeoutMs = choice.timeoutMs ?? 120_000;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(async () => {
    const [report, condition] = await Promise.all([
      readReport(page).catch(() => null),
      page.evaluate('condition()').catch((error) => String(error)),
    ]);
    late.reject(
      new Error(
        [
          `${choice.player} is not done with ${choice.url} after ${timeoutMs} ms: ${JSON.stringify(report)}`,
          `the player's condition: ${JSON.stringify(condition)}`,
          'its requests:',
          ...requests.lines(),
        ].join('\n'),
      ),
    );
  }, timeoutMs);
  try {
    await Promise.race([run(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function readReport(page: Page): Promise<Omit<PlaybackReport, 'failedRequests'>> {
  return (await page.evaluate('report()')) as Omit<PlaybackReport, 'failedRequests'>;
}

async function seekTo(page: Page, wantedSeconds: number): Promise<SeekReport> {
  const shown = (await page.evaluate(`seekTo(${wantedSeconds})`)) as {
    mediaTime: number;
    elapsedMs: number;
    width: number;
    height: number;
    luma: string;
  };
  const { width, height } = shown;
  const plane = { data: Buffer.from(shown.luma, 'base64'), width, height, stride: width, bitDepth: 8 };
  return {
    wantedSeconds,
    shownSeconds: shown.mediaTime,
    frameNumber: readFrameNumber(plane)?.number ?? null,
    elapsedMs: shown.elapsedMs,
  };
}
