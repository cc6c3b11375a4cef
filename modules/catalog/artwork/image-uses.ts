// Remembers which images a title or a person has ever used: undoing may bring them back.
import type { Kysely } from 'kysely';
import type { Tables } from '../rows.ts';

/** `db` is within the schema and the transaction of the change. */
export async function rememberImages(
  db: Kysely<Tables>,
  subjectId: string,
  imageIds: readonly string[],
): Promise<void> {
  if (imageIds.length === 0) return;
  await db
    .insertInto('image_uses')
    .values([...new Set(imageIds)].map((imageId) => ({ subject_id: subjectId, image_id: imageId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
