// The decision as a table: each reason alone, each before all that come after it, and every boundary of the rules.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type TitleFacts, unknownViewer } from '@vitascope/catalog';
import { type DecisionFacts, decide, type RefusalReason, refusalReasons } from './decide.ts';
import { freeWindow } from './testing/bench.ts';

const NOW = 1_000_000;

const title: TitleFacts = {
  isReleased: true,
  publishAt: null,
  embargoUntil: null,
  expireAt: null,
  lineage: ['film'],
  windows: [freeWindow],
  minimumAges: { '*': 12 },
  hasMedia: true,
};

/** What plays for somebody in Germany on a phone. */
const fine: DecisionFacts = {
  now: NOW,
  asker: 'account',
  profile: 'open',
  session: 'new',
  subject: { purpose: 'main', title },
  viewer: { ...unknownViewer, territory: 'DE', device: 'phone', maturityLimit: 16 },
  asset: 'ready',
  screens: { taken: 2, most: 3, policy: 'refuse' },
};

/** Where a title is taken away there is nothing to change about it. */
const withTitle =
  (changes: Partial<TitleFacts>) =>
  (facts: DecisionFacts): DecisionFacts => {
    const { subject } = facts;
    if (subject === null || subject.purpose === 'asset') return facts;
    return { ...facts, subject: { ...subject, title: { ...subject.title, ...changes } } };
  };
/** Narrows every window that there is; a title keeps windows of other kinds of trouble. */
const withWindow =
  (change: Partial<typeof freeWindow>) =>
  (facts: DecisionFacts): DecisionFacts => {
    const { subject } = facts;
    if (subject === null || subject.purpose === 'asset') return facts;
    const windows = subject.title.windows.map((window) => ({ ...window, ...change }));
    return { ...facts, subject: { ...subject, title: { ...subject.title, windows } } };
  };

/** How to bring each reason about, whatever else is wrong. */
const spoil: Readonly<Record<RefusalReason, (facts: DecisionFacts) => DecisionFacts>> = {
  'not-signed-in': (facts) => ({ ...facts, asker: 'nobody' }),
  'device-revoked': (facts) => ({ ...facts, asker: 'device-revoked' }),
  'profile-not-found': (facts) => ({ ...facts, profile: 'missing' }),
  'pin-needed': (facts) => ({ ...facts, profile: 'locked' }),
  'session-ended': (facts) => ({ ...facts, session: 'ended' }),
  displaced: (facts) => ({ ...facts, session: 'displaced' }),
  'not-found': (facts) => ({ ...facts, subject: null }),
  'not-published': withTitle({ isReleased: false }),
  maturity: (facts) => ({ ...facts, viewer: { ...facts.viewer, maturityLimit: 6 } }),
  territory: withWindow({ territories: ['FR'] }),
  window: withWindow({ closesAt: NOW }),
  device: withWindow({ devices: ['tv'] }),
  'no-media': withTitle({ hasMedia: false }),
  entitlement: withWindow({ offer: { kind: 'purchase', plans: [] } }),
  'media-missing': (facts) => ({ ...facts, asset: 'missing' }),
  'not-ready': (facts) => ({ ...facts, asset: 'examining' }),
  'media-failed': (facts) => ({ ...facts, asset: 'failed' }),
  'too-many-screens': (facts) => ({ ...facts, screens: { ...facts.screens, taken: 3 } }),
};

const reasonOf = (facts: DecisionFacts): RefusalReason | 'plays' => {
  const decision = decide(facts);
  return decision.isAllowed ? 'plays' : decision.reason;
};

/** Values of one fact: of two of them the one that is set last counts. */
const alternatives: readonly (readonly RefusalReason[])[] = [
  ['not-signed-in', 'device-revoked'],
  ['profile-not-found', 'pin-needed'],
  ['session-ended', 'displaced'],
  ['media-missing', 'not-ready', 'media-failed'],
];

