// Captions in the player: chosen by their language, read on the picture, kept with their look; forced ones by the sound.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { findChromium } from '../browser/chromium.ts';
import { openPlayer, seek, untilPlaying } from './player-stage.ts';
import { axe, openStage, type Stage, screenshot } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;
/** A page that is left ends what it has asked for; a muted video is Chromium's own decision. */
const quiet = [/ERR_ABORTED/];

const vtt = (word: string) => `WEBVTT

00:00.000 --> 00:20.000
${word} <i>one</i> &amp; <script>alert(1)</script>only

00:20.000 --> 00:40.000 line:0
${word} two
`;

describe('captions in the player', { skip, timeout: 600_000 }, () => {
  let stage: Stage;
  const ids = new Map<string, string>();
  const add = async (query: string, word: string): Promise<void> => {
    const path = `/api/v1/assets/${stage.assetId}/text-tracks?${query}`;
    const headers = { 'content-type': 'text/vtt' };
    const response = await stage.server.fetch(path, { method: 'POST', headers, body: vtt(word) });
    assert.equal(response.status, 201, await response.clone().text());
    ids.set(word, ((await response.json()) as { id: string }).id);
  };
  before(async () => {
    stage = await openStage({ titles: [{ name: 'Harbour at Dawn' }], seconds: 40 });
    await add('language=en', 'English');
    await add('language=en&kind=captions', 'Sounds');
    await add('language=de', 'Deutsch');
  });
  after(() => stage?.close());

  /** What is read on the picture. */
  const shown = (page: Page): Promise<string> =>
    page.evaluate(
      `document.querySelector('.shaka-text-container')?.textContent.replace(/\\s+/g, ' ').trim() ?? ''`,
    );
  const untilShown = async (page: Page, text: string): Promise<void> => {
    const deadline = Date.now() + 20_000;
    while ((await shown(page)) !== text) {
      if (Date.now() > deadline) assert.fail(`"${text}" is not read, but "${await shown(page)}"`);
      await page.waitForTimeout(100);
    }
  };
  const choose = async (page: Page, name: string): Promise<void> => {
    await page.mouse.move(400, 400);
    await page.getByRole('button', { name: 'Captions' }).click();
    await page.getByRole('menuitemradio', { name, exact: true }).click();
    // As long as it closes, keys are its own.
    await page.getByRole('menu').waitFor({ state: 'hidden' });
  };

  test('a language is chosen and read; it and its look are there after a reload', async () => {
    const visit = await openPlayer(stage, 'Harbour at Dawn');
    const { page } = visit;
    await untilPlaying(page);
    await page.keyboard.press('k');
    assert.equal(await shown(page), '');
    await page.getByRole('button', { name: 'Captions' }).click();
    const offered = await page.getByRole('menuitemradio').allTextContents();
    assert.deepEqual(offered, ['Off', 'English', 'English (SDH)', 'Deutsch']);
    await axe(page);
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
    await untilShown(page, 'Deutsch one & only');
    await page.getByRole('button', { name: 'Captions' }).click();
    await page.getByRole('menuitem', { name: 'How captions look' }).click();
    await page.getByRole('radio', { name: 'Yellow' }).check();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await seek(page, 25);
    await untilShown(page, 'Deutsch two');
    await seek(page, 2);
    await untilShown(page, 'Deutsch one & only');
    await page.reload();
    await untilPlaying(page);
    await page.keyboard.press('k');
    await untilShown(page, 'Deutsch one & only');
    const colour = await page.evaluate(
      `getComputedStyle([...document.querySelectorAll('.shaka-text-container span')].at(-1)).color`,
    );
    assert.match(String(colour), /^rgb\(2\d\d, 2\d\d, \d{1,2}\)$/, 'it is yellow');
    await screenshot(page, 'player-captions');
    await choose(page, 'English (SDH)');
    await untilShown(page, 'Sounds one & only');
    await page.keyboard.press('c');
    await untilShown(page, '');
    await page.keyboard.press('c');
    await untilShown(page, 'Sounds one & only');
    visit.expectNoTrouble(...quiet);
    await visit.close();
  });

  test('the profile says whether and in which language, until something is chosen here', async () => {
    const profileId = stage.viewer.profiles.get('Vera');
    const set = async (body: object): Promise<void> => {
      const { body: profile } = await stage.viewer.client.ask('GET', `/api/v1/profiles/${profileId}`);
      const headers = { 'if-match': `"${profile.revision}"` };
      const answer = await stage.viewer.client.ask('PATCH', `/api/v1/profiles/${profileId}`, body, headers);
      assert.equal(answer.status, 200);
    };
    await set({ captions: 'on', captionLanguages: ['fr', 'de'] });
    const visit = await openPlayer(stage, 'Harbour at Dawn');
    await untilPlaying(visit.page);
    await untilShown(visit.page, 'Deutsch one & only');
    await visit.close();
    await set({ captions: 'forced', captionLanguages: ['de'] });
    await add('language=de&isForced=true', 'Erzwungen');
    const other = await openPlayer(stage, 'Harbour at Dawn');
    await untilPlaying(other.page);
    await untilShown(other.page, 'Erzwungen one & only');
    await choose(other.page, 'English');
    await untilShown(other.page, 'English one & only');
    other.expectNoTrouble(...quiet);
    await other.close();
    await set({ captions: 'off' });
    const third = await openPlayer(stage, 'Harbour at Dawn');
    await untilPlaying(third.page);
    await third.page.waitForTimeout(1_000);
    assert.equal(await shown(third.page), '');
    await third.close();
  });

  test('what was deleted is not offered to who comes afterwards, and its words are gone', async () => {
    const id = ids.get('Deutsch');
    const gone = await stage.server.fetch(`/api/v1/assets/${stage.assetId}/text-tracks/${id}`, {
      method: 'DELETE',
    });
    assert.equal(gone.status, 204);
    const visit = await openPlayer(stage, 'Harbour at Dawn');
    const { page } = visit;
    await untilPlaying(page);
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'Captions' }).click();
    const offered = await page.getByRole('menuitemradio').allTextContents();
    assert.deepEqual(offered, ['Off', 'English', 'English (SDH)', 'Deutsch (foreign parts only)']);
    await visit.close();
  });
});
