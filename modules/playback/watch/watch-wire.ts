// What the routes of the watch state have in common on the wire.
import { type Catalog, languageQuery, type Reader, type ShownTitle, unknownTitle } from '@vitascope/catalog';
import type { Clock } from '@vitascope/platform/kernel';
import { z } from 'zod';
import type { Askers } from './asker.ts';
import type { Watch } from './watch.ts';

export interface WatchRoutesDeps {
  readonly watch: Watch;
  readonly catalog: Pick<Catalog, 'browse'>;
  readonly viewers: Askers;
  readonly clock: Clock;
}

export const tags = ['watch state'];
export const titleId = z.string().regex(/^ti_[0-9a-z]{26}$/, 'Not the id of a title.');
export const params = z.object({ id: z.string().max(64) });
export const titleParams = params.extend({ titleId });
export const nothing = { 204: z.null() };
export const pageQuery = z.object({
  cursor: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  language: languageQuery,
});

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** @throws `title-not-found`, also where the reader may not see it */
export async function requireVisible(
  { browse }: Pick<Catalog, 'browse'>,
  id: string,
  reader: Reader,
): Promise<void> {
  if ((await browse.listByIds([id], reader)).length === 0) throw unknownTitle(id);
}

/** Those that the reader may see. */
export async function titlesById(
  { browse }: Pick<Catalog, 'browse'>,
  items: readonly { readonly titleId: string }[],
  reader: Reader,
): Promise<ReadonlyMap<string, ShownTitle>> {
  const titles = await browse.listByIds(
    items.map((item) => item.titleId),
    reader,
  );
  return new Map(titles.map((title) => [title.id, title]));
}
