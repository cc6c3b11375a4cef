// What manifests and segments are made from, read in one go.
import type { Kysely } from 'kysely';
import type { Mould } from './asset.ts';
import { renditionColumns, type Tables, toRendition, toStoryboard, toStoryboardRow } from './rows.ts';
import type { TextStore } from './text-tracks/text-store.ts';
import type { TextTrack } from './text-tracks/text-track.ts';

/** Null for an asset without a timeline. */
export async function findMould(
  db: Kysely<Tables>,
  textStore: Pick<TextStore, 'list'>,
  id: string,
): Promise<Mould | null> {
  const [asset, renditions, texts, board] = await Promise.all([
    db
      .selectFrom('assets')
      .select(['id', 'source_key', 'facts', 'timeline', 'state'])
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst(),
    db
      .selectFrom('renditions')
      .select([...renditionColumns, 'init'])
      .where('asset_id', '=', id)
      .orderBy('position')
      .execute(),
    textStore.list(id),
    db.selectFrom('storyboards').selectAll().where('asset_id', '=', id).executeTakeFirst(),
  ]);
  if (asset === undefined || asset.facts === null || asset.timeline === null) return null;
  const storyboard = board === undefined ? null : toStoryboard(toStoryboardRow(board));
  const names = renditions.map((rendition) => rendition.id);
  return {
    assetId: asset.id,
    sourceKey: asset.source_key,
    container: asset.facts.container,
    facts: asset.facts,
    timeline: asset.timeline,
    revision: [...names, ...texts.map(revisionOf), ...(storyboard === null ? [] : [storyboard.id])].join(' '),
    renditions: renditions.map((rendition) => ({ ...toRendition(rendition), init: rendition.init })),
    texts,
    storyboard,
  };
}

/** What manifests say of a text. */
function revisionOf({ id, language, kind, name, isForced, isDefault }: TextTrack): string {
  return JSON.stringify([id, language, kind, name, isForced, isDefault]);
}
