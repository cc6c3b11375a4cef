// What a list over HTTP can be asked for, and where its pages begin.
import { z } from 'zod';
import { catalogError } from './errors.ts';
import { titleKinds } from './title.ts';
import { hasPlaces, readCursor, type TitleCursor, type TitleFilter, titleSorts } from './title-list.ts';
import { idOf, language, slug } from './wire.ts';

export const pageQuery = z.object({
  cursor: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** What every list of titles can be narrowed by. */
export const titleFilterQuery = pageQuery.extend({
  kind: z.enum(titleKinds).optional(),
  parentId: idOf('ti').optional().describe('Its children, in the order of their numbers.'),
  collectionId: idOf('ti').optional().describe('Its members, in their order.'),
  genre: slug.optional(),
  tag: slug.optional(),
  mood: slug.optional(),
  personId: idOf('pe').optional().describe('Titles that credit this person.'),
  originalLanguage: language.optional().describe('What they speak; `pt` is also for `pt-BR`.'),
  decade: z.coerce
    .number()
    .int()
    .min(1800)
    .max(2990)
    .multipleOf(10)
    .optional()
    .describe('`1990` for the nineties.'),
});

export const sortQuery = z
  .enum(titleSorts)
  .optional()
  .describe(
    'By name in the language asked for, or by year, the latest first. A cursor is only good with the same.',
  );

export function filterOf(query: z.output<typeof titleFilterQuery>): TitleFilter {
  const { kind, parentId, collectionId, genre, tag, mood, personId, originalLanguage, decade } = query;
  return { kind, parentId, collectionId, genre, tag, mood, personId, originalLanguage, decade };
}

/** @throws `cursor-invalid` */
export function cursorOf(cursor: string | undefined, filter: TitleFilter): TitleCursor | null {
  if (cursor === undefined) return null;
  const read = readCursor(cursor);
  if (read !== null && (read.place !== null) === hasPlaces(filter)) return read;
  throw catalogError(
    'cursor-invalid',
    `"${cursor}" is no cursor of this list. Send its nextCursor, unchanged.`,
  );
}
