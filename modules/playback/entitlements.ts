// Entitlements: granting accounts what they may play, and revoking it.
import type { Catalog } from '@vitascope/catalog';
import { identityError } from '@vitascope/identity';
import { type Clock, newId } from '@vitascope/platform/kernel';
import { playbackError } from './errors.ts';
import type { Grant } from './grant.ts';
import type { GrantFilter, GrantStore } from './grant-store.ts';

export interface GrantWish
  extends Pick<Grant, 'accountId' | 'source' | 'scope' | 'endsAt' | 'screens' | 'externalRef' | 'note'> {
  /** Null for now, whenever that is: who repeats the wish means what there is. */
  readonly startsAt: number | null;
}

/** Who grants; `promotions` may give and take promotions of a month at most. */
export interface Grantor {
  readonly name: string;
  readonly rights: 'all' | 'promotions';
}

export interface Entitlements {
  /**
   * The same reference with the same content gives the grant that there is, so that a sender may repeat itself.
   * @throws `account-not-found`, `title-not-found`, `grant-refused`, `grant-times-invalid`,
   *   `grant-exists`
   */
  grant(wish: GrantWish, by: Grantor): Promise<{ readonly grant: Grant; readonly isNew: boolean }>;
  /** @throws `grant-not-found` */
  get(id: string): Promise<Grant>;
  list(
    filter: GrantFilter,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<readonly Grant[]>;
  /** @throws `grant-not-found`, `grant-refused` */
  revoke(id: string, by: Grantor): Promise<Grant>;
}

const LONGEST_PROMOTION_MS = 31 * 86_400_000;

export function createEntitlements(deps: {
  readonly store: GrantStore;
  readonly titles: Pick<Catalog['titles'], 'get'>;
  readonly clock: Clock;
}): Entitlements {
  const { store, clock } = deps;

  async function get(id: string): Promise<Grant> {
    const grant = await store.find(id);
    if (grant === null) throw playbackError('grant-not-found', `There is no grant ${id}.`);
    return grant;
  }

  return {
    get,
    list: store.list,
    async grant(wish, by) {
      const startsAt = wish.startsAt ?? clock.now();
      if (wish.endsAt !== null && wish.endsAt <= startsAt)
        throw playbackError(
          'grant-times-invalid',
          `The grant would end at ${new Date(wish.endsAt).toISOString()} and begin at ${new Date(startsAt).toISOString()}. Send an endsAt that lies after startsAt, or none.`,
        );
      if (by.rights === 'promotions') checkPromotion({ ...wish, startsAt }, clock.now());
      if (wish.scope.kind === 'title') await deps.titles.get(wish.scope.titleId);
      const grant: Grant = {
        ...wish,
        startsAt,
        id: newId('en'),
        actor: by.name,
        createdAt: clock.now(),
        revokedAt: null,
        revokedBy: null,
      };
      const outcome = await store.insert(grant);
      if (outcome === 'inserted') return { grant, isNew: true };
      if (outcome === 'no-account')
        throw identityError('account-not-found', `There is no account ${wish.accountId}.`);
      const before = await store.findByReference(wish.externalRef ?? '');
      if (before !== null && isSame(before, wish)) return { grant: before, isNew: false };
      throw playbackError(
        'grant-exists',
        `The reference "${wish.externalRef}" belongs to ${before?.id ?? 'another grant'}, which says something else. Revoke that one, and grant with a new reference.`,
      );
    },
    async revoke(id, by) {
      const grant = await get(id);
      if (by.rights === 'promotions' && grant.source !== 'promotion')
        throw playbackError(
          'grant-refused',
          `${id} is no promotion. Ask somebody with "entitlements.write".`,
        );
      return (await store.revoke(id, { actor: by.name, at: clock.now() })) ?? grant;
    },
  };
}

function checkPromotion(
  { source, scope, startsAt, endsAt, screens }: GrantWish & Pick<Grant, 'startsAt'>,
  now: number,
): void {
  const isShort = endsAt !== null && endsAt <= Math.max(now, startsAt) + LONGEST_PROMOTION_MS;
  const isSoon = startsAt <= now + LONGEST_PROMOTION_MS;
  if (source === 'promotion' && scope.kind !== 'everything' && screens === null && isShort && isSoon) return;
  throw playbackError(
    'grant-refused',
    'You may grant promotions of a plan or a title that begin and end within 31 days and bring no screens. Ask somebody with "entitlements.write" for more.',
  );
}

function isSame(grant: Grant, wish: GrantWish): boolean {
  const said = ({ accountId, source, scope, endsAt, screens }: GrantWish): string =>
    JSON.stringify([
      accountId,
      source,
      scope.kind,
      scope.kind === 'plan' ? scope.plan : scope.kind === 'title' ? scope.titleId : null,
      endsAt,
      screens,
    ]);
  return said(grant) === said(wish) && (wish.startsAt === null || wish.startsAt === grant.startsAt);
}
