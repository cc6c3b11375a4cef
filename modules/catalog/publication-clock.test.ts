// What schedules do is told once, whoever looks how often, whatever is edited meanwhile.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openTestDatabase } from '@vitascope/platform/database/testing';
import { type CatalogDeps, catalogMigrations, createCatalog } from './catalog.ts';
import { actor, filmContent, HOUR_MS, NOON, released } from './testing.ts';
import type { TitleContent } from './title.ts';

type Told = readonly [id: string, what: string];

async function open(context: TestContext) {
  const database = await openTestDatabase({ migrations: [catalogMigrations] });
  context.after(() => database.close());
  const clock = { time: NOON, now: () => clock.time };
  const told: Told[] = [];
  const events = {
    async publish(_transaction: unknown, _event: unknown, data: { id: string; what: string }) {
      if (/published/.test(data.what)) told.push([data.id, data.what]);
    },
  } as NonNullable<CatalogDeps['events']>;
  /** Another process as far as anything can tell. */
  const start = () => createCatalog({ database, clock, events, knownAssets: async () => new Set() });
  const catalog = start();
  const scheduled = async (publication: Partial<TitleContent['publication']>) => {
    const content = filmContent(`A film ${Math.random()}`, { publication: { ...released, ...publication } });
    return (await catalog.titles.create(content, { actor })).id;
  };
  return { catalog, clock, told, start, scheduled };
}

test('a schedule that comes is told once, by one of several processes, also after a restart', async (context) => {
  const { catalog, clock, told, start, scheduled } = await open(context);
  await catalog.publicationClock.tell();
  const id = await scheduled({ publishAt: NOON + HOUR_MS, expireAt: NOON + 3 * HOUR_MS });
  assert.equal(await catalog.publicationClock.tell(), 0);
  clock.time += HOUR_MS;
  const processes = [start(), start(), start(), catalog];
  const counts = await Promise.all(processes.map(({ publicationClock }) => publicationClock.tell()));
  assert.equal(
    counts.reduce((sum, count) => sum + count),
    1,
  );
  assert.deepEqual(told, [[id, 'published']]);
  clock.time += 2 * HOUR_MS;
  assert.equal(await start().publicationClock.tell(), 1);
  assert.equal(await start().publicationClock.tell(), 0);
  assert.deepEqual(told, [
    [id, 'published'],
    [id, 'unpublished'],
  ]);
});

test('an embargo outlasts the time of publication, and what is a draft has none', async (context) => {
  const { catalog, clock, told, scheduled } = await open(context);
  await catalog.publicationClock.tell();
  const id = await scheduled({ publishAt: NOON + HOUR_MS, embargoUntil: NOON + 2 * HOUR_MS });
  await scheduled({ isReleased: false, publishAt: NOON + HOUR_MS });
  clock.time += HOUR_MS;
  assert.equal(await catalog.publicationClock.tell(), 0);
  clock.time += HOUR_MS;
  assert.equal(await catalog.publicationClock.tell(), 1);
  assert.deepEqual(told, [[id, 'published']]);
});

test('an edit between the hour and its telling leaves nothing out and tells nothing twice', async (context) => {
  const { catalog, clock, told, scheduled } = await open(context);
  await catalog.publicationClock.tell();
  const [postponed, renamed, withdrawn] = [
    await scheduled({ publishAt: NOON + HOUR_MS }),
    await scheduled({ publishAt: NOON + HOUR_MS }),
    await scheduled({ expireAt: NOON + HOUR_MS }),
  ];
  told.length = 0;
  clock.time += HOUR_MS;
  const edit = (id: string, change: (content: TitleContent) => TitleContent) =>
    catalog.titles.edit(id, change, { actor });
  await edit(postponed, (content) => ({
    ...content,
    publication: { ...content.publication, publishAt: NOON + 2 * HOUR_MS },
  }));
  await edit(renamed, (content) => ({ ...content, countries: ['FR'] }));
  await edit(withdrawn, (content) => ({
    ...content,
    publication: { ...content.publication, isReleased: false },
  }));
  assert.deepEqual(told, [[withdrawn, 'unpublished']]);
  await catalog.publicationClock.tell();
  assert.deepEqual(told.slice(1), [[renamed, 'published']]);
  clock.time += HOUR_MS;
  await catalog.publicationClock.tell();
  assert.deepEqual(told.slice(2), [[postponed, 'published']]);
});

test('what was before it was first asked is not told, and as much as comes at once is', async (context) => {
  const { catalog, clock, told, scheduled } = await open(context);
  await scheduled({ publishAt: NOON + HOUR_MS });
  clock.time += 2 * HOUR_MS;
  assert.equal(await catalog.publicationClock.tell(), 0);
  for (let minute = 1; minute <= 30; minute++)
    await scheduled({ publishAt: clock.time + minute * 60_000, embargoUntil: clock.time + minute * 60_000 });
  clock.time += HOUR_MS;
  assert.equal(await catalog.publicationClock.tell(), 30);
  assert.equal(told.length, 30);
});
