import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Availability,
  decideAvailability,
  publicationState,
  type Refusal,
  type TitleFacts,
  unknownViewer,
  type ViewerFacts,
  type Window,
} from './availability.ts';
import { inheritFacts, type LineageTitle } from './inherit.ts';
import { freeEverywhere, released } from './testing.ts';

const NOW = 1_000_000;
const SOON = NOW + 1;
const JUST_NOW = NOW - 1;

const title: TitleFacts = {
  ...released,
  lineage: ['episode', 'season', 'series'],
  windows: [freeEverywhere],
  minimumAges: {},
  hasMedia: true,
};
const window = (changes: Partial<Window>): Window => ({ ...freeEverywhere, ...changes });
const offer = (kind: Window['offer']['kind'], ...plans: string[]) => ({ offer: { kind, plans } });

interface Row {
  readonly title?: Partial<TitleFacts>;
  readonly viewer?: Partial<ViewerFacts>;
  readonly expect: 'plays' | { readonly shown: Refusal } | { readonly hidden: Refusal };
}

const table: Readonly<Record<string, Row>> = {
  'what is released and free plays for anybody': { expect: 'plays' },
  'a draft is hidden': { title: { isReleased: false }, expect: { hidden: 'draft' } },
  'a draft is hidden though its time has come': {
    title: { isReleased: false, publishAt: JUST_NOW },
    expect: { hidden: 'draft' },
  },
  'it is hidden before its publication': { title: { publishAt: SOON }, expect: { hidden: 'scheduled' } },
  'it is published at its very moment': { title: { publishAt: NOW }, expect: 'plays' },
  'it is hidden before the end of its embargo': {
    title: { embargoUntil: SOON },
    expect: { hidden: 'embargoed' },
  },
  'an embargo is stronger than a publication that has come': {
    title: { embargoUntil: SOON, publishAt: JUST_NOW },
    expect: { hidden: 'embargoed' },
  },
  'an embargo ends at its very moment': { title: { embargoUntil: NOW }, expect: 'plays' },
  'it is hidden from the moment at which it expires': {
    title: { expireAt: NOW },
    expect: { hidden: 'expired' },
  },
  'it plays until it expires': { title: { expireAt: SOON }, expect: 'plays' },
  'what has expired is expired, though its embargo never ended': {
    title: { expireAt: JUST_NOW, embargoUntil: SOON },
    expect: { hidden: 'expired' },
  },

  'without windows nobody has a right': { title: { windows: [] }, expect: { hidden: 'no-rights' } },
  'a window of other territories hides': {
    title: { windows: [window({ territories: ['FR'] })] },
    viewer: { territory: 'DE' },
    expect: { hidden: 'territory' },
  },
  'a window of the territory plays': {
    title: { windows: [window({ territories: ['FR', 'DE'] })] },
    viewer: { territory: 'DE' },
    expect: 'plays',
  },
  'an excepted territory is hidden': {
    title: { windows: [window({ exceptTerritories: ['DE'] })] },
    viewer: { territory: 'DE' },
    expect: { hidden: 'territory' },
  },
  'everywhere but one plays elsewhere': {
    title: { windows: [window({ exceptTerritories: ['DE'] })] },
    viewer: { territory: 'FR' },
    expect: 'plays',
  },
  'an unknown territory opens no window that names some': {
    title: { windows: [window({ territories: ['DE'] })] },
    expect: { hidden: 'territory' },
  },
  'an unknown territory opens no window that excepts some': {
    title: { windows: [window({ exceptTerritories: ['DE'] })] },
    expect: { hidden: 'territory' },
  },

  'a window to come shows': {
    title: { windows: [window({ opensAt: SOON })] },
    expect: { shown: 'window-not-open' },
  },
  'a window opens at its very moment': { title: { windows: [window({ opensAt: NOW })] }, expect: 'plays' },
  'a window closes at its very moment': {
    title: { windows: [window({ closesAt: NOW })] },
    expect: { hidden: 'window-closed' },
  },
  'one window past and one to come shows': {
    title: { windows: [window({ closesAt: JUST_NOW }), window({ opensAt: SOON })] },
    expect: { shown: 'window-not-open' },
  },
  'one open window is enough': {
    title: { windows: [window({ closesAt: JUST_NOW }), window({ closesAt: SOON })] },
    expect: 'plays',
  },
  'a window that is open elsewhere does not help here': {
    title: { windows: [window({ territories: ['FR'] }), window({ territories: ['DE'], opensAt: SOON })] },
    viewer: { territory: 'DE' },
    expect: { shown: 'window-not-open' },
  },

  'a window of other devices shows': {
    title: { windows: [window({ devices: ['tv'] })] },
    viewer: { device: 'phone' },
    expect: { shown: 'device' },
  },
  'a window of the device plays': {
    title: { windows: [window({ devices: ['tv', 'phone'] })] },
    viewer: { device: 'phone' },
    expect: 'plays',
  },
  'an unknown device opens no window that names some': {
    title: { windows: [window({ devices: ['tv'] })] },
    expect: { shown: 'device' },
  },

  'a subscription without the plan shows': {
    title: { windows: [window(offer('subscription', 'basic'))] },
    expect: { shown: 'entitlement' },
  },
  'a subscription with another plan shows': {
    title: { windows: [window(offer('subscription', 'basic'))] },
    viewer: { plans: ['sports'] },
    expect: { shown: 'entitlement' },
  },
  'a subscription with one of the plans plays': {
    title: { windows: [window(offer('subscription', 'basic', 'premium'))] },
    viewer: { plans: ['sports', 'premium'] },
    expect: 'plays',
  },
  'a subscription that names no plan plays with any': {
    title: { windows: [window(offer('subscription'))] },
    viewer: { plans: ['sports'] },
    expect: 'plays',
  },
  'a subscription that names no plan does not play with none': {
    title: { windows: [window(offer('subscription'))] },
    expect: { shown: 'entitlement' },
  },
  'a purchase that was not made shows': {
    title: { windows: [window(offer('purchase'))] },
    viewer: { rentals: ['episode'], purchases: ['another'] },
    expect: { shown: 'entitlement' },
  },
  'what was bought plays': {
    title: { windows: [window(offer('purchase'))] },
    viewer: { purchases: ['episode'] },
    expect: 'plays',
  },
  'who bought the series has the episode': {
    title: { windows: [window(offer('purchase'))] },
    viewer: { purchases: ['series'] },
    expect: 'plays',
  },
  'what was rented plays': {
    title: { windows: [window(offer('rental'))] },
    viewer: { rentals: ['season'] },
    expect: 'plays',
  },
  'what was bought plays after the end of its sale': {
    title: { windows: [window({ ...offer('purchase'), closesAt: JUST_NOW })] },
    viewer: { purchases: ['episode'] },
    expect: 'plays',
  },
  'what others may buy no longer is hidden': {
    title: { windows: [window({ ...offer('purchase'), closesAt: JUST_NOW })] },
    expect: { hidden: 'window-closed' },
  },
  'what was rented plays after the end of its hire': {
    title: { windows: [window({ ...offer('rental'), closesAt: JUST_NOW })] },
    viewer: { rentals: ['episode'] },
    expect: 'plays',
  },
  'a purchase does not outlive the publication': {
    title: { windows: [window(offer('purchase'))], expireAt: NOW },
    viewer: { purchases: ['episode'] },
    expect: { hidden: 'expired' },
  },
  'a purchase does not play in other territories': {
    title: { windows: [window({ ...offer('purchase'), territories: ['FR'] })] },
    viewer: { purchases: ['episode'], territory: 'DE' },
    expect: { hidden: 'territory' },
  },
  'a purchase does not play before its window opens': {
    title: { windows: [window({ ...offer('purchase'), opensAt: SOON })] },
    viewer: { purchases: ['episode'] },
    expect: { shown: 'window-not-open' },
  },
  'a purchase does not open the window of a subscription': {
    title: { windows: [window({ ...offer('subscription'), closesAt: JUST_NOW })] },
    viewer: { purchases: ['episode'], plans: ['basic'] },
    expect: { hidden: 'window-closed' },
  },

  'what was given plays whatever the offer': {
    title: { windows: [window(offer('rental'))] },
    viewer: { gifts: ['season'] },
    expect: 'plays',
  },
  'a gift of something else does not': {
    title: { windows: [window(offer('subscription', 'premium'))] },
    viewer: { gifts: ['another'] },
    expect: { shown: 'entitlement' },
  },
  'a gift ends with the window': {
    title: { windows: [window({ ...offer('purchase'), closesAt: NOW })] },
    viewer: { gifts: ['episode'] },
    expect: { hidden: 'window-closed' },
  },
  'who has everything plays every offer': {
    title: { windows: [window(offer('purchase'))] },
    viewer: { hasEverything: true },
    expect: 'plays',
  },
  'who has everything still has a place, a time and an age': {
    title: { windows: [window({ territories: ['FR'] })] },
    viewer: { hasEverything: true, territory: 'DE' },
    expect: { hidden: 'territory' },
  },

  'a rating above the limit hides': {
    title: { minimumAges: { DE: 16 } },
    viewer: { maturityLimit: 12, territory: 'DE' },
    expect: { hidden: 'maturity' },
  },
  'a rating at the limit plays': {
    title: { minimumAges: { DE: 12 } },
    viewer: { maturityLimit: 12, territory: 'DE' },
    expect: 'plays',
  },
  'the rating of the territory counts before the one for all': {
    title: { minimumAges: { '*': 18, DE: 12 } },
    viewer: { maturityLimit: 12, territory: 'DE' },
    expect: 'plays',
  },
  'the rating for all counts elsewhere': {
    title: { minimumAges: { '*': 18, DE: 12 } },
    viewer: { maturityLimit: 12, territory: 'FR' },
    expect: { hidden: 'maturity' },
  },
  'where no rating holds, the strictest does': {
    title: { minimumAges: { DE: 12, US: 17 } },
    viewer: { maturityLimit: 16, territory: 'FR' },
    expect: { hidden: 'maturity' },
  },
  'what nobody rated is beyond every limit': {
    viewer: { maturityLimit: 21 },
    expect: { hidden: 'maturity' },
  },
  'without a limit ratings do not matter': { title: { minimumAges: { '*': 18 } }, expect: 'plays' },

  'without an asset it is shown': { title: { hasMedia: false }, expect: { shown: 'no-media' } },

  'a preview shows a draft': {
    title: { isReleased: false },
    viewer: { previews: ['episode'] },
    expect: 'plays',
  },
  'a preview of the series shows the episode': {
    title: { isReleased: false },
    viewer: { previews: ['series'] },
    expect: 'plays',
  },
  'a preview of something else shows nothing': {
    title: { isReleased: false },
    viewer: { previews: ['another'] },
    expect: { hidden: 'draft' },
  },
  'a preview overcomes embargo, expiry, territory, device and price': {
    title: {
      embargoUntil: SOON,
      expireAt: JUST_NOW,
      windows: [window({ territories: ['FR'], devices: ['tv'], ...offer('purchase') })],
    },
    viewer: { previews: ['episode'] },
    expect: 'plays',
  },
  'a preview needs no window': { title: { windows: [] }, viewer: { previews: ['episode'] }, expect: 'plays' },
  'a preview does not overcome the limit of a profile': {
    title: { minimumAges: { '*': 18 } },
    viewer: { previews: ['episode'], maturityLimit: 6 },
    expect: { hidden: 'maturity' },
  },
  'a preview cannot play what has no asset': {
    title: { isReleased: false, hasMedia: false },
    viewer: { previews: ['episode'] },
    expect: { shown: 'no-media' },
  },
};

