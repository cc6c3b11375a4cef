import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HeldGrant, holdingsAt, screensAt } from './grant.ts';

const NOW = 1_000_000;
const title = (titleId: string) => ({ kind: 'title', titleId }) as const;
const grant = (changes: Partial<HeldGrant>): HeldGrant => ({
  source: 'plan',
  scope: { kind: 'plan', plan: 'basic' },
  startsAt: NOW,
  endsAt: null,
  screens: null,
  ...changes,
});

test('grants are held as what they are: plans, what was bought or rented, what was given, everything', () => {
  const held = holdingsAt(
    [
      grant({}),
      grant({ source: 'promotion', scope: { kind: 'plan', plan: 'premium' } }),
      grant({ source: 'purchase', scope: title('a') }),
      grant({ source: 'rental', scope: title('b') }),
      grant({ source: 'promotion', scope: title('c') }),
      grant({ source: 'staff', scope: title('d') }),
      grant({ source: 'plan', scope: title('e') }),
      grant({ source: 'staff', scope: { kind: 'everything' } }),
    ],
    NOW,
  );
  assert.deepEqual(held, {
    plans: ['basic', 'premium'],
    purchases: ['a'],
    rentals: ['b'],
    gifts: ['c', 'd', 'e'],
    hasEverything: true,
  });
});

test('a grant counts from its first moment to before its end', () => {
  const counts = (startsAt: number, endsAt: number | null): boolean =>
    holdingsAt([grant({ startsAt, endsAt })], NOW).plans.length > 0;
  assert.deepEqual(
    [counts(NOW, null), counts(NOW + 1, null), counts(0, NOW), counts(0, NOW + 1), counts(NOW, NOW + 1)],
    [true, false, false, true, true],
  );
});

test('screens are the most that a valid grant brings, else those of the setting', () => {
  const now = (...grants: HeldGrant[]) => screensAt(grants, NOW, 3);
  assert.equal(now(), 3);
  assert.equal(now(grant({})), 3);
  assert.equal(now(grant({ screens: 1 })), 1);
  assert.equal(now(grant({ screens: 1 }), grant({ screens: 5 }), grant({ screens: 9, endsAt: NOW })), 5);
});
