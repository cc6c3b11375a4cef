// The sample library by one press: until every title is there, and one of them plays.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { findChromium } from '../browser/chromium.ts';
import { untilPlaying } from './player-stage.ts';
import { openStage, type Stage } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;
/** On two cores that do nothing else it takes about one minute. */
const limitMs = 360_000;

describe('the sample library', { skip, timeout: limitMs + 120_000 }, () => {
  let stage: Stage;
  before(async () => {
    // The smallest rendition alone: what is looked at is that the titles come, not how sharp they are.
    stage = await openStage({
      environment: { VITASCOPE_ENCODER_MAX_HEIGHT: '240', VITASCOPE_ENCODER_PRESET: 'ultrafast' },
    });
  });
  after(() => stage?.close());

  test('fills an empty system with titles that play, by one press', {
    timeout: limitMs + 60_000,
  }, async () => {
    const studio = await stage.context({ as: 'owner' });
    const { page } = studio;
    await page.goto('/studio/');
    await page.getByRole('button', { name: 'Load the sample library' }).click();
    await page.getByRole('progressbar').first().waitFor();
    await page.getByText('The sample library is in').waitFor({ timeout: limitMs });
    studio.expectNoTrouble();
    await studio.close();
    const answer = await stage.server.fetch('/api/v1/catalog/titles?limit=200');
    const { items } = (await answer.json()) as { items: { kind: string; assets: unknown[] }[] };
    assert.ok(items.filter(({ kind }) => kind === 'film').length >= 8, `${items.length} titles`);

    const watch = await stage.context({ as: 'viewer' });
    await watch.page.goto('/');
    await watch.page.locator('main section a[href^="/play/"]').first().click();
    await untilPlaying(watch.page);
    watch.expectNoTrouble(/ERR_ABORTED/);
    await watch.close();
  });
});