const decide = (row: Pick<Row, 'title' | 'viewer'>): Availability =>
  decideAvailability({ ...title, ...row.title }, { ...unknownViewer, ...row.viewer }, NOW);

describe('what a viewer may see and play', () => {
  for (const [name, row] of Object.entries(table)) {
    test(name, () => {
      const { visible, playable, reason } = decide(row);
      const { expect } = row;
      if (expect === 'plays')
        assert.deepEqual({ visible, playable, reason }, { visible: true, playable: true, reason: null });
      else if ('shown' in expect)
        assert.deepEqual(
          { visible, playable, reason },
          { visible: true, playable: false, reason: expect.shown },
        );
      else
        assert.deepEqual(
          { visible, playable, reason },
          { visible: false, playable: false, reason: expect.hidden },
        );
    });
  }

  test('tells what can be had, each offer once', () => {
    const rental = window({ ...offer('rental'), closesAt: SOON });
    const { offers } = decide({
      title: {
        windows: [
          rental,
          rental,
          window({ ...offer('subscription', 'basic'), opensAt: JUST_NOW }),
          window({ ...offer('purchase'), opensAt: SOON }),
          window({ ...offer('free'), closesAt: JUST_NOW }),
        ],
      },
    });
    assert.deepEqual(offers, [
      { kind: 'rental', plans: [] },
      { kind: 'subscription', plans: ['basic'] },
    ]);
  });

  test('tells when it opens: the earliest of what is to come here', () => {
    const windows = [
      window({ opensAt: NOW + 9 }),
      window({ opensAt: NOW + 5 }),
      window({ opensAt: NOW + 1, territories: ['FR'] }),
    ];
    assert.equal(decide({ title: { windows } }).opensAt, NOW + 5);
  });

  test('tells when the right ends: the latest of what the viewer may use', () => {
    const windows = [
      window({ closesAt: NOW + 5 }),
      window({ closesAt: NOW + 3 }),
      window({ ...offer('purchase'), closesAt: NOW + 9 }),
    ];
    assert.equal(decide({ title: { windows } }).closesAt, NOW + 5);
    assert.equal(decide({ title: { windows }, viewer: { purchases: ['episode'] } }).closesAt, null);
    assert.equal(decide({}).closesAt, null);
  });
});

