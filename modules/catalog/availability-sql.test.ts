import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  decideAvailability,
  deviceKinds,
  offerKinds,
  publicationState,
  type ViewerFacts,
  type Window,
} from './availability.ts';
import { createBrowseStore } from './browse-store.ts';
import { actor, filmContent, HOUR_MS, mainAsset, NOON, openCatalog } from './testing.ts';
import type { TitleContent } from './title.ts';

/** Numerical Recipes' linear congruential generator: the same titles and viewers in every run. */
function randomFrom(seed: number) {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T;
  const some = <T>(values: readonly T[], most: number): T[] => [
    ...new Set(Array.from({ length: below(most + 1) }, () => pick(values))),
  ];
  return { below, pick, some };
}
type Random = ReturnType<typeof randomFrom>;

const territories = ['DE', 'FR', 'US'];
/** Times meet `now` exactly often enough to try every boundary. */
const times = [null, null, NOON - HOUR_MS, NOON, NOON + HOUR_MS];

function randomWindow(random: Random): Window {
  const kind = random.pick(offerKinds);
  const [early, late] = [random.pick(times), random.pick(times)];
  const isOrdered = early === null || late === null || early < late;
  const only = random.some(territories, 2);
  return {
    opensAt: early,
    closesAt: isOrdered ? late : null,
    territories: only,
    exceptTerritories: only.length > 0 ? [] : random.some(territories, 1),
    devices: random.below(3) === 0 ? random.some(deviceKinds, 2) : [],
    offer: { kind, plans: kind === 'subscription' ? random.some(['basic', 'premium'], 2) : [] },
  };
}

function randomContent(random: Random, place: Partial<TitleContent>): TitleContent {
  const [publishAt, expireAt] = [random.pick(times), random.pick(times)];
  return filmContent('Anything', {
    publication: {
      isReleased: random.below(8) > 0,
      publishAt,
      expireAt: publishAt !== null && expireAt !== null && expireAt <= publishAt ? null : expireAt,
      embargoUntil: random.below(4) === 0 ? random.pick(times) : null,
    },
    windows: Array.from({ length: random.below(4) }, () => randomWindow(random)),
    ratings: random.some(['*', ...territories], 2).map((territory) => ({
      territory,
      system: 'X',
      label: 'x',
      minimumAge: random.pick([0, 6, 12, 18]),
    })),
    assets: random.below(4) > 0 && place.kind !== 'series' && place.kind !== 'season' ? mainAsset : [],
    ...place,
  });
}

function randomViewer(random: Random, ids: readonly string[]): ViewerFacts {
  return {
    territory: random.pick([null, ...territories]),
    device: random.pick([null, ...deviceKinds]),
    maturityLimit: random.pick([null, null, 0, 12, 18]),
    plans: random.some(['basic', 'premium', 'sports'], 2),
    purchases: random.some(ids, 12),
    rentals: random.some(ids, 12),
    gifts: random.below(2) === 0 ? random.some(ids, 12) : [],
    hasEverything: random.below(12) === 0,
    previews: random.below(3) === 0 ? random.some(ids, 3) : [],
  };
}

describe('availability in SQL', () => {
  test('answers as the function does, for many titles and viewers', async (context) => {
    const random = randomFrom(20_011);
    const { catalog, database, clock } = await openCatalog(context);
    const store = createBrowseStore(database);
    const ids: string[] = [];
    const add = async (place: Partial<TitleContent>): Promise<string> => {
      const { id } = await catalog.titles.create(randomContent(random, place), { actor });
      ids.push(id);
      return id;
    };
    for (let count = 0; count < 120; count++) await add({ kind: 'film' });
    for (let count = 0; count < 12; count++) {
      const series = await add({ kind: 'series' });
      for (const number of [1, 2]) {
        const season = await add({ kind: 'season', parentId: series, number });
        for (const episode of [1, 2, 3]) await add({ kind: 'episode', parentId: season, number: episode });
      }
    }
    const titles = await Promise.all(ids.map((id) => store.find(id)));
    const seen = { hidden: 0, shown: 0, playable: 0 };
    for (let count = 0; count < 120; count++) {
      const viewer = randomViewer(random, ids);
      const now = random.pick([clock.time, clock.time - 1, clock.time + HOUR_MS, clock.time + 2 * HOUR_MS]);
      const judged = await store.judge(ids, { viewer, now });
      assert.deepEqual(await store.judge(ids, { viewer, now, isPrepared: true }), judged);
      for (const title of titles) {
        assert.ok(title !== null);
        const { visible, playable, reason } = decideAvailability(title.facts, viewer, now);
        const answer = judged.get(title.id);
        assert.deepEqual(
          answer,
          { visible, playable },
          `${reason}: ${JSON.stringify({ facts: title.facts, viewer, now })}`,
        );
        seen[playable ? 'playable' : visible ? 'shown' : 'hidden'] += 1;
      }
    }
    // Every kind of answer was tried often, or the comparison would say little.
    for (const count of Object.values(seen)) assert.ok(count > 500, JSON.stringify(seen));
  });

  test('lists by state as the function has it', async (context) => {
    const random = randomFrom(7);
    const { catalog, database, clock } = await openCatalog(context);
    const store = createBrowseStore(database);
    for (let count = 0; count < 60; count++)
      await catalog.titles.create(randomContent(random, { kind: 'film' }), { actor });
    const all = await catalog.listTitles({}, { after: null, limit: 200 });
    assert.equal(all.items.length, 60);
    let listed = 0;
    for (const state of ['draft', 'scheduled', 'published', 'expired'] as const) {
      const { items } = await catalog.listTitles({ state }, { after: null, limit: 200 });
      assert.ok(items.length > 0, `${state} was not tried`);
      for (const { id } of items) {
        const facts = (await store.find(id))?.facts;
        assert.ok(facts !== undefined);
        assert.equal(publicationState(facts, clock.time), state);
      }
      listed += items.length;
    }
    assert.equal(listed, 60);
  });
});
