// The stage itself: people are signed in, titles play, and trouble is noticed.
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { findChromium } from '../browser/chromium.ts';
import { axe, openStage, type Stage, sampleTitles, screenshot } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;

describe('the stage', { skip, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    const profiles = [{ name: 'Vera' }, { name: 'Kim', isKids: true, maturityLimit: 6 }];
    stage = await openStage({ titles: sampleTitles, profiles });
  });
  after(() => stage?.close());

  test('signs in whom it is told to', async () => {
    for (const as of ['viewer', 'owner', 'nobody'] as const) {
      const { context, close } = await stage.context({ as });
      const answer = await context.request.get('/api/v1/auth/session');
      assert.equal(answer.status(), as === 'nobody' ? 401 : 200);
      if (as !== 'nobody') assert.equal((await answer.json()).email, stage[as].email);
      await close();
    }
  });

  test('has profiles, and titles of which those that should do play', async () => {
    const { viewer, titles } = stage;
    assert.deepEqual([...viewer.profiles.keys()], ['Vera', 'Kim']);
    for (const [name, id] of titles) {
      const wish = { profileId: viewer.profiles.get('Vera'), titleId: id, device: 'web' };
      const { status, body } = await viewer.client.ask('POST', '/api/v1/playback-sessions', wish);
      const isFilm = !['Still to Come', 'Wave Theory'].includes(name);
      assert.equal(status === 201, isFilm, `${name}: ${JSON.stringify(body)}`);
      // An account has a few screens at once.
      if (isFilm) await viewer.client.ask('POST', `/api/v1/playback-sessions/${body.id}/end`);
    }
  });

  test('notices what goes wrong in a page', async () => {
    const visit = await stage.context();
    const { page, trouble } = visit;
    await page.goto('/', { waitUntil: 'networkidle' });
    // Nobody is signed in: the page has to ask to know.
    visit.expectNoTrouble(/^401 /);
    const thrown = page.waitForEvent('pageerror');
    await page.evaluate(`(async () => {
      const style = document.createElement('style');
      style.textContent = 'p { color: red }';
      document.head.append(style);
      console.error('said');
      setTimeout(() => { throw new Error('thrown'); });
      await fetch('/api/v1/nothing');
    })()`);
    await thrown;
    assert.match(trouble.pageErrors.join(), /thrown/);
    assert.deepEqual(trouble.consoleErrors, ['said']);
    assert.deepEqual(
      trouble.failedRequests.filter((line) => !line.startsWith('401 ')),
      ['404 GET /api/v1/nothing'],
    );
    assert.match(trouble.policyViolations.join(), /style-src 'self'/);
    assert.throws(() => visit.expectNoTrouble());
    await page.evaluate(`document.body.append(document.createElement('button'))`);
    await assert.rejects(axe(page), /button-name/);
    assert.ok((await stat(await screenshot(page, 'stage'))).size > 0);
    await visit.close();
  });
});
