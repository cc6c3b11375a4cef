// Watch: a home page of forty rows of forty titles, an empty one, and what the first load weighs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { findChromium } from '../browser/chromium.ts';
import { axe, openStage, type Stage } from './stage.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;

const ROWS = 40;
const TITLES = 45;
/** The issue's: HTML, styles, scripts and fonts, as they are sent. */
const MAX_FIRST_LOAD_BYTES = 250_000;

describe('watch, at length', { skip }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('says what to do where there is nothing yet', async () => {
    const visit = await stage.context({ as: 'viewer' });
    await visit.page.goto('/');
    await visit.page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();
    assert.equal(await visit.page.getByRole('link', { name: 'Open Studio' }).count(), 0);
    await axe(visit.page);
    visit.expectNoTrouble();
    await visit.close();

    const made = await stage.owner.client.ask('POST', '/api/v1/profiles', {
      name: 'Olive',
      password: stage.owner.password,
    });
    assert.equal(made.status, 201);
    const staff = await stage.context({ as: 'owner' });
    await staff.page.goto('/');
    await staff.page.getByRole('link', { name: 'Open Studio' }).waitFor();
    await axe(staff.page);
    await staff.close();
  });

  test('renders what is in view of forty rows, and more as one goes on', async () => {
    await fill();
    const visit = await stage.context({ as: 'viewer', reducedMotion: true });
    const { page } = visit;
    await page.goto('/');
    await page.locator('[data-card] a').first().waitFor();
    await page.getByRole('heading', { name: `Row ${ROWS}` }).waitFor({ state: 'attached' });
    const cards = page.locator('[data-card]');
    assert.ok((await cards.count()) < 200, `${await cards.count()} cards at first`);

    // To the end of the page, and to the end of a row that the server gives by pages.
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    const last = page.getByRole('region', { name: `Row ${ROWS}` });
    const list = last.locator('ul');
    await list.locator('[data-card]').first().waitFor();
    assert.ok((await cards.count()) < 300, `${await cards.count()} cards at the end`);
    // It has nothing to play, and says so.
    const oldest = last.getByRole('link', { name: /^Title 1(?!\d)/ });
    // Each page that comes makes the row longer: it is gone after until it stays in view.
    while (!(await oldest.isVisible()))
      await page.evaluate(`new Promise((resolve) => {
        const list = [...document.querySelectorAll('main section ul')].at(-1);
        list.scrollTo({ left: list.scrollWidth, behavior: 'instant' });
        setTimeout(resolve, 50);
      })`);
    await oldest.waitFor();
    assert.equal(
      await list.locator('[data-card]').last().getAttribute('aria-posinset'),
      String(TITLES),
      'the oldest is the last',
    );
    const inRow = await list.locator('[data-card]').count();
    assert.ok(inRow < 30, `of the row, too, only what is in view: ${inRow}`);
    visit.expectNoTrouble();
    await visit.close();
  });

  test('weighs little when it is opened first', async () => {
    const visit = await stage.context({ as: 'viewer' });
    const sent = new Map<string, number>();
    const answers: Promise<unknown>[] = [];
    visit.page.on('response', (response) => {
      const type = response.request().resourceType();
      if (!['document', 'stylesheet', 'script', 'font'].includes(type)) return;
      answers.push(
        response
          .finished()
          .then(() => response.request().sizes())
          .then(({ responseBodySize }) => sent.set(response.url(), responseBodySize)),
      );
    });
    await visit.page.goto('/', { waitUntil: 'networkidle' });
    await visit.page.locator('[data-card] a').first().waitFor();
    await Promise.all(answers);
    const total = [...sent.values()].reduce((sum, bytes) => sum + bytes, 0);
    const lines = [...sent].map(([url, bytes]) => `${bytes} ${url.replace(stage.server.url, '')}`);
    assert.ok(total <= MAX_FIRST_LOAD_BYTES, `${total} bytes\n${lines.join('\n')}`);
    assert.ok(total > 100_000, `${total} bytes: was everything counted?\n${lines.join('\n')}`);
    await visit.close();
  });

  /** Titles without pictures: forty-five of them in forty rows. */
  async function fill(): Promise<void> {
    const post = async (path: string, body: object): Promise<void> => {
      const response = await stage.server.fetch(`/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.ok(response.status < 300, await response.text());
    };
    for (let number = 1; number <= TITLES; number++)
      await post('/catalog/titles', {
        kind: 'film',
        originalLanguage: 'en',
        texts: { en: { name: `Title ${number}` } },
        genres: ['drama'],
        ratings: [{ territory: '*', system: 'age', label: '0', minimumAge: 0 }],
        publication: { released: true },
        windows: [{ offer: { kind: 'free' } }],
      });
    for (let number = 1; number <= ROWS; number++)
      await post('/catalog/rows', {
        page: 'home',
        position: number,
        kind: 'query',
        originalLanguage: 'en',
        names: { en: `Row ${number}` },
        filter: { genre: 'drama' },
        limit: 40,
      });
  }
});
