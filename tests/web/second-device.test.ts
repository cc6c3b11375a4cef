// A phone signs up and begins a film; another device goes on where it stopped.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { findChromium } from '../browser/chromium.ts';
import { picture, seek, until, untilPlaying } from './player-stage.ts';
import { openStage, type Stage } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;
const email = 'grace@example.org';
const password = 'a long enough one';

describe('phone-sized sign-up to resume on a second device', { skip, timeout: 300_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ titles: [{ name: 'Harbour at Dawn', colour: '#23485c' }], seconds: 60 });
  });
  after(() => stage?.close());

  const heading = (page: Page, text: string) => page.getByRole('heading', { level: 1, name: text }).waitFor();
  const fill = (page: Page, label: string, text: string) =>
    page.getByLabel(label, { exact: true }).fill(text);

  /** The link of the mail, from the outbox of the operator. */
  async function mailedLink(): Promise<string> {
    for (;;) {
      const { items } = (await (await stage.server.fetch('/api/v1/mail')).json()) as {
        items: { id: string; recipient: string }[];
      };
      const id = items.find(({ recipient }) => recipient === email)?.id;
      if (id !== undefined) {
        const { body } = (await (await stage.server.fetch(`/api/v1/mail/${id}`)).json()) as { body: string };
        const link = /https?:\/\/[^/\s]+(\/account\/sign-up#token=\S+)/.exec(body)?.[1];
        if (link !== undefined) return link;
      }
      await delay(100);
    }
  }

  test('what a thumb began, a desk goes on with', async () => {
    const phone = await stage.context({ width: 390, height: 844, more: { hasTouch: true, isMobile: true } });
    const { page } = phone;
    await page.goto('/');
    await page.getByRole('link', { name: 'Make an account' }).tap();
    await fill(page, 'Your name', 'Grace');
    await fill(page, 'E-mail address', email);
    await page.getByRole('button', { name: 'Send me the link' }).tap();
    await heading(page, 'Look into your mail.');
    await page.goto(await mailedLink());
    await fill(page, 'New password', password);
    await page.getByRole('button', { name: 'Make my account' }).tap();
    await page.waitForURL((url) => url.pathname === '/');

    // A second one makes it a choice.
    await page.goto('/who');
    await page.getByRole('link', { name: 'Add a profile' }).tap();
    await fill(page, 'Name', 'Ada');
    await fill(page, 'Password of the account', password);
    await page.getByRole('button', { name: 'Make the profile' }).tap();
    await heading(page, 'Who is watching?');
    await page.getByRole('button', { name: 'Grace' }).tap();
    await page.waitForURL((url) => url.pathname === '/');

    await page.getByRole('link', { name: 'Harbour at Dawn' }).first().tap();
    // What is fetched ahead of the right to watch holds the beginning only.
    const granted = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/playback-sessions'));
    await page.locator('a[href^="/play/"]').first().tap();
    await (await granted).finished();
    await until(page, 'plays by the right to all of it', ({ at }) => at > 5);
    await seek(page, 31);
    await untilPlaying(page, 31);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    const left = (await picture(page))?.at ?? 0;
    await phone.context.close();

    const desk = await stage.context({ width: 1280 });
    await desk.page.goto('/');
    await fill(desk.page, 'E-mail address', email);
    await fill(desk.page, 'Password', password);
    await desk.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await desk.page.getByRole('button', { name: 'Grace' }).click();
    const card = desk.page
      .getByRole('region', { name: /Continue watching/ })
      .getByRole('link', { name: /Harbour at Dawn/ });
    await card.click();
    const { at } = await until(desk.page, 'goes on', ({ frames, isPaused }) => frames > 0 && !isPaused);
    // A beat is at most seconds old when a phone goes.
    assert.ok(at >= left - 11 && at <= left + 11, `left at ${left} s, goes on at ${at} s`);
    await untilPlaying(desk.page, left - 11);
    desk.expectNoTrouble(/^401 /, /ERR_ABORTED/);
    await desk.close();
  });
});
