// What a title may not say about itself, whatever else is in the catalogue.
import type { TitleContent, TitleKind } from './title.ts';

/** What each kind may stand below; an empty list for none. */
export const parentKinds: Readonly<Record<TitleKind, readonly TitleKind[]>> = {
  film: [],
  series: [],
  season: ['series'],
  episode: ['season'],
  clip: ['film', 'series', 'season', 'episode', 'event'],
  event: [],
  collection: [],
};

const withoutMedia: readonly TitleKind[] = ['series', 'season', 'collection'];

/** One sentence for each contradiction; none for a title that is in order. */
export function checkTitle(title: TitleContent): string[] {
  return [
    ...checkPlace(title),
    ...checkTexts(title),
    ...checkLinks(title),
    ...checkArtwork(title),
    ...checkTimes(title),
  ];
}

function checkPlace({ kind, parentId, number, members }: TitleContent): string[] {
  const problems: string[] = [];
  const isNumbered = kind === 'season' || kind === 'episode';
  if (isNumbered && parentId === null)
    problems.push(`A ${kind} needs the parentId of its ${parentKinds[kind][0]}.`);
  if (parentKinds[kind].length === 0 && parentId !== null)
    problems.push(`A ${kind} has no parent; leave parentId out.`);
  if (isNumbered && number === null) problems.push(`A ${kind} needs a number.`);
  if (!isNumbered && number !== null) problems.push(`A ${kind} has no number; leave it out.`);
  if (kind !== 'collection' && members.length > 0)
    problems.push(`Only a collection has members, not a ${kind}.`);
  return problems;
}

function checkTexts({ originalLanguage, texts }: TitleContent): string[] {
  if (Object.hasOwn(texts, originalLanguage)) return [];
  return [`texts has nothing in ${originalLanguage}, which is the originalLanguage.`];
}

function checkLinks({ kind, assets, markers, ratings, credits, members }: TitleContent): string[] {
  const problems: string[] = [];
  const mains = assets.filter(({ purpose }) => purpose === 'main').length;
  if (mains > 1) problems.push(`There are ${mains} main assets; link one, and the others as extra.`);
  if (mains > 0 && withoutMedia.includes(kind))
    problems.push(`A ${kind} is not played itself; link trailers and extras only.`);
  problems.push(
    ...repeated(
      'asset',
      assets.map(({ assetId, purpose }) => `${assetId} as ${purpose}`),
    ),
  );
  problems.push(
    ...repeated(
      'rating for',
      ratings.map(({ territory }) => territory),
    ),
  );
  problems.push(
    ...repeated(
      'credit',
      credits.map((credit) => `${credit.personId} as ${credit.role} ${credit.character ?? ''}`.trim()),
    ),
  );
  problems.push(...repeated('member', members));
  for (const { kind: marker, startMs, endMs } of markers)
    if (endMs <= startMs)
      problems.push(`The ${marker} ends at ${endMs} ms, which is not after its start at ${startMs} ms.`);
  return problems;
}

function checkArtwork({ artwork, relations }: TitleContent): string[] {
  return [
    ...repeated(
      'artwork',
      artwork.map(
        ({ kind, language }) => `${kind} ${language === null ? 'without words' : `in ${language}`}`,
      ),
    ),
    ...repeated(
      'relation',
      relations.map(({ kind, titleId }) => `${kind} ${titleId}`),
    ),
  ];
}

function checkTimes({ publication: { publishAt, expireAt }, windows }: TitleContent): string[] {
  const problems: string[] = [];
  if (publishAt !== null && expireAt !== null && expireAt <= publishAt)
    problems.push('expireAt is not after publishAt.');
  for (const [index, { opensAt, closesAt, offer, territories, exceptTerritories }] of windows.entries()) {
    if (opensAt !== null && closesAt !== null && closesAt <= opensAt)
      problems.push(`windows[${index}] closes before it opens.`);
    if (offer.kind !== 'subscription' && offer.plans.length > 0)
      problems.push(`windows[${index}] names plans, but its offer is ${offer.kind}.`);
    if (territories.length > 0 && exceptTerritories.length > 0)
      problems.push(`windows[${index}] lists territories and exceptTerritories; one of them is enough.`);
  }
  return problems;
}

function repeated(what: string, values: readonly string[]): string[] {
  const again = values.filter((value, index) => values.indexOf(value) < index);
  return [...new Set(again)].map((value) => `The ${what} ${value} is there more than once.`);
}
