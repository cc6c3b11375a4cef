// One screen too many: which they are, ending one of them, losing one's own and taking it back; and a profile that is locked.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { findChromium } from '../browser/chromium.ts';
import { eventually, openPlayer, screens, seek, until, untilPlaying } from './player-stage.ts';
import { axe, openStage, type Stage } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;
const plain = { hasArtwork: false } as const;

describe('screens', { skip, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({
      titles: [
        { name: 'Harbour at Dawn', ...plain },
        { name: 'The Lamp', ...plain },
        { name: 'Midnight Ferry', minimumAge: 18, ...plain },
        { name: 'Still to Come', plays: false, ...plain },
      ],
      profiles: [{ name: 'Vera', maturityLimit: 12 }],
      seconds: 40,
      environment: { VITASCOPE_PLAYBACK_SCREENS: '1' },
    });
  });
  after(() => stage?.close());

  test('one too many is refused with the list of them, and plays when one of them is ended', async () => {
    const first = await openPlayer(stage, 'Harbour at Dawn');
    await untilPlaying(first.page);
    const second = await openPlayer(stage, 'The Lamp', { width: 390, height: 844 });
    const refused = second.page.locator('[data-refused=screens]');
    await refused.waitFor();
    assert.match((await refused.textContent()) ?? '', /Your account plays on 1 screen at a time/);
    await axe(second.page);
    await refused.getByRole('button', { name: 'End that one: Harbour at Dawn' }).click();
    await untilPlaying(second.page);
    const held = await screens(stage);
    assert.deepEqual(
      held.map(({ titleId }) => titleId),
      [second.titleId],
    );

    // The first one hears of it, and takes the screen back.
    await seek(first.page, 20);
    const lost = first.page.locator('[data-refused=lost-ended]');
    await lost.waitFor({ timeout: 30_000 });
    await until(first.page, 'it stands still', ({ isPaused }) => isPaused);
    await second.page.goto('about:blank');
    await lost.getByRole('button', { name: 'Watch here' }).click();
    await untilPlaying(first.page, 19);
    await first.close();
    await second.close();
  });

  test('names what a preview link shows before others may see it', async () => {
    const send = async (path: string, body: object): Promise<{ id: string; token: string }> => {
      const answer = await stage.server.fetch(`/api/v1/catalog${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.equal(answer.status, 201, await answer.clone().text());
      return (await answer.json()) as { id: string; token: string };
    };
    const { id } = await send('/titles', {
      kind: 'film',
      originalLanguage: 'en',
      texts: { en: { name: 'Not Yet Out' } },
      ratings: [{ territory: '*', system: 'age', label: '0', minimumAge: 0 }],
      assets: [{ assetId: stage.assetId, purpose: 'main' }],
    });
    const { token } = await send(`/titles/${id}/previews`, {});
    const visit = await stage.context({ as: 'viewer' });
    await visit.page.goto(`/play/${id}?preview=${token}`);
    await untilPlaying(visit.page);
    await eventually(
      'it has its name',
      () => visit.page.title(),
      (name) => name.startsWith('Not Yet Out'),
    );
    visit.expectNoTrouble();
    await visit.close();
  });

  test('says why what may not be played is not played, in the viewer’s language', async () => {
    const visit = await openPlayer(stage, 'Midnight Ferry', { locale: 'de-DE' });
    await visit.page
      .getByRole('heading', { name: /Nicht für dieses Profil|Diesen Titel gibt es hier nicht/ })
      .waitFor();
    await axe(visit.page);
    await visit.page.goto(`/play/${stage.titles.get('Still to Come')}`);
    await visit.page.getByRole('heading', { name: 'Noch gibt es nichts abzuspielen' }).waitFor();
    await visit.close();
    const arabic = await stage.context({ as: 'viewer', locale: 'ar' });
    await arabic.page.goto('/play/ti_00000000000000000000000000');
    await arabic.page.getByRole('heading', { name: 'هذا العنوان غير موجود هنا' }).waitFor();
    await axe(arabic.page);
    await arabic.close();
  });
});
