// Titles in Studio, as editors work: from an empty form to what viewers get, two editors at once, and the way back.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
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

describe('titles in Studio', { timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({
      titles: [
        { name: 'The Lamp', genre: 'drama', synopsis: 'Light, and who keeps it.', colour: '#7a4b12' },
        { name: 'Harbour at Dawn', genre: 'drama' },
      ],
    });
  });
  after(() => stage?.close());

  const press = (at: Page | Locator, name: string | RegExp) =>
    at.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }).click();
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
  const text = (page: Page, part: string, language: string) =>
    page.getByRole('group', { name: language, exact: true }).getByLabel(part, { exact: true });
  const saved = (page: Page) => page.getByText(/^Everything is saved/).waitFor();
  const choose = async (page: Page, at: Page | Locator, label: string, option: string): Promise<void> => {
    await at.getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  /** As an editor's program would. */
  const staff = async (method: string, path: string, body?: unknown, headers = {}) =>
    await stage.owner.client.ask(method, `/api/v1/catalog${path}`, body, headers);
  const edit = async (id: string, fields: object): Promise<void> => {
    const { body } = await staff('GET', `/titles/${id}`);
    const answer = await staff('PATCH', `/titles/${id}`, fields, { 'if-match': `"${body.revision}"` });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  };
  const film = async (name: string, fields: object = {}): Promise<string> => {
    const made = await staff('POST', '/titles', {
      ...{ kind: 'film', originalLanguage: 'en', texts: { en: { name } } },
      ...fields,
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return made.body.id;
  };
  async function open(path: string, wish: Parameters<Stage['context']>[0] = {}): Promise<Visit> {
    await stage.owner.client.ask('POST', '/api/v1/auth/sign-in', {
      email: stage.owner.email,
      password: stage.owner.password,
    });
    const visit = await stage.context({ as: 'owner', reducedMotion: true, ...wish });
    await visit.page.goto(`/studio${path}`);
    return visit;
  }

  test('a film goes from an empty form to the viewers', async () => {
    const visit = await open('/titles/new');
    const { page } = visit;
    await heading(page, 'New title');
    await press(page, 'Create and edit');
    await page.getByText('It needs a name.').waitFor();
    await page.getByLabel('Name in the original language').fill('Slack Water');
    await press(page, 'Create and edit');
    await heading(page, 'Slack Water');

    const texts = section(page, 'Texts');
    await texts.getByRole('button', { name: 'Add a language' }).first().click();
    await page.getByRole('menuitem', { name: 'German' }).click();
    await text(page, 'Synopsis', 'English').fill('Between the tides.');
    await text(page, 'Name', 'German').fill('Stauwasser');
    await page.getByText('Missing. Viewers read the English: “Between the tides.”').waitFor();

    await page.getByRole('combobox', { name: 'Genres' }).fill('Sea stories');
    await page.getByRole('option', { name: 'Add “Sea stories”' }).click();
    await press(page, 'Add a rating');

    const picture = { width: 800, height: 500, channels: 3, background: '#23485c' } as const;
    await page.getByLabel('File for: Poster').setInputFiles({
      name: 'poster.png',
      mimeType: 'image/png',
      buffer: await sharp({ create: picture }).png().toBuffer(),
    });
    const frame = page.getByRole('dialog');
    const focus = frame.getByRole('slider', { name: 'Focus' });
    await focus.focus();
    for (let steps = 0; steps < 5; steps++) await page.keyboard.press('ArrowRight');
    await axe(page);
    await press(frame, 'Use it');
    await page.getByRole('img', { name: 'Poster, Without words' }).waitFor();

    await page.getByRole('combobox', { name: 'Add a person' }).fill('Ida Falk');
    await page.getByRole('option', { name: 'Make “Ida Falk”' }).click();
    await page.getByLabel('Character of Ida Falk').fill('The harbour master');

    await section(page, 'Videos').getByRole('button', { name: 'Add a video' }).first().click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /sample\.mp4/ })
      .click();

    await press(page, 'Free everywhere');
    await page
      .getByRole('listitem')
      .filter({ hasText: /A window of rights ?\(done\)/ })
      .waitFor();
    await press(section(page, 'Publication'), 'Publish now');
    await saved(page);
    await page.getByRole('link', { name: 'Open in Watch' }).waitFor();

    const profileId = stage.viewer.profiles.get('Vera') ?? '';
    const asked = `profileId=${profileId}&device=web`;
    const { viewer } = stage;
    const found = await viewer.client.ask('GET', `/api/v1/search?q=slack&${asked}`);
    const [shown] = found.body.items;
    assert.ok(shown, JSON.stringify(found.body));
    const german = await viewer.client.ask('GET', `/api/v1/browse/${shown.id}?${asked}&language=de`);
    const { name, synopsis, genres, artwork, credits, availability, minimumAge } = german.body;
    assert.deepEqual([name, synopsis], ['Stauwasser', 'Between the tides.']);
    assert.deepEqual([genres[0].slug, minimumAge, availability.playable], ['sea-stories', 12, true]);
    assert.equal(artwork.poster.width / artwork.poster.height, 333 / 500);
    assert.deepEqual([credits[0].name, credits[0].character], ['Ida Falk', 'The harbour master']);
    visit.expectNoTrouble();
  });

  test('of two editors the slower one sees both values, and nobody loses what the other did not touch', async () => {
    const id = await film('Two Hands', { tags: ['first'] });
    const visit = await open(`/titles/${id}`);
    const { page } = visit;
    await text(page, 'Name', 'English').fill('Two Hands, Mine');
    await page.getByLabel('Slug').fill('two-hands-mine');
    await edit(id, { texts: { en: { name: 'Two Hands, Theirs' } }, tags: ['second'] });
    await press(page, 'Save');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Somebody else was faster').waitFor();
    await dialog.getByText('English · Two Hands, Theirs').waitFor();
    await dialog.getByText('English · Two Hands, Mine').waitFor();
    await axe(page);
    assert.equal(await dialog.getByRole('button', { name: 'Save this choice' }).isDisabled(), true);
    await dialog.getByLabel('Yours, not yet saved').check();
    await press(dialog, 'Save this choice');
    await saved(page);
    const { body } = await staff('GET', `/titles/${id}`);
    assert.deepEqual(
      [body.texts.en.name, body.slug, body.tags],
      ['Two Hands, Mine', 'two-hands-mine', ['second']],
    );

    // Where only different fields were changed, nobody is asked.
    await text(page, 'Tagline', 'English').fill('Both at once.');
    await edit(id, { tags: ['third'] });
    await press(page, 'Save');
    await page.getByText('Saved, together with what somebody else changed meanwhile').waitFor();
    const after = await staff('GET', `/titles/${id}`);
    assert.deepEqual([after.body.texts.en.tagline, after.body.tags], ['Both at once.', ['third']]);
    visit.expectNoTrouble(/412 PATCH/);
  });

  test('unsaved changes outlive the page, and a change that was saved is taken back in the history', async () => {
    const id = await film('Kept');
    const visit = await open(`/titles/${id}`);
    const { page } = visit;
    await text(page, 'Tagline', 'English').fill('Not lost.');
    await page.getByText(/1 field is not saved, but kept in this browser: Texts/).waitFor();
    await page.reload();
    await page.getByText('Your unsaved changes of last time are here again').waitFor();
    assert.equal(await text(page, 'Tagline', 'English').inputValue(), 'Not lost.');
    await page.keyboard.press('Control+s');
    await saved(page);
    const history = section(page, 'History');
    await history.getByRole('button', { expanded: false }).first().click();
    await history.getByText('English · Tagline · Not lost.').waitFor();
    await press(history, /^Undo ?: Texts$/);
    await history.getByText('Undone: Texts').waitFor();
    assert.equal((await staff('GET', `/titles/${id}`)).body.texts.en.tagline, null);
    assert.equal(await text(page, 'Tagline', 'English').inputValue(), '');
    visit.expectNoTrouble();
  });

  test('a series gets a season and its episodes at once', async () => {
    const id = await film('The Locks', { kind: 'series' });
    const visit = await open(`/titles/${id}`);
    const { page } = visit;
    const parts = section(page, 'Seasons and episodes');
    await press(parts, 'Add a season');
    await parts.getByRole('link', { name: 'Season 1' }).waitFor();
    await parts.getByRole('button', { name: /^Add episodes ?: Season 1$/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Names').fill('Opening\nE03 Closing\nDraining');
    await press(dialog, 'Add 3 episodes');
    await parts.getByRole('link', { name: 'Draining' }).waitFor();
    const seasons = await staff('GET', `/titles?parentId=${id}`);
    const { body } = await staff('GET', `/titles?parentId=${seasons.body.items[0].id}`);
    const made = body.items.map((one: { number: number; texts: { en: { name: string } } }) => [
      one.number,
      one.texts.en.name,
    ]);
    assert.deepEqual(made, [
      [1, 'Opening'],
      [3, 'Closing'],
      [4, 'Draining'],
    ]);
    await axe(page);
    await press(page, 'Undo');
    await parts.getByRole('link', { name: 'Opening' }).waitFor({ state: 'detached' });
    visit.expectNoTrouble();
  });

  test('markers are set while the film plays, and moved with keys', async () => {
    const id = stage.titles.get('The Lamp') ?? '';
    const visit = await open(`/titles/${id}`);
    const { page } = visit;
    const markers = section(page, 'Markers');
    await press(markers, 'Watch and mark');
    await page.waitForFunction(hasPicture);
    for (let steps = 0; steps < 3; steps++) await press(markers, 'A second on');
    await markers.getByRole('button', { name: /^Intro at 0:03/ }).click();
    const end = markers.getByRole('slider', { name: 'Intro ends' });
    await end.focus();
    for (let steps = 0; steps < 2; steps++) await page.keyboard.press('ArrowLeft');
    await press(page, 'Save');
    await saved(page);
    const [intro] = (await staff('GET', `/titles/${id}`)).body.markers;
    assert.deepEqual([intro.kind, intro.startMs], ['intro', 3_000]);
    assert.ok(intro.endMs > 9_000 && intro.endMs < 10_500, String(intro.endMs));
    visit.expectNoTrouble();
  });

  test('windows are drawn, moved with keys and judged as somebody else sees them', async () => {
    const id = await film('Windows', { publication: { released: true } });
    const visit = await open(`/titles/${id}`);
    const { page } = visit;
    const rights = section(page, 'Rights');
    await rights.scrollIntoViewIfNeeded();
    const track = rights.getByText('Draw a new one').locator('xpath=../following-sibling::div');
    const box = (await track.boundingBox()) ?? assert.fail('no track');
    await page.mouse.move(box.x + box.width * 0.6, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + 20, { steps: 4 });
    await page.mouse.up();
    const dialog = page.getByRole('dialog');
    await choose(page, dialog, 'Terms', 'Free');
    await dialog.getByRole('combobox', { name: 'Territories' }).fill('Austr');
    await page.getByRole('option', { name: 'Austria' }).click();
    await press(dialog, 'Done');
    const bar = rights.getByRole('button', { name: /^Free, Austria/ });
    const before = (await bar.getAttribute('aria-label')) ?? '';
    await bar.focus();
    await page.keyboard.press('Shift+ArrowRight');
    assert.notEqual(await bar.getAttribute('aria-label'), before);
    await press(page, 'Save');
    await saved(page);
    const [window] = (await staff('GET', `/titles/${id}`)).body.windows;
    assert.deepEqual([window.offer.kind, window.territories], ['free', ['AT']]);
    assert.ok(Date.parse(window.opensAt) < Date.parse(window.closesAt));

    const preview = section(page, 'Preview as');
    await choose(page, preview, 'In', 'Austria');
    await preview.getByText('The window there has yet to open.').waitFor();
    await choose(page, preview, 'In', 'Germany');
    await preview.getByText('No window covers this territory.').waitFor();
    await choose(page, preview, 'In', 'Austria');
    const middle = (Date.parse(window.opensAt) + Date.parse(window.closesAt)) / 2;
    await preview.getByLabel('When').fill(new Date(middle).toISOString().slice(0, 16));
    await preview.getByText('It has no main video that plays.').waitFor();
    await press(preview, 'Make a link');
    const address = (await preview.locator('code').textContent()) ?? '';
    const token = address.split('/').at(-1) ?? '';
    const opened = await fetch(`${stage.server.url}/api/v1/catalog/previews/${token}`);
    assert.equal(((await opened.json()) as { name: string }).name, 'Windows');
    visit.expectNoTrouble();
  });

  test('many titles are found, changed at once, and changed back', async () => {
    for (const name of ['Bulk One', 'Bulk Two', 'Bulk Three']) await film(name);
    const visit = await open('/titles');
    const { page } = visit;
    await page.getByLabel('Find').fill('bulk');
    await page.getByText('3 titles', { exact: true }).waitFor();
    await choose(page, page, 'Missing', 'No genre');
    await page.waitForURL(/missing=genre/);
    await page.getByRole('checkbox', { name: 'Choose all that are loaded' }).check();
    await page.getByText('3 titles chosen').waitFor();
    await press(page, 'Genres and tags');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Genres' }).fill('Drama');
    await page.getByRole('option', { name: 'Drama', exact: true }).click();
    await press(dialog, 'Change 3 titles');
    await page.getByText('3 titles changed').waitFor();
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
    const genres = async () =>
      (await staff('GET', '/titles?q=bulk')).body.items.flatMap((one: { genres: string[] }) => one.genres);
    assert.deepEqual(await genres(), ['drama', 'drama', 'drama']);
    await press(page, 'Undo');
    await page.getByText('3 titles are as before').waitFor();
    assert.deepEqual(await genres(), []);
    visit.expectNoTrouble();
  });

  test('relations are seen as a list and as a picture that arrow keys go through', async () => {
    const first = stage.titles.get('The Lamp') ?? '';
    const second = stage.titles.get('Harbour at Dawn') ?? '';
    await edit(first, { relations: [{ kind: 'sequel', titleId: second }] });
    const visit = await open(`/titles/${first}`);
    const { page } = visit;
    const relations = section(page, 'Relations');
    await relations.getByRole('link', { name: /Harbour at Dawn/ }).waitFor();
    await relations.getByRole('tab', { name: 'Graph' }).click();
    const center = relations.getByRole('link', { name: /The Lamp/ });
    await center.focus();
    await page.keyboard.press('ArrowUp');
    assert.match(await page.evaluate<string>('document.activeElement.textContent'), /Harbour at Dawn/);
    visit.expectNoTrouble();
  });

  for (const [theme, width] of [
    ['light', 1280],
    ['dark', 360],
  ] as const)
    test(`every page is accessible in ${theme}, and fits ${width} pixels`, async () => {
      const id = stage.titles.get('The Lamp') ?? '';
      const visit = await open('/titles', { width, height: 800 });
      const { page } = visit;
      await page.evaluate(`localStorage.setItem('vitascope.studio.theme', '${theme}')`);
      for (const [path, name] of [
        ['/titles', 'Titles'],
        ['/titles/new', 'New title'],
        [`/titles/${id}`, 'The Lamp'],
      ] as const) {
        await page.goto(`/studio${path}`);
        await heading(page, name);
        await page.waitForLoadState('networkidle');
        assert.equal(await page.evaluate('document.documentElement.dataset.theme'), theme);
        const excess = await page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        assert.ok(excess <= 0, `${path} is ${excess} px too wide`);
        await axe(page);
      }
      visit.expectNoTrouble();
    });
});

/** Runs in the page, whose policy forbids to evaluate text. */
function hasPicture(): boolean {
  const { document } = globalThis as unknown as {
    readonly document: { querySelector(of: string): { readonly readyState: number } | null };
  };
  return (document.querySelector('video')?.readyState ?? 0) >= 2;
}
