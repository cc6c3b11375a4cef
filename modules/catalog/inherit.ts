// What a title takes over from its season and series.
import type { TitleFacts } from './availability.ts';
import type { TitleContent } from './title.ts';

export interface LineageTitle {
  readonly id: string;
  readonly content: Pick<TitleContent, 'publication' | 'windows' | 'ratings' | 'assets'>;
}

/**
 * The facts of the first of `lineage`, which the others follow from its parent upwards. It is published only while all
 * of them are. Windows and ratings are those of the nearest that has any.
 */
export function inheritFacts(lineage: readonly LineageTitle[]): TitleFacts {
  const publications = lineage.map(({ content }) => content.publication);
  const windows = lineage.find(({ content }) => content.windows.length > 0)?.content.windows ?? [];
  const ratings = lineage.find(({ content }) => content.ratings.length > 0)?.content.ratings ?? [];
  return {
    lineage: lineage.map(({ id }) => id),
    isReleased: publications.every(({ isReleased }) => isReleased),
    publishAt: extreme(
      Math.max,
      publications.map(({ publishAt }) => publishAt),
    ),
    embargoUntil: extreme(
      Math.max,
      publications.map(({ embargoUntil }) => embargoUntil),
    ),
    expireAt: extreme(
      Math.min,
      publications.map(({ expireAt }) => expireAt),
    ),
    windows,
    minimumAges: Object.fromEntries(ratings.map(({ territory, minimumAge }) => [territory, minimumAge])),
    hasMedia: lineage[0]?.content.assets.some(({ purpose }) => purpose === 'main') ?? false,
  };
}

function extreme(choose: (...times: number[]) => number, times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : choose(...known);
}
