/** Whether and how a title can be watched, in words. */
import type { ShownTitle } from '@vitascope/client';
import type { Texts } from '@vitascope/design/texts';
import type { TextKey } from '../texts/index.ts';

/** Nobody plans for longer. */
const SOON_MS = 60 * 86_400_000;

type Availability = ShownTitle['availability'];
type Words = Pick<Texts<TextKey>, 't' | 'date' | 'language'>;

/** Works that hold others play by them. */
export const isContainer = ({ kind }: Pick<ShownTitle, 'kind'>): boolean =>
  kind === 'series' || kind === 'season' || kind === 'collection';

/** Null where there is nothing to say: it plays, and stays. */
export function availabilityWords(title: ShownTitle, texts: Words): string | null {
  const { availability } = title;
  const { playable, reason, opensAt, closesAt } = availability;
  const day = (value: string): string => texts.date(value, { day: 'numeric', month: 'long' });
  if (playable || (reason === 'no-media' && isContainer(title)))
    return closesAt !== null && Date.parse(closesAt) - Date.now() < SOON_MS
      ? texts.t('titles.leaves', { date: day(closesAt) })
      : null;
  switch (reason) {
    case 'scheduled':
    case 'embargoed':
    case 'window-not-open':
      return opensAt === null ? texts.t('titles.soon') : texts.t('titles.comes', { date: day(opensAt) });
    case 'expired':
    case 'window-closed':
      return texts.t('titles.gone');
    case 'territory':
      return texts.t('titles.territory');
    case 'maturity':
      return texts.t('titles.maturity');
    case 'device':
      return texts.t('titles.device');
    case 'entitlement':
      return offerWords(availability, texts);
    case 'no-media':
      return texts.t('titles.soon');
    case 'draft':
    case 'no-rights':
    case null:
      return texts.t('titles.unavailable');
  }
}

/** "With plan Premium, or to rent". */
function offerWords({ offers }: Availability, { t, language }: Words): string {
  const join = new Intl.ListFormat(language, { type: 'disjunction' });
  const plans = [...new Set(offers.flatMap(({ plans }) => plans))].map(capitalised);
  const kinds = new Set(offers.map(({ kind }) => kind));
  const ways = [
    ...(plans.length > 0 ? [t('titles.with-plan', { plans: join.format(plans), count: plans.length })] : []),
    ...(kinds.has('rental') ? [t('titles.to-rent')] : []),
    ...(kinds.has('purchase') ? [t('titles.to-buy')] : []),
  ];
  return ways.length === 0 ? t('titles.unavailable') : capitalised(join.format(ways));
}

const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
