// The rule of availability.ts as SQL conditions on `catalog.titles`, for lists. A test holds the two to the same answers.
import { type RawBuilder, sql } from 'kysely';
import type { PublicationState, ViewerFacts } from './availability.ts';

type Condition = RawBuilder<boolean>;

export interface Judgement {
  readonly viewer: ViewerFacts;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Words the conditions alike for all that viewers hold, so that a statement can be planned once for many of them. */
  readonly isPrepared?: boolean;
}

/** `decideAvailability(…).visible` */
export function visibleTo(judgement: Judgement): Condition {
  const openings = sql<boolean>`${inTerritory(judgement)} and (${isNotOver(judgement)} or ${isHeld(judgement)})`;
  return judged(judgement, openings);
}

/** `decideAvailability(…).playable` */
export function playableBy(judgement: Judgement): Condition {
  const openings = sql<boolean>`${inTerritory(judgement)} and ${onDevice(judgement)}
    and coalesce(opening.opens_at <= ${at(judgement)}, true)
    and ((${isNotOver(judgement)} and ${isOpenTo(judgement)}) or ${isHeld(judgement)})`;
  return sql`(titles.has_media and ${judged(judgement, openings)})`;
}

/** `publicationState(…) = state` */
export function inState(state: PublicationState, now: number): Condition {
  const time = sql`${new Date(now)}::timestamptz`;
  const isExpired = sql`coalesce(titles.expire_at <= ${time}, false)`;
  const isEarly = sql`(coalesce(titles.embargo_until > ${time}, false) or coalesce(titles.publish_at > ${time}, false))`;
  switch (state) {
    case 'draft':
      return sql`not titles.is_released`;
    case 'expired':
      return sql`(titles.is_released and ${isExpired})`;
    case 'scheduled':
      return sql`(titles.is_released and not ${isExpired} and ${isEarly})`;
    case 'published':
      return sql`(titles.is_released and not ${isExpired} and not ${isEarly})`;
  }
}

function judged(judgement: Judgement, openings: Condition): Condition {
  const published = sql<boolean>`${inState('published', judgement.now)} and exists (
    select 1 from catalog.openings as opening where opening.title_id = titles.id and ${openings})`;
  return sql`(${isFit(judgement)} and (${lineageMeets(judgement, judgement.viewer.previews)} or (${published})))`;
}

function isFit({ viewer }: Judgement): Condition {
  if (viewer.maturityLimit === null) return sql`true`;
  const here =
    viewer.territory === null
      ? sql`titles.minimum_ages ->> '*'`
      : sql`coalesce(titles.minimum_ages ->> ${viewer.territory}::text, titles.minimum_ages ->> '*')`;
  return sql`coalesce(coalesce((${here})::integer, titles.strictest_age) <= ${viewer.maturityLimit}, false)`;
}

function inTerritory({ viewer }: Judgement): Condition {
  if (viewer.territory === null)
    return sql`(opening.territories = '{}' and opening.except_territories = '{}')`;
  return sql`((opening.territories = '{}' or ${viewer.territory}::text = any (opening.territories))
    and not ${viewer.territory}::text = any (opening.except_territories))`;
}

function onDevice({ viewer }: Judgement): Condition {
  if (viewer.device === null) return sql`opening.devices = '{}'`;
  return sql`(opening.devices = '{}' or ${viewer.device}::text = any (opening.devices))`;
}

function isNotOver(judgement: Judgement): Condition {
  return sql`coalesce(opening.closes_at > ${at(judgement)}, true)`;
}

function isHeld(judgement: Judgement): Condition {
  const { purchases, rentals } = judgement.viewer;
  return sql`((opening.offer = 'purchase' and ${lineageMeets(judgement, purchases)})
    or (opening.offer = 'rental' and ${lineageMeets(judgement, rentals)}))`;
}

/** Without having been bought or rented: that is `isHeld`. */
function isOpenTo(judgement: Judgement): Condition {
  const { viewer } = judgement;
  if (viewer.hasEverything) return sql`true`;
  const isGiven = sql`(opening.offer = 'free' or ${lineageMeets(judgement, viewer.gifts)})`;
  if (viewer.plans.length === 0) return sql`${isGiven}`;
  return sql`(${isGiven} or (opening.offer = 'subscription'
    and (opening.plans = '{}' or opening.plans && ${[...viewer.plans]}::text[])))`;
}

function lineageMeets({ isPrepared }: Judgement, ids: readonly string[]): Condition {
  return ids.length === 0 && isPrepared !== true ? sql`false` : sql`titles.lineage && ${[...ids]}::text[]`;
}

function at({ now }: Judgement): RawBuilder<Date> {
  return sql`${new Date(now)}::timestamptz`;
}
