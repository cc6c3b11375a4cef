/** A window of rights in words. */
import { useTexts } from '../../texts/index.ts';
import type { Window } from '../title-types.ts';

export interface WindowWords {
  /** "Subscription: basic, premium" */
  terms(window: Window): string;
  /** "Germany and Austria on TV" */
  places(window: Window): string;
  /** "3 Mar 2027 – 1 Sep 2027" */
  times(window: Window): string;
  all(window: Window): string;
}

const NAMED = 3;

export function useWindowWords(): WindowWords {
  const { t, nameOf, date, language } = useTexts();
  const list = (names: readonly string[]): string => {
    const shown = names.slice(0, NAMED);
    const rest = names.length - shown.length;
    if (rest > 0) shown.push(t('titles.more', { count: rest }));
    return new Intl.ListFormat(language).format(shown);
  };
  const regions = (codes: readonly string[]): string => list(codes.map((code) => nameOf('region', code)));
  const words: WindowWords = {
    terms({ offer: { kind, plans } }) {
      const name = t(`titles.offer.${kind}`);
      return plans.length === 0 ? name : t('titles.window.terms', { name, plans: list(plans) });
    },
    places({ territories, exceptTerritories, devices }) {
      const where = territories.length === 0 ? t('titles.territories.everywhere') : regions(territories);
      const but =
        exceptTerritories.length === 0
          ? null
          : t('titles.window.but', { places: regions(exceptTerritories) });
      const on = devices.length === 0 ? null : list(devices.map((device) => t(`titles.device.${device}`)));
      return [where, but, on].filter((part) => part !== null).join(' · ');
    },
    times({ opensAt, closesAt }) {
      const day = (time: string): string => date(time, { dateStyle: 'medium' });
      if (opensAt === null && closesAt === null) return t('titles.window.always');
      if (closesAt === null) return t('titles.window.from', { from: day(opensAt ?? '') });
      if (opensAt === null) return t('titles.window.until', { to: day(closesAt) });
      return t('titles.window.between', { from: day(opensAt), to: day(closesAt) });
    },
    all: (window) => [words.terms(window), words.places(window), words.times(window)].join(', '),
  };
  return words;
}
