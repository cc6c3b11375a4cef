// What tests of the player look at: the picture, and what stands over it.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Stage } from './stage.ts';
import type { Visit, VisitWish } from './visit.ts';

export interface Picture {
  readonly at: number;
  readonly isPaused: boolean;
  readonly isSeeking: boolean;
  readonly hasEnded: boolean;
  readonly width: number;
  readonly frames: number;
  readonly speed: number;
  readonly volume: number;
  readonly isMuted: boolean;
}

/** Null where there is none. */
export function picture(page: Page): Promise<Picture | null> {
  // Text, as the page forbids itself to make programs of text; Chromium's own door does not.
  return page.evaluate(`(() => {
    const video = document.querySelector('[data-player] video');
    return video === null ? null : {
      at: video.currentTime, isPaused: video.paused, isSeeking: video.seeking, hasEnded: video.ended,
      width: video.videoWidth, frames: video.getVideoPlaybackQuality().totalVideoFrames,
      speed: video.playbackRate, volume: video.volume, isMuted: video.muted,
    };
  })()`);
}

/** Waits until the picture is so; the words are for whoever reads why it never was. */
export async function until(
  page: Page,
  what: string,
  isSo: (picture: Picture) => boolean,
  limitMs = 30_000,
): Promise<Picture> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const now = await picture(page);
    if (now !== null && isSo(now)) return now;
    if (Date.now() > deadline) {
      const words = await page
        .locator('[data-player]')
        .textContent()
        .catch(() => 'no player');
      assert.fail(`It never came to this: ${what}. ${JSON.stringify(now)}\n${words}`);
    }
    await delay(50);
  }
}

/** Goes on for so long that it surely plays. */
export async function untilPlaying(page: Page, from = 0): Promise<Picture> {
  const first = await until(page, `plays from ${from} s`, ({ at, frames }) => at >= from && frames > 0);
  return await until(page, 'goes on', ({ at, isPaused }) => !isPaused && at > first.at + 0.3);
}

export async function seek(page: Page, seconds: number): Promise<void> {
  await page.evaluate(`document.querySelector('[data-player] video').currentTime = ${seconds}`);
}

/** A signed-in browser with the player open and a title playing. */
export async function openPlayer(
  stage: Stage,
  titleName: string,
  wish: VisitWish & { readonly search?: string } = {},
): Promise<Visit & { readonly titleId: string }> {
  const titleId = stage.titles.get(titleName) ?? assert.fail(`there is no title ${titleName}`);
  const visit = await stage.context({ ...wish, as: 'viewer' });
  await visit.page.goto(`/play/${titleId}${wish.search ?? ''}`);
  return { ...visit, titleId };
}

/** The sessions of the viewer that hold a screen. */
export async function screens(stage: Stage): Promise<{ readonly id: string; readonly titleId: string }[]> {
  const { body } = await stage.viewer.client.ask('GET', '/api/v1/playback-sessions');
  return body.items;
}

/** Asks until the answer is right. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T>,
  isRight: (answer: T) => boolean,
  limitMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > deadline) assert.fail(`It never came to this: ${what}. ${JSON.stringify(answer)}`);
    await delay(100);
  }
}