describe('the state of a publication', () => {
  for (const [state, publication] of [
    ['draft', { isReleased: false }],
    ['scheduled', { publishAt: SOON }],
    ['scheduled', { embargoUntil: SOON }],
    ['published', { publishAt: NOW, expireAt: SOON }],
    ['expired', { expireAt: NOW }],
  ] as const) {
    test(`${JSON.stringify(publication)} is ${state}`, () => {
      assert.equal(publicationState({ ...released, ...publication }, NOW), state);
    });
  }
});

describe('what a title inherits', () => {
  const relative = (id: string, content: Partial<LineageTitle['content']> = {}): LineageTitle => ({
    id,
    content: { publication: released, windows: [], ratings: [], assets: [], ...content },
  });
  const rating = (territory: string, minimumAge: number) => ({
    territory,
    minimumAge,
    system: 'X',
    label: 'x',
  });

  test('it is released only when all above it are', () => {
    const unreleased = relative('series', { publication: { ...released, isReleased: false } });
    assert.equal(inheritFacts([relative('episode'), unreleased]).isReleased, false);
    assert.equal(inheritFacts([relative('episode'), relative('series')]).isReleased, true);
  });

  test('it is published with the last and expires with the first of them', () => {
    const facts = inheritFacts([
      relative('episode', {
        publication: { isReleased: true, publishAt: 5, embargoUntil: null, expireAt: 90 },
      }),
      relative('series', { publication: { isReleased: true, publishAt: 7, embargoUntil: 3, expireAt: 80 } }),
    ]);
    assert.deepEqual([facts.publishAt, facts.embargoUntil, facts.expireAt], [7, 3, 80]);
  });

  test('windows and ratings are those of the nearest that has any', () => {
    const own = window({ territories: ['DE'] });
    const above = relative('series', { windows: [freeEverywhere], ratings: [rating('*', 12)] });
    const without = inheritFacts([relative('episode'), relative('season'), above]);
    assert.deepEqual(without.windows, [freeEverywhere]);
    assert.deepEqual(without.minimumAges, { '*': 12 });
    const withOwn = inheritFacts([
      relative('episode', { windows: [own], ratings: [rating('DE', 6)] }),
      above,
    ]);
    assert.deepEqual(withOwn.windows, [own]);
    assert.deepEqual(withOwn.minimumAges, { DE: 6 });
  });

  test('assets are not inherited', () => {
    const assets = [{ assetId: 'as', purpose: 'main' as const, names: {} }];
    assert.equal(inheritFacts([relative('episode'), relative('series', { assets })]).hasMedia, false);
    assert.equal(inheritFacts([relative('episode', { assets })]).hasMedia, true);
    assert.equal(
      inheritFacts([relative('film', { assets: [{ ...assets[0], purpose: 'trailer' } as never] })]).hasMedia,
      false,
    );
  });
});
