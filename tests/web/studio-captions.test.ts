// Captions in Studio: added from a file, changed, deleted, and taken back; beside a film that plays.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { findChromium } from '../browser/chromium.ts';
import { makeSource } from '../media/make.ts';
import { axe, openStage, type Stage, screenshot } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;
const srt = '1\n00:00:00,000 --> 00:00:12,000\nHallo\n';

describe('captions in Studio', { skip, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ titles: [{ name: 'Harbour at Dawn' }] });
  });
  after(() => stage?.close());

  const section = (page: Page) => page.getByRole('region', { name: 'Captions' });
  const choose = (page: Page, name: string, text: string) =>
    page
      .locator('section input[data-captions=file]')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  const kept = async () => {
    const answer = await stage.server.fetch(`/api/v1/assets/${stage.assetId}/text-tracks`);
    const { items } = (await answer.json()) as {
      items: { name: string; language: string; kind: string; isForced: boolean; isDefault: boolean }[];
    };
    return items.map(({ name, language, kind, isForced, isDefault }) => [
      name,
      language,
      kind,
      isForced,
      isDefault,
    ]);
  };
  const untilKept = async (wanted: unknown[][]): Promise<void> => {
    for (let n = 0; n < 150; n++) {
      if (JSON.stringify(await kept()) === JSON.stringify(wanted)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.deepEqual(await kept(), wanted);
  };
  const act = async (page: Page, name: string, action: string): Promise<void> => {
    await page.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };

  const undo = (page: Page, what: string): Promise<void> =>
    page.getByRole('dialog').filter({ hasText: what }).getByRole('button', { name: 'Undo' }).click();

  test('a file is added as its name says, changed, made the default, and each step is taken back', async () => {
    const visit = await stage.context({ as: 'owner' });
    const { page } = visit;
    await page.goto(`/studio/assets/${stage.assetId}`);
    await section(page).getByText('Nobody can read along yet').waitFor();
    await axe(page);
    await choose(page, 'harbour.de.sdh.srt', srt);
    const dialog = page.getByRole('dialog', { name: 'Add captions' });
    await dialog.getByText('harbour.de.sdh.srt').waitFor();
    await axe(page);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await section(page).getByText('Deutsch (SDH)').waitFor();
    await untilKept([['Deutsch (SDH)', 'de', 'captions', false, false]]);

    await act(page, 'Deutsch (SDH)', 'Make it the default');
    await section(page).getByText('Default', { exact: true }).waitFor();
    await undo(page, 'Deutsch (SDH) changed');
    await untilKept([['Deutsch (SDH)', 'de', 'captions', false, false]]);

    await act(page, 'Deutsch (SDH)', 'Change');
    const edit = page.getByRole('dialog', { name: 'Change' });
    await edit.getByRole('textbox', { name: 'Name in menus' }).fill('Deutsch mit Geräuschen');
    await edit.getByRole('button', { name: 'Save' }).click();
    await section(page).getByText('Deutsch mit Geräuschen').waitFor();
    await screenshot(page, 'studio-captions');
    await axe(page);

    await act(page, 'Deutsch mit Geräuschen', 'Delete');
    await section(page).getByText('Nobody can read along yet').waitFor();
    await undo(page, 'Deutsch mit Geräuschen deleted');
    await section(page).getByText('Deutsch mit Geräuschen').waitFor();
    await act(page, 'Deutsch mit Geräuschen', 'Delete');
    await section(page).getByText('Nobody can read along yet').waitFor();
    assert.equal((await kept()).length, 1, 'there is time for second thoughts');
    // Whoever leaves has none.
    await page.goto('about:blank');
    await untilKept([]);
    visit.expectNoTrouble();
    await visit.close();
  });

  test('a file that cannot be read is refused by its line, and another one taken', async () => {
    const visit = await stage.context({ as: 'owner' });
    const { page } = visit;
    await page.goto(`/studio/assets/${stage.assetId}`);
    await section(page).getByRole('button', { name: 'Add captions' }).waitFor();
    await choose(page, 'harbour.vtt', 'WEBVTT\n\n00:00:05.000 --> 00:00:04.000\nBack\n');
    const dialog = page.getByRole('dialog', { name: 'Add captions' });
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText(/Line 3: the cue ends before it begins/).waitFor();
    await dialog
      .locator('input[data-captions=file]')
      .setInputFiles({ name: 'harbour.fr.forced.vtt', mimeType: 'text/vtt', buffer: Buffer.from(srt) });
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await untilKept([['Français', 'fr', 'subtitles', true, false]]);
    visit.expectNoTrouble(/400 POST/);
    await visit.close();
  });

  test('among films, a file of captions is no film: it goes where its name says, or nowhere', async () => {
    const visit = await stage.context({ as: 'owner' });
    const { page } = visit;
    const assets = async () => {
      const answer = await stage.server.fetch('/api/v1/assets?limit=200');
      return ((await answer.json()) as { items: { id: string; name: string }[] }).items;
    };
    const before = (await assets()).length;
    const captions = (name: string) => ({ name, mimeType: 'application/x-subrip', buffer: Buffer.from(srt) });
    const film = await readFile(
      (
        await makeSource({
          container: 'mkv',
          seconds: 4,
          texts: [
            { codec: 'subrip', language: 'eng', cues: [[1_000, 1_000, 'From within']] },
            { codec: 'pgs', language: 'spa', cues: [[1_000, 1_000, 'none']] },
          ],
        })
      ).path,
    );
    await page.goto('/studio/');
    await page.getByRole('button', { name: 'Choose films' }).first().waitFor();
    const take = (...files: { name: string; mimeType: string; buffer: Buffer }[]) =>
      page.locator('input[data-upload=files]').setInputFiles(files);

    await take(captions('nobody knows.fr.srt'));
    await page.getByText('nobody knows.fr.srt holds captions and is no film').waitFor();
    await page.getByText('add it under Captions').waitFor();
    assert.equal((await assets()).length, before);

    await take(
      { name: 'Old Pier.mkv', mimeType: 'video/x-matroska', buffer: film },
      captions('Old Pier.de.sdh.srt'),
    );
    await page.getByText('Old Pier.de.sdh.srt is among the captions of Old Pier now').waitFor();
    const pier = (await assets()).find(({ name }) => name === 'Old Pier.mkv') ?? assert.fail();
    assert.equal((await assets()).length, before + 1);

    await take(captions('old pier.it.vtt'), captions('Old Pier.srt'));
    await page.getByText('old pier.it.vtt is among the captions of Old Pier now').waitFor();
    const notice = page.getByRole('dialog').filter({ hasText: 'its name says no language' });
    await notice.getByRole('button', { name: 'Open' }).click();
    await page.waitForURL(`**/studio/assets/${pier.id}`);
    for (const name of ['Deutsch (SDH)', 'Italiano', 'English'])
      await section(page).getByText(name, { exact: true }).waitFor();
    assert.equal((await assets()).length, before + 1);

    // What the film brought along, and what could not be taken over.
    const source = page.getByRole('region', { name: 'The file' });
    await source.getByText('Subtitles, English').waitFor();
    await source.getByText('added to the captions').waitFor();
    await source.getByText('These subtitles are pictures (pgs), which cannot be turned into text.').waitFor();
    await screenshot(page, 'studio-captions-inside');
    await axe(page);
    visit.expectNoTrouble();
    await visit.close();
  });
});
