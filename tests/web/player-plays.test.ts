// Watching: from the title's page to the end, by keys and by hand, and on with it on another device.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { findChromium } from '../browser/chromium.ts';
import { eventually, openPlayer, picture, screens, seek, until, untilPlaying } from './player-stage.ts';
import { axe, openStage, type Stage } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;
/** A page that is left ends what it has asked for; a muted video is Chromium's own decision. */
const quiet = [/ERR_ABORTED/];

describe('the player', { skip, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({
      titles: [
        { name: 'Harbour at Dawn' },
        { name: 'Slack Water' },
        { name: 'Wave Theory', episodes: ['Ebb', 'Flood'] },
      ],
      seconds: 40,
    });
  });
  after(() => stage?.close());

  test('is two clicks from the home page, tells how far it is, and gives its screen away when it is left', async () => {
    const visit = await stage.context({ as: 'viewer' });
    const { page } = visit;
    await page.goto('/title/harbour-at-dawn');
    await page.locator('a[href^="/play/"]').first().click();
    await untilPlaying(page);
    assert.equal((await screens(stage)).length, 1);
    await seek(page, 21);
    await untilPlaying(page, 21);
    await page.mouse.move(400, 400);
    await page.getByRole('button', { name: 'Back' }).first().click();
    await page.waitForURL(/\/title\//);
    await eventually(
      'no screen is held',
      () => screens(stage),
      (all) => all.length === 0,
    );
    visit.expectNoTrouble(...quiet);
    await visit.close();
  });

  test('goes on where it was left, on a second device', async () => {
    const visit = await openPlayer(stage, 'Harbour at Dawn', { width: 390, height: 844 });
    const { at } = await untilPlaying(visit.page);
    assert.ok(at > 20 && at < 26, `it begins at ${at} s`);
    visit.expectNoTrouble(...quiet);
    await visit.close();
  });

  test('seeks past what was fetched ahead while the right to play is still being asked for', async () => {
    const visit = await stage.context({ as: 'viewer' });
    const { page } = visit;
    const isAsked = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    await page.route('**/api/v1/playback-sessions', async (route) => {
      if (route.request().method() === 'POST') {
        isAsked.resolve();
        await mayAnswer.promise;
      }
      await route.continue();
    });
    const ahead = page.waitForResponse((response) => response.url().endsWith('.m4s'));
    await page.goto('/title/slack-water');
    await page.locator('a[href^="/play/"]').first().hover();
    await ahead;
    await page.locator('a[href^="/play/"]').first().click();
    await isAsked.promise;
    await seek(page, 30);
    await delay(1_000); // nothing is asked in vain, and nothing told, while the answer may still come
    assert.equal(await page.locator('[data-trouble]').count(), 0);
    mayAnswer.resolve();
    await untilPlaying(page, 30);
    // What a closing page says does not get past a route.
    await page.unrouteAll({ behavior: 'wait' });
    await page.goto('/title/slack-water');
    await eventually(
      'no screen is held',
      () => screens(stage),
      (all) => all.length === 0,
    );
    visit.expectNoTrouble(...quiet);
    await visit.close();
  });

  test('does everything by keys, and its buttons by arrows', async () => {
    const visit = await openPlayer(stage, 'Flood');
    const { page } = visit;
    await untilPlaying(page);
    const press = (key: string) => page.keyboard.press(key);
    await press('k');
    await until(page, 'k pauses', ({ isPaused }) => isPaused);
    const before = (await picture(page))?.at ?? 0;
    await press('l');
    await until(page, 'l goes on', ({ at }) => at > before + 9);
    await press('j');
    await press('ArrowRight');
    await until(page, 'j goes back, the arrow on', ({ at }) => Math.abs(at - before - 5) < 0.5);
    await press('5');
    await until(page, '5 goes to the middle', ({ at }) => Math.abs(at - 20) < 0.5);
    await press('Home');
    await until(page, 'Home goes to the beginning', ({ at }) => at < 0.1);
    await press('m');
    const muted = (await picture(page))?.isMuted;
    await press('m');
    assert.notEqual((await picture(page))?.isMuted, muted);
    await press('ArrowDown');
    await until(page, 'down is quieter', ({ volume }) => volume === 0.95);
    await press('Shift+>');
    await until(page, '> is faster', ({ speed }) => speed === 1.25 || speed === 0);
    await press('Shift+<');
    await press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await press('Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
    // A remote control: OK comes to the play button, arrows go on from there.
    await page.evaluate('document.activeElement?.blur()');
    await press('Enter');
    const focused = () => page.evaluate('document.activeElement?.getAttribute("aria-label")');
    assert.equal(await focused(), 'Play');
    await press('ArrowRight');
    assert.equal(await focused(), '10 seconds back');
    await press('ArrowUp');
    assert.equal(await focused(), 'Seek');
    await press('ArrowRight');
    await until(page, 'the arrow moves the line of time', ({ at }) => Math.abs(at - 5) < 0.5);
    await press('f');
    await page
      .waitForFunction('document.fullscreenElement !== null', undefined, { polling: 100 })
      .catch(() => {
        assert.fail('f does not fill the screen');
      });
    await press('f');
    visit.expectNoTrouble(...quiet);
    await visit.close();
  });

  test('keeps the volume and how captions look', async () => {
    const visit = await openPlayer(stage, 'Flood');
    const { page } = visit;
    await untilPlaying(page);
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'Captions' }).click();
    await page.getByText('This title has no captions.').waitFor();
    await page.getByRole('menuitem', { name: 'How captions look' }).click();
    await page.getByRole('radio', { name: '150%' }).check();
    await page.getByRole('radio', { name: 'Yellow' }).check();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    // A button that has the focus has the arrows, too.
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');
    await until(page, 'it is quieter', ({ volume }) => volume < 1);
    await page.reload();
    await untilPlaying(page);
    assert.equal((await picture(page))?.volume, 0.95);
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'Captions' }).click();
    await page.getByRole('menuitem', { name: 'How captions look' }).click();
    for (const choice of ['150%', 'Yellow'])
      assert.equal(await page.getByRole('radio', { name: choice }).isChecked(), true, choice);
    await visit.close();
  });

  test('offers the next episode with a countdown, which can be cancelled, and goes on with it', async () => {
    const visit = await openPlayer(stage, 'Ebb');
    const { page } = visit;
    await untilPlaying(page);
    await seek(page, 33);
    const card = page.getByRole('region', { name: 'Next episode' });
    await card.getByText('Flood').waitFor();
    await card.getByRole('button', { name: 'Watch the credits' }).click();
    await card.waitFor({ state: 'hidden' });
    await seek(page, 5);
    await untilPlaying(page, 5);
    await seek(page, 34);
    await card.getByText(/Next episode in \d+ seconds?/).waitFor();
    await page.waitForURL((url) => !url.pathname.endsWith(visit.titleId), { timeout: 20_000 });
    await until(page, 'the next episode begins', ({ at, frames }) => at < 30 && frames > 0);
    const held = await eventually(
      'one screen is held',
      () => screens(stage),
      (all) => all.length === 1,
    );
    assert.equal(held[0]?.titleId, stage.titles.get('Flood'));
    visit.expectNoTrouble(...quiet);
    await visit.close();
  });

  test('goes back and on by two taps of a finger, also where one reads from right to left', async () => {
    const visit = await openPlayer(stage, 'Harbour at Dawn', {
      width: 390,
      height: 844,
      locale: 'ar',
      more: { hasTouch: true, isMobile: true },
    });
    const { page } = visit;
    await untilPlaying(page);
    assert.equal(await page.evaluate('document.documentElement.dir'), 'rtl');
    await seek(page, 20);
    await untilPlaying(page, 20);
    const twice = async (x: number) => {
      await page.touchscreen.tap(x, 300);
      await page.touchscreen.tap(x, 300);
    };
    await twice(360);
    await until(page, 'the right side goes on', ({ at }) => at > 29);
    await twice(30);
    await until(page, 'the left side goes back', ({ at }) => at < 26);
    await axe(page);
    const middle = (): Promise<unknown> =>
      page.evaluate(
        `getComputedStyle(document.querySelector('[data-player] > [data-controls][dir=ltr]')).display`,
      );
    assert.equal(await middle(), 'flex', 'fingers have large buttons');
    await page.evaluate(
      `document.querySelector('video').currentTime = document.querySelector('video').duration`,
    );
    await page.locator('[data-ended]').waitFor();
    assert.equal(await middle(), 'none', 'which do not lie over what is offered at the end');
    await page.locator('[data-ended] button').first().tap();
    await untilPlaying(page);
    visit.expectNoTrouble(...quiet);
    await visit.close();
  });

  test('tells where it stands when its page is closed', async () => {
    const visit = await openPlayer(stage, 'Ebb');
    await untilPlaying(visit.page);
    await seek(visit.page, 31);
    await untilPlaying(visit.page, 31);
    await visit.page.goto('about:blank');
    const profileId = stage.viewer.profiles.get('Vera');
    const states = () =>
      stage.viewer.client.ask('GET', `/api/v1/profiles/${profileId}/watch-states?titleIds=${visit.titleId}`);
    const { body } = await eventually('the position is known', states, (answer) =>
      answer.body.items.some(({ positionMs }: { positionMs: number }) => positionMs > 30_000),
    );
    assert.ok(body.items[0].positionMs < 36_000);
    await eventually(
      'no screen is held',
      () => screens(stage),
      (all) => all.length === 0,
    );
    await visit.close();
  });

  test('is open to everybody, in both themes', async () => {
    for (const colorScheme of ['dark', 'light'] as const) {
      const visit = await openPlayer(stage, 'Harbour at Dawn', { more: { colorScheme } });
      const { page } = visit;
      await untilPlaying(page);
      await page.keyboard.press('k');
      await page.keyboard.press('d');
      await axe(page);
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await axe(page);
      await visit.close();
    }
  });
});
