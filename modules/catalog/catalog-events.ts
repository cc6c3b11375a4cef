// What other modules may hear of the catalogue: written in the transaction that made it true.
import { defineEvent } from '@vitascope/platform/events';
import { z } from 'zod';
import { type PublicationState, publicationState } from './availability.ts';
import type { TitleContent } from './title.ts';

/**
 * A title, person or term is another than before. Publication is what an editor does: what the clock does to a schedule
 * is in nobody's transaction, and tells nobody.
 */
export const catalogChanged = defineEvent(
  'catalog-changed',
  z.object({
    kind: z.enum(['title', 'person', 'term']),
    what: z.enum(['created', 'changed', 'published', 'unpublished', 'removed']),
    id: z.string(),
    revision: z.int(),
  }),
);

export type CatalogChange = z.output<typeof catalogChanged.schema>['what'];

/** What has become of something that was `before` and is `after`; null where it is not there. */
export function changesOf(before: object | null, after: object | null): readonly CatalogChange[] {
  if (after === null) return ['removed'];
  return [before === null ? 'created' : 'changed'];
}

/** The same for a title, with its publication at `now`. */
export function titleChangesOf(
  before: TitleContent | null,
  after: TitleContent | null,
  now: number,
): readonly CatalogChange[] {
  const stateOf = (title: TitleContent | null): PublicationState | null =>
    title === null ? null : publicationState(title.publication, now);
  const [was, is] = [stateOf(before) === 'published', stateOf(after) === 'published'];
  if (was === is) return changesOf(before, after);
  return [...changesOf(before, after), is ? 'published' : 'unpublished'];
}
