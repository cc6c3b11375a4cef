// Looking for a place in a film: the small picture over the line of time is that of the moment it stands at.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { findChromium } from '../browser/chromium.ts';
import { readFrameNumber } from '../media/frame-number.ts';
import { eventually, openPlayer, picture, until, untilPlaying } from './player-stage.ts';
import { openStage, type Stage } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;
const quiet = [/ERR_ABORTED/];

const SECONDS = 40;
/** A tenth of the film, as it is that short. */
const INTERVAL = 4;
const FRAMES_A_SECOND = 25;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

describe('small pictures while seeking', { skip, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ titles: [{ name: 'Harbour at Dawn' }], seconds: SECONDS });
    await eventually(
      'the pictures are made',
      async () => {
        const response = await stage.server.fetch(`/api/v1/assets/${stage.assetId}/details`);
        return ((await response.json()) as { storyboard: { state: string } | null }).storyboard?.state;
      },
      (state) => state === 'complete',
      180_000,
    );
  });
  after(() => stage?.close());

  const barOf = async (page: Page): Promise<Box> => {
    await page.mouse.move(300, 300);
    await page.mouse.move(310, 310);
    const box = await page.getByRole('slider', { name: 'Seek' }).boundingBox();
    return box ?? assert.fail('there is no line of time');
  };

  /** The second of the film that the picture shows. */
  const shownSecond = async (page: Page): Promise<number> => {
    const ready = page.locator('[data-preview=ready]');
    await ready.waitFor({ timeout: 15_000 });
    const box = (await ready.boundingBox()) ?? assert.fail('there is no picture');
    const clip = { x: Math.round(box.x + 2), y: Math.round(box.y + 2), width: 160, height: 90 };
    assert.deepEqual([Math.round(box.width), Math.round(box.height)], [164, 94]);
    const data = await sharp(await page.screenshot({ clip, animations: 'disabled' }))
      .removeAlpha()
      .greyscale()
      .raw()
      .toBuffer();
    const read = readFrameNumber({ data, width: 160, height: 90, stride: 160, bitDepth: 8 });
    return (read ?? assert.fail('the picture shows no frame number')).number / FRAMES_A_SECOND;
  };

  const expectSpanOf = (shown: number, at: number): void => {
    const start = Math.floor(at / INTERVAL) * INTERVAL;
    assert.ok(shown >= start && shown < start + INTERVAL, `at ${at} s the picture is that of ${shown} s`);
  };

  test('come when they are looked for, not before, show the moment under the pointer, and move nothing', async () => {
    const visit = await openPlayer(stage, 'Harbour at Dawn');
    const { page } = visit;
    const asked: string[] = [];
    page.on('request', (request) => {
      if (/storyboard|\.jpg$|preview-picture/.test(request.url())) asked.push(request.url());
    });
    await untilPlaying(page);
    await page.keyboard.press('k');
    const bar = await barOf(page);
    assert.equal(asked.length, 0, `asked for before anybody looked for a place: ${asked.join(' ')}`);
    for (const at of [30.5, 2.5, 21.5]) {
      await page.mouse.move(bar.x + (bar.width * at) / SECONDS, bar.y + bar.height / 2);
      await page
        .getByText(`0:${String(Math.floor(at)).padStart(2, '0')}`, { exact: true })
        .first()
        .waitFor();
      expectSpanOf(await shownSecond(page), at);
      const now = await page.getByRole('slider', { name: 'Seek' }).boundingBox();
      assert.deepEqual(now, bar, 'the line of time has moved');
    }
    assert.equal(asked.filter((url) => url.endsWith('storyboard.vtt')).length, 1);
    assert.equal(asked.filter((url) => url.endsWith('.jpg')).length, 1, 'one sheet, once');

    // Dragging shows it too, and plays on where it is let go.
    await page.mouse.down();
    await page.mouse.move(bar.x + (bar.width * 34) / SECONDS, bar.y + bar.height / 2, { steps: 5 });
    expectSpanOf(await shownSecond(page), 34);
    await page.mouse.up();
    await until(page, 'it stands where it was let go', ({ at }) => Math.abs(at - 34) < 0.3);
    await page.mouse.move(300, 300);
    await page.locator('[data-preview]').waitFor({ state: 'detached' });
    visit.expectNoTrouble(...quiet);
    await visit.close();
  });

  test('show where keys jump to, for a moment', async () => {
    const visit = await openPlayer(stage, 'Harbour at Dawn');
    const { page } = visit;
    await untilPlaying(page);
    await page.keyboard.press('k');
    await page.keyboard.press('5');
    expectSpanOf(await shownSecond(page), 20);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.getByText('0:30', { exact: true }).first().waitFor();
    const { at = 0 } = (await picture(page)) ?? {};
    assert.ok(Math.abs(at - 30) < 0.3, `it stands at ${at} s`);
    expectSpanOf(await shownSecond(page), at);
    await page.locator('[data-preview]').waitFor({ state: 'detached', timeout: 5_000 });
    visit.expectNoTrouble(...quiet);
    await visit.close();
  });

  test('follow a finger on a phone, within the screen', async () => {
    const visit = await openPlayer(stage, 'Harbour at Dawn', {
      width: 390,
      height: 844,
      more: { hasTouch: true },
    });
    const { page } = visit;
    await untilPlaying(page);
    await page.keyboard.press('k');
    const bar = await barOf(page);
    const touch = await visit.context.newCDPSession(page);
    const send = (type: string, at: number | null) =>
      touch.send('Input.dispatchTouchEvent', {
        type: type as 'touchStart',
        touchPoints:
          at === null ? [] : [{ x: bar.x + (bar.width * at) / SECONDS, y: bar.y + bar.height / 2 }],
      });
    await send('touchStart', 20);
    await send('touchMove', 39);
    expectSpanOf(await shownSecond(page), 38.9);
    const box = (await page.locator('[data-preview]').boundingBox()) ?? assert.fail('there is no picture');
    assert.ok(box.x >= 0 && box.x + box.width <= 390, `it lies at ${box.x} to ${box.x + box.width}`);
    await send('touchMove', 10);
    await page.locator('[data-player]').getByText('0:10', { exact: true }).first().waitFor();
    expectSpanOf(await shownSecond(page), 10);
    await send('touchEnd', null);
    await page.locator('[data-preview]').waitFor({ state: 'detached' });
    await until(page, 'it stands where the finger left', ({ at }) => Math.abs(at - 10) < 0.5);
    visit.expectNoTrouble(...quiet);
    await visit.close();
  });

  test('are left out where there are none, and seeking goes on as ever', async () => {
    const visit = await openPlayer(stage, 'Harbour at Dawn');
    const { page } = visit;
    await page.route(/storyboard\.vtt/, (route) => route.fulfill({ status: 404, body: '' }));
    await untilPlaying(page);
    await page.keyboard.press('k');
    const bar = await barOf(page);
    await page.mouse.move(bar.x + (bar.width * 30) / SECONDS, bar.y + bar.height / 2);
    await page.getByText('0:30', { exact: true }).first().waitFor();
    await page.mouse.down();
    await page.mouse.up();
    await until(page, 'it seeks', ({ at }) => Math.abs(at - 30) < 0.3);
    assert.equal(await page.locator('[data-preview]').count(), 0);
    visit.expectNoTrouble(...quiet, /404 GET .*storyboard\.vtt/);
    await visit.close();
  });
});
