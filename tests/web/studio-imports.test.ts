// Imports in Studio: a feed with a mistake is tried, repaired line by line, and taken in.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, openStage, type Stage } from './stage.ts';
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

const feed = [
  'externalId,kind,originalLanguage,texts.en.name,genres',
  'x1,film,en,The Third Man,noir',
  'x2,movie,en,Night and the City,noir',
  'x3,film,en,Odd Man Out,noir',
].join('\n');

describe('imports in Studio', { timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  async function open(wish: Parameters<Stage['context']>[0] = {}): Promise<Visit> {
    const visit = await stage.context({ as: 'owner', reducedMotion: true, ...wish });
    await visit.page.goto('/studio/imports');
    await visit.page.getByRole('heading', { level: 1, name: 'Imports' }).waitFor();
    return visit;
  }
  const drop = ({ page }: Visit, name: string, text: string): Promise<void> =>
    page
      .getByLabel('File of a feed')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
  async function titles(): Promise<string[]> {
    const answer = await stage.server.fetch('/api/v1/catalog/titles?sort=name&language=en');
    const { items } = (await answer.json()) as { items: { texts: { en: { name: string } } }[] };
    return items.map(({ texts }) => texts.en.name);
  }

  test('a mistake is shown with its line, repaired there, and everything is taken in', async () => {
    const visit = await open();
    const { page } = visit;
    await drop(visit, 'titles.csv', feed);
    const region = page.getByRole('region', { name: 'titles.csv' });
    await region.getByText('One record is refused.', { exact: false }).waitFor();
    const problems = page.getByRole('region', { name: 'What is wrong' });
    await problems.getByText('Line 3', { exact: true }).waitFor();
    await problems.getByText('movie', { exact: true }).waitFor();
    const line = problems.getByLabel('Text of line 3');
    assert.equal(await line.inputValue(), 'x2,movie,en,Night and the City,noir');
    assert.deepEqual(await titles(), [], 'a try writes nothing');
    await axe(page);

    await line.fill('x2,film,en,Night and the City,noir');
    await page.getByText('Download the repaired file').waitFor();
    await page.getByRole('button', { name: 'Try again with 1 repair' }).click();
    await region.getByText('Everything is right. Nothing is written yet.').waitFor();
    await page.getByRole('button', { name: 'Take in 3 records' }).click();
    await region.getByText('Everything is in the catalogue.').waitFor();
    assert.deepEqual(await titles(), ['Night and the City', 'Odd Man Out', 'The Third Man']);
    await page.getByRole('button', { name: 'Done', exact: true }).click();

    const past = page.getByRole('region', { name: 'Imports of before' });
    await past.getByText('3 created, 0 changed').first().waitFor();
    await past.getByRole('button', { name: /CSV tried.*1 refused/ }).click();
    await past.getByText('movie', { exact: true }).waitFor();
    visit.expectNoTrouble();
  });

  test('the same feed again changes nothing, and says so', async () => {
    const visit = await open();
    await drop(visit, 'again.csv', feed.replace('movie', 'film'));
    await visit.page.getByText('Nothing would change: the catalogue has all of it already.').waitFor();
    assert.equal(await visit.page.getByRole('button', { name: /^Take in/ }).isDisabled(), true);
    visit.expectNoTrouble();
  });

  test('what is no feed is refused in words, and a broken one as a whole', async () => {
    const visit = await open();
    const { page } = visit;
    await drop(visit, 'holiday.jpg', '\u0001\u0002');
    await page.getByText(/holiday\.jpg is none of CSV, JSON or Media RSS/).waitFor();
    await drop(visit, 'empty.csv', '');
    await page.getByText(/empty\.csv is empty/).waitFor();
    await drop(visit, 'broken.xml', '<rss><channel><item>');
    await page.getByRole('region', { name: 'broken.xml' }).getByRole('alert').waitFor();
    visit.expectNoTrouble();
  });

  test('the export is a file that an import takes', async () => {
    const visit = await open();
    const { page } = visit;
    const begun = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export CSV' }).click();
    const download = await begun;
    assert.equal(download.suggestedFilename(), 'catalogue.csv');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
    await drop(visit, 'catalogue.csv', Buffer.concat(chunks).toString());
    await page.getByText('Nothing would change: the catalogue has all of it already.').waitFor();
    visit.expectNoTrouble();
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
      await drop(visit, 'titles.csv', feed);
      await page.getByText('Line 3', { exact: true }).waitFor();
      await axe(page);
      const excess = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      assert.ok(excess <= 0, `${excess} px too wide at ${width}`);
      visit.expectNoTrouble();
    });
});
