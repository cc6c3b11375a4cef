// What other modules may hear of the catalogue: written in the transaction that made it true.
import { defineEvent } from '@vitascope/platform/events';
import { z } from 'zod';
import { publicationState } from './availability.ts';
import type { TitleContent } from './title.ts';

/** A title, person or term is another than before. Publication is what an editor does, or the clock to a schedule. */
export const catalogChanged = defineEvent(
  'catalog-changed',
  z.object({
    kind: z.enum(['title', 'person', 'term']),
    what: z.enum(['created', 'changed', 'published', 'unpublished', 'removed']),
    id: z.string(),
    revision: z.int(),
  }),
);

/** A row of a page, or its place among the others. */
export const homeRowChanged = defineEvent(
  'home-row-changed',
  z.object({ what: z.enum(['created', 'changed', 'removed']), id: z.string(), revision: z.int() }),
);

export type CatalogChange = z.output<typeof catalogChanged.schema>['what'];

/** What has become of something that was `before` and is `after`; null where it is not there. */
export function changesOf(
  before: object | null,
  after: object | null,
): readonly ('created' | 'changed' | 'removed')[] {
  if (after === null) return ['removed'];
  return [before === null ? 'created' : 'changed'];
}

/** A title as it is, or was, at a moment; null where it is not there. */
interface TitleAt {
  readonly title: Pick<TitleContent, 'publication'> | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What has become of a title's publication from one to the other; null where it is the same. */
export function becameOf(before: TitleAt, after: TitleAt): 'published' | 'unpublished' | null {
  const isPublished = ({ title, at }: TitleAt): boolean =>
    title !== null && publicationState(title.publication, at) === 'published';
  const is = isPublished(after);
  return isPublished(before) === is ? null : is ? 'published' : 'unpublished';
}

/** The same for a title, with its publication as of `at`. */
export function titleChangesOf(
  before: TitleContent | null,
  after: TitleContent | null,
  at: number,
): readonly CatalogChange[] {
  const became = becameOf({ title: before, at }, { title: after, at });
  return became === null ? changesOf(before, after) : [...changesOf(before, after), became];
}
