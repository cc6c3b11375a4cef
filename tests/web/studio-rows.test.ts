// The home page in Studio: rows taken over, put in order with keys and pointer, edited, and seen as viewers get them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { axe, openStage, type Stage, sampleTitles } from './stage.ts';
import type { Visit } from './visit.ts';

/** Of the page that is looked at: what uses it runs there. */
declare const document: {
  readonly documentElement: {
    readonly scrollWidth: number;
    readonly clientWidth: number;
    readonly dataset: Readonly<Record<string, string>>;
  };
  readonly activeElement: { readonly textContent: string | null } | null;
  querySelector(
    selector: string,
  ): { readonly textContent: string | null; readonly readyState: number } | null;
};

describe('rows in Studio', { timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ titles: sampleTitles.slice(0, 3) });
  });
  after(() => stage?.close());

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  async function open(wish: Parameters<Stage['context']>[0] = {}): Promise<Visit> {
    const visit = await stage.context({ as: 'owner', reducedMotion: true, ...wish });
    await visit.page.goto('/studio/rows');
    await visit.page.getByRole('heading', { level: 1, name: 'Home page' }).waitFor();
    return visit;
  }
  /** Names of the rows as viewers get them. */
  async function viewers(): Promise<string[]> {
    const profileId = stage.viewer.profiles.get('Vera') ?? '';
    const { body } = await stage.viewer.client.ask('GET', `/api/v1/home?profileId=${profileId}&device=web`);
    return body.items.map(({ name }: { name: string }) => name);
  }
  const listed = async (page: Page): Promise<string[]> => {
    const names = page.locator('[data-sortable] > li strong');
    await names.first().waitFor();
    return names.allTextContents();
  };

  test('the defaults are taken over, and put in order with keys', async () => {
    const visit = await open();
    const { page } = visit;
    await page.getByText('Nobody has arranged this page').waitFor();
    await axe(page);
    await press(page, 'Take over the defaults');
    await page.getByText(/rows taken over/).waitFor();
    const before = await listed(page);
    const place = before.indexOf('Drama');
    assert.ok(place > 0, before.join());
    const handle = page.getByRole('button', { name: 'Move “Drama”' });
    await handle.focus();
    await page.keyboard.press('Space');
    await page.getByText(`“Drama” is taken, at ${place + 1} of ${before.length}.`).waitFor();
    await page.keyboard.press('Home');
    assert.equal((await listed(page))[0], 'Drama');
    await page.keyboard.press('Escape');
    assert.deepEqual(await listed(page), before);
    await page.keyboard.press('Space');
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.getByText('“Drama” is now row 1').waitFor();
    assert.equal(
      await page.evaluate<string>('document.activeElement.getAttribute("aria-label")'),
      'Move “Drama”',
    );
    assert.equal((await viewers())[0], 'Drama');
    await press(page, 'Undo');
    await page
      .locator('[data-sortable] strong')
      .first()
      .filter({ hasText: before[0] ?? '' })
      .waitFor();
    visit.expectNoTrouble();
  });

  test('a row is dragged, and moved by its menu', async () => {
    const visit = await open();
    const { page } = visit;
    const [first = '', second = ''] = await listed(page);
    const handle = await page.getByRole('button', { name: `Move “${second}”` }).boundingBox();
    const target = await page.getByRole('button', { name: `Move “${first}”` }).boundingBox();
    assert.ok(handle && target);
    await page.mouse.move(handle.x + 10, handle.y + 20);
    await page.mouse.down();
    await page.mouse.move(target.x + 10, target.y - 10, { steps: 6 });
    await page.mouse.up();
    await page.getByText(`“${second}” is now row 1`).waitFor();
    assert.deepEqual((await listed(page)).slice(0, 2), [second, first]);
    await press(page, `More about “${second}”`);
    await page.getByRole('menuitem', { name: 'Move down' }).click();
    await page.getByText(`“${second}” is now row 2`).waitFor();
    visit.expectNoTrouble();
  });

  test('a row of one’s own is written in two languages, seen beside it, switched off and deleted, and comes back', async () => {
    const visit = await open();
    const { page } = visit;
    await press(page, 'New row');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name, English').fill('By the water');
    await dialog.getByRole('combobox', { name: 'Languages' }).fill('German');
    await page.getByRole('option', { name: 'German', exact: true }).click();
    await dialog.getByLabel('Name, German').fill('Am Wasser');
    await dialog.getByRole('combobox', { name: 'Add a title' }).fill('harb');
    await page.getByRole('option', { name: /Harbour at Dawn/ }).click();
    await axe(page);
    await dialog.getByRole('button', { name: 'Add the row' }).click();
    await dialog.waitFor({ state: 'detached' });
    const preview = page.getByRole('region', { name: 'As a viewer sees it' });
    await preview.getByRole('heading', { name: 'By the water' }).waitFor();
    await preview.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: 'German', exact: true }).click();
    await preview.getByRole('heading', { name: 'Am Wasser' }).waitFor();
    assert.ok((await viewers()).includes('By the water'));

    await page.getByRole('switch', { name: 'Show “By the water”' }).click();
    await preview.getByRole('heading', { name: 'Am Wasser' }).waitFor({ state: 'detached' });
    assert.ok(!(await viewers()).includes('By the water'));
    await press(page, 'More about “By the water”');
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const gone = page.getByText('“By the water” is deleted');
    await gone.waitFor();
    await page.getByRole('dialog').filter({ has: gone }).getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Move “By the water”' }).waitFor();
    visit.expectNoTrouble();
  });

  test('of two editors of a row the slower one is asked, and the history takes a change back', async () => {
    const made = await stage.owner.client.ask('POST', '/api/v1/catalog/rows', {
      kind: 'new',
      originalLanguage: 'en',
      names: { en: 'Fresh' },
    });
    const visit = await open();
    const { page } = visit;
    await page.getByRole('button', { name: /^Fresh/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name, English').fill('Fresh, mine');
    const path = `/api/v1/catalog/rows/${made.body.id}`;
    await stage.owner.client.ask('PATCH', path, { names: { en: 'Fresh, theirs' } }, { 'if-match': '"1"' });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByText('English · Fresh, theirs').waitFor();
    await dialog.getByRole('button', { name: 'Save mine over it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Fresh, mine/ }).click();
    await dialog.getByRole('tab', { name: 'History' }).click();
    await dialog
      .getByRole('button', { name: /^Undo ?: Names$/ })
      .first()
      .click();
    await page.getByRole('button', { name: /^Fresh, theirs/ }).waitFor();
    visit.expectNoTrouble(/412 PATCH/);
  });

  for (const [theme, width] of [
    ['light', 1280],
    ['dark', 360],
  ] as const)
    test(`the page is accessible in ${theme}, and fits ${width} pixels`, async () => {
      const visit = await open({ width, height: 800 });
      const { page } = visit;
      await page.evaluate(`localStorage.setItem('vitascope.studio.theme', '${theme}')`);
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Home page' }).waitFor();
      await page.waitForLoadState('networkidle');
      await axe(page);
      const excess = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      assert.ok(excess <= 0, `${excess} px too wide at ${width}`);
      visit.expectNoTrouble();
    });
});
