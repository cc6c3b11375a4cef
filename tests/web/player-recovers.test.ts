// What goes wrong while one watches, and mends itself: the server restarts, the network goes, the token ends.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { findChromium } from '../browser/chromium.ts';
import { eventually, openPlayer, picture, seek, until, untilPlaying } from './player-stage.ts';
import { openStage, type Stage } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;

describe('the player, when something goes wrong', { skip, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    // Tokens of six seconds, and a film of which the player has not all at once.
    stage = await openStage({
      titles: [{ name: 'Harbour at Dawn' }],
      seconds: 90,
      environment: { VITASCOPE_PLAYBACK_TOKEN_MINUTES: '0.1' },
    });
  });
  after(() => stage?.close());

  test('plays on while its token ends again and again', async () => {
    const visit = await openPlayer(stage, 'Harbour at Dawn');
    const { page } = visit;
    const tokens = new Set<string>();
    const refused: string[] = [];
    page.on('response', (response) => {
      const token = /\/t\/([^/]+)\//.exec(response.url())?.[1];
      if (token === undefined) return;
      tokens.add(token);
      if (response.status() >= 400) refused.push(response.url());
    });
    // How it begins is another matter: a picture may be there before the sound.
    await page.evaluate(`(() => {
      window.stalls = 0;
      const wait = () => {
        const video = document.querySelector('[data-player] video');
        if (video === null) return setTimeout(wait, 20);
        video.addEventListener('playing', () => video.addEventListener('waiting', () => { if (!video.seeking && video.currentTime > 3) window.stalls++; }), { once: true });
      };
      wait();
    })()`);
    await untilPlaying(page);
    await until(page, 'has played for 16 s', ({ at }) => at > 16);
    assert.ok(tokens.size >= 3, `${tokens.size} tokens were used`);
    assert.deepEqual(refused, []);
    assert.equal(await page.evaluate('window.stalls'), 0);
    visit.expectNoTrouble();
    await visit.close();
  });

  test('asks anew within a frame, too, before it is refused', async () => {
    const visit = await stage.context({ as: 'viewer' });
    const { page } = visit;
    // The page asks, and so does the player, which finds that the answer will not last; then come renewals.
    const answers: number[] = [];
    page.on('response', (response) => {
      if (/\/t\/|\/embeds\//.test(response.url())) answers.push(response.status());
    });
    let renewals = 0;
    let refusedBefore: number | null = null;
    page.on('request', (request) => {
      if (!request.url().includes('/api/v1/embeds/')) return;
      renewals += 1;
      if (renewals === 3) refusedBefore = answers.filter((status) => status >= 400).length;
    });
    await page.goto(`/embed/${stage.titles.get('Harbour at Dawn')}`);
    await page.getByRole('button', { name: 'Play Harbour at Dawn' }).click();
    await untilPlaying(page);
    await until(page, 'has played for 14 s', ({ at }) => at > 14);
    assert.equal(refusedBefore, 0);
    assert.ok(renewals >= 4, `asked ${renewals} times`);
    await seek(page, 70);
    await untilPlaying(page, 70);
    // A busy machine may bring a request too late.
    visit.expectNoTrouble(/^403 GET \/t\//);
    await visit.close();
  });

  test('asks for another token where the one it has is refused', async () => {
    const visit = await openPlayer(stage, 'Harbour at Dawn');
    const { page } = visit;
    await untilPlaying(page);
    // The machine sleeps: nothing is renewed, and what was granted ends.
    await page.route('**/token', (route) => route.abort());
    await delay(7_000);
    await page.unroute('**/token');
    await seek(page, 80);
    await untilPlaying(page, 80);
    await visit.close();
  });

  test('waits without a network, says so, and goes on by itself', async () => {
    const visit = await openPlayer(stage, 'Harbour at Dawn');
    const { page, context } = visit;
    await untilPlaying(page);
    await context.setOffline(true);
    await seek(page, 60);
    await page.locator('[data-trouble]').waitFor({ timeout: 30_000 });
    await page.getByRole('heading', { name: /You are offline|The connection is lost/ }).waitFor();
    await context.setOffline(false);
    await untilPlaying(page, 60);
    await page.locator('[data-trouble]').waitFor({ state: 'hidden' });
    await visit.close();
  });
});

describe('the player, when the server is restarted', { skip, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({
      titles: [{ name: 'Harbour at Dawn' }],
      seconds: 90,
    });
  });
  after(() => stage?.close());

  test('plays what it has, waits for the rest, and loses nothing of what was watched', async () => {
    const visit = await openPlayer(stage, 'Harbour at Dawn');
    const { page } = visit;
    await untilPlaying(page);
    await stage.restart(async () => {
      await seek(page, 70);
      await page.locator('[data-trouble=connection]').waitFor({ timeout: 40_000 });
      assert.equal((await picture(page))?.isSeeking, true);
    });
    await untilPlaying(page, 70);
    const profileId = stage.viewer.profiles.get('Vera');
    await page.keyboard.press('k');
    const states = () =>
      stage.viewer.client.ask('GET', `/api/v1/profiles/${profileId}/watch-states?titleIds=${visit.titleId}`);
    await eventually(
      'the position is known',
      states,
      ({ body }) => (body.items[0]?.positionMs ?? 0) > 69_000,
    );
    await visit.close();
  });
});