describe('the decision to play', () => {
  test('lets play when nothing stands against it', () => assert.equal(reasonOf(fine), 'plays'));

  for (const reason of refusalReasons)
    test(`refuses with ${reason}`, () => assert.equal(reasonOf(spoil[reason](fine)), reason));

  test('tells the first reason of any two, in the order of the list', () => {
    let tried = 0;
    refusalReasons.forEach((first, index) => {
      for (const second of refusalReasons.slice(index + 1)) {
        if (alternatives.some((values) => values.includes(first) && values.includes(second))) continue;
        // Without a title nothing else can be wrong with it.
        const both =
          first === 'not-found' ? spoil[first](spoil[second](fine)) : spoil[second](spoil[first](fine));
        assert.equal(reasonOf(both), first, `${first} and ${second}`);
        tried += 1;
      }
    });
    assert.equal(tried, (refusalReasons.length * (refusalReasons.length - 1)) / 2 - 6);
  });

  test('tells the first of all at once', () => {
    const everything = refusalReasons.toReversed().reduce((facts, reason) => spoil[reason](facts), fine);
    assert.equal(reasonOf(everything), 'not-signed-in');
  });

  const table: Readonly<Record<string, readonly [Partial<DecisionFacts>, RefusalReason | 'plays']>> = {
    'the last screen plays': [{ screens: { taken: 2, most: 3, policy: 'refuse' } }, 'plays'],
    'more screens than there are do not': [
      { screens: { taken: 9, most: 3, policy: 'refuse' } },
      'too-many-screens',
    ],
    'where the oldest gives way, the newest plays': [
      { screens: { taken: 3, most: 3, policy: 'displace' } },
      'plays',
    ],
    'an open session goes on': [{ session: 'open' }, 'plays'],
    'an unknown country opens no window of countries': [
      {
        viewer: { ...fine.viewer, territory: null },
        subject: { purpose: 'main', title: { ...title, windows: [{ ...freeWindow, territories: ['DE'] }] } },
      },
      'territory',
    ],
    'an unknown country plays what is for everywhere': [
      { viewer: { ...fine.viewer, territory: null } },
      'plays',
    ],
    'what nobody rated is not for a profile with a limit': [
      { subject: { purpose: 'main', title: { ...title, minimumAges: {} } } },
      'maturity',
    ],
    'a window to come is a matter of time': [
      { subject: { purpose: 'main', title: { ...title, windows: [{ ...freeWindow, opensAt: NOW + 1 }] } } },
      'window',
    ],
    'a title without any right is not published': [
      { subject: { purpose: 'main', title: { ...title, windows: [] } } },
      'not-published',
    ],
    'an embargo is not published': [
      { subject: { purpose: 'main', title: { ...title, embargoUntil: NOW + 1 } } },
      'not-published',
    ],
    'a preview plays what is not published': [
      {
        subject: { purpose: 'main', title: { ...title, isReleased: false } },
        viewer: { ...fine.viewer, previews: ['film'] },
      },
      'plays',
    ],
    'a trailer plays for who has no right to the title': [
      {
        subject: {
          purpose: 'trailer',
          title: {
            ...title,
            hasMedia: false,
            windows: [{ ...freeWindow, offer: { kind: 'rental', plans: [] } }],
          },
        },
      },
      'plays',
    ],
    'a trailer plays before the window of the title opens': [
      {
        subject: { purpose: 'trailer', title: { ...title, windows: [{ ...freeWindow, opensAt: NOW + 1 }] } },
      },
      'plays',
    ],
    'a trailer does not play for who may not see the title': [
      {
        subject: { purpose: 'trailer', title },
        viewer: { ...fine.viewer, maturityLimit: 6 },
      },
      'maturity',
    ],
    'an extra plays only for who has the right to the title': [
      {
        subject: {
          purpose: 'extra',
          title: { ...title, windows: [{ ...freeWindow, offer: { kind: 'rental', plans: [] } }] },
        },
      },
      'entitlement',
    ],
    'an extra plays though the title itself has nothing yet': [
      { subject: { purpose: 'extra', title: { ...title, hasMedia: false } } },
      'plays',
    ],
    'a trailer and an extra take no screen': [
      { subject: { purpose: 'trailer', title }, screens: { taken: 3, most: 3, policy: 'refuse' } },
      'plays',
    ],
    'an asset is there for who may read assets': [
      { subject: { purpose: 'asset', mayRead: true }, viewer: { ...fine.viewer, maturityLimit: null } },
      'plays',
    ],
    'an asset is not there for anybody else': [
      { subject: { purpose: 'asset', mayRead: false } },
      'not-found',
    ],
    'an asset is beyond every limit of a profile': [
      { subject: { purpose: 'asset', mayRead: true } },
      'maturity',
    ],
  };
  for (const [name, [changes, wanted]] of Object.entries(table))
    test(name, () => assert.equal(reasonOf({ ...fine, ...changes }), wanted));
});
