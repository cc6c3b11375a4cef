/** What a title needs before viewers get it, and what would do it good. */
import type { SectionId } from '../editor/sections.ts';
import { playable, type Title } from '../title-types.ts';

export interface Check {
  readonly name:
    | 'name'
    | 'synopsis'
    | 'translations'
    | 'poster'
    | 'backdrop'
    | 'genre'
    | 'rating'
    | 'credits'
    | 'video'
    | 'parts'
    | 'members'
    | 'rights';
  readonly section: SectionId;
  readonly isDone: boolean;
  /** Without it nobody can see or play it. */
  readonly isNeeded: boolean;
}

/** Parts of a series inherit rights and ratings; artwork of their own does them no harm. */
export function checksOf(title: Title, hasParts: boolean | null = null): readonly Check[] {
  const isPart = title.parentId !== null;
  const original = title.texts[title.originalLanguage];
  const has = (kind: string): boolean => title.artwork.some((one) => one.kind === kind);
  const check = (name: Check['name'], section: SectionId, isDone: boolean, isNeeded = false): Check => ({
    ...{ name, section, isDone, isNeeded },
  });
  return [
    check('name', 'texts', original !== undefined, true),
    check('synopsis', 'texts', (original?.synopsis ?? null) !== null),
    check('translations', 'texts', Object.keys(title.texts).length > 1),
    ...(isPart
      ? [check('backdrop', 'artwork', has('still') || has('backdrop') || title.kind === 'season')]
      : [check('poster', 'artwork', has('poster')), check('backdrop', 'artwork', has('backdrop'))]),
    ...(isPart ? [] : [check('genre', 'facts', title.genres.length > 0)]),
    ...(isPart || title.kind === 'collection' ? [] : [check('rating', 'facts', title.ratings.length > 0)]),
    ...(isPart || title.kind === 'collection' ? [] : [check('credits', 'people', title.credits.length > 0)]),
    ...(playable.includes(title.kind)
      ? [
          check(
            'video',
            'videos',
            title.assets.some(({ purpose }) => purpose === 'main'),
            true,
          ),
        ]
      : []),
    ...(hasParts === null ? [] : [check('parts', 'parts', hasParts, true)]),
    ...(title.kind === 'collection' ? [check('members', 'members', title.members.length > 0, true)] : []),
    ...(isPart ? [] : [check('rights', 'rights', title.windows.length > 0, true)]),
  ];
}

export function lackingIn(title: Title): ReadonlySet<SectionId> {
  return new Set(checksOf(title).flatMap(({ isDone, section }) => (isDone ? [] : [section])));
}
