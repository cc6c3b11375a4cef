/** What is done to assets, one or thousands, each with a way back where there is one. */
import type { Asset } from '@vitascope/client';
import { notify } from '@vitascope/design';
import type { Texts } from '@vitascope/design/texts';
import { api, isProblem, queries } from '../../session/api.ts';
import type { TextKey } from '../../texts/index.ts';
import { assetIndex, assetKey, noteAsset } from './live-assets.ts';

type Words = Pick<Texts<TextKey>, 't'>;

/** So long the way back is offered where it was deleted; the trash keeps it for days. */
const undoMs = 8_000;
/** The server takes so many in one request. */
const mostAtOnce = 200;
/** Deleting takes along everything that was made. */
const longestMs = 120_000;

interface Failure {
  readonly id: string;
  readonly code: string;
  readonly message: string;
}

/** Does it to all, as many at once as a request may name; tells which could not be done, and why. */
async function act(
  action: 'cancel' | 'redrive' | 'delete' | 'restore',
  ids: readonly string[],
  how: { readonly force?: boolean; readonly permanent?: boolean } = {},
): Promise<readonly Failure[]> {
  const failed: Failure[] = [];
  for (let from = 0; from < ids.length; from += mostAtOnce) {
    const some = ids.slice(from, from + mostAtOnce);
    try {
      const { data } = await api.POST('/api/v1/assets/actions', {
        body: { action, ids: some, ...how },
        timeoutMs: longestMs,
      });
      for (const { id, error } of data.results) if (error !== null) failed.push({ id, ...error });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      failed.push(...some.map((id) => ({ id, code: isProblem(error) ? error.code : '', message })));
    }
  }
  return failed;
}

/** Whoever came to an asset by its address has no list of all. */
const nameOf = (id: string): string =>
  assetIndex.get(id)?.name ?? queries.getQueryData<Asset>(assetKey(id))?.name ?? id;
const namesOf = (ids: readonly string[]) => ({ count: ids.length, name: nameOf(ids[0] ?? '') });

function complain(failed: readonly Failure[], words: Words): void {
  const [first] = failed;
  if (first === undefined) return;
  const text = words.t('library.bulk.failed', namesOf(failed.map(({ id }) => id)));
  notify({ text, detail: first.message, kind: 'bad' });
}

/** They leave the list at once, for the trash. */
export function deleteAssets(ids: readonly string[], words: Words): void {
  void putIntoTrash(ids, words, false);
}

async function putIntoTrash(ids: readonly string[], words: Words, force: boolean): Promise<void> {
  // Their names are gone with them.
  const gone = words.t('library.delete.done', namesOf(ids));
  assetIndex.hide(ids);
  const failed = (await act('delete', ids, { force })).filter(({ code }) => code !== 'asset-not-found');
  const kept = new Set(failed.map(({ id }) => id));
  const done = ids.filter((id) => !kept.has(id));
  for (const id of done) assetIndex.drop(id);
  if (kept.size > 0) assetIndex.show(kept);
  void queries.invalidateQueries({ queryKey: trashKey });
  const isLinked = ({ code }: Failure): boolean => code === 'asset-linked';
  complain(
    failed.filter((failure) => !isLinked(failure)),
    words,
  );
  const linked = failed.filter(isLinked).map(({ id }) => id);
  if (linked.length > 0) offerForce(linked, words);
  if (done.length > 0)
    notify({
      text: done.length === ids.length ? gone : words.t('library.delete.some', { count: done.length }),
      timeoutMs: undoMs,
      action: { label: words.t('library.undo'), onPress: () => void restoreAssets(done, words) },
    });
}

function offerForce(linked: readonly string[], words: Words): void {
  notify({
    text: words.t('library.delete.linked', namesOf(linked)),
    detail: words.t('library.delete.linked-detail'),
    kind: 'bad',
    timeoutMs: 20_000,
    action: {
      label: words.t('library.delete.anyway'),
      onPress: () => void putIntoTrash(linked, words, true),
    },
  });
}

/** What the trash holds. */
export const trashKey = ['trash'] as const;

/** Out of the trash; the list hears of it by itself. Tells how many came back. */
export async function restoreAssets(ids: readonly string[], words: Words): Promise<number> {
  const failed = await act('restore', ids);
  complain(failed, words);
  await queries.invalidateQueries({ queryKey: trashKey });
  return ids.length - failed.length;
}

/** For good. Tells how many went. */
export async function purgeAssets(ids: readonly string[], words: Words): Promise<number> {
  const failed = (await act('delete', ids, { permanent: true })).filter(
    ({ code }) => code !== 'asset-not-found',
  );
  complain(failed, words);
  await queries.invalidateQueries({ queryKey: trashKey });
  return ids.length - failed.length;
}

/** What was made stays; undoing is going on. */
export async function cancelAssets(ids: readonly string[], words: Words): Promise<void> {
  const failed = await act('cancel', ids);
  complain(failed, words);
  const done = without(ids, failed);
  if (done.length === 0) return;
  notify({
    text: words.t('library.cancel.done', namesOf(done)),
    action: {
      label: words.t('library.undo'),
      onPress: () => void act('redrive', done).then((again) => complain(again, words)),
    },
  });
}

export async function redriveAssets(ids: readonly string[], words: Words): Promise<void> {
  const failed = await act('redrive', ids);
  complain(failed, words);
  const done = without(ids, failed);
  if (done.length > 0) notify({ text: words.t('library.redrive.done', { count: done.length }) });
}

function without(ids: readonly string[], failed: readonly Failure[]): readonly string[] {
  const lost = new Set(failed.map(({ id }) => id));
  return ids.filter((id) => !lost.has(id));
}

export async function redriveRendition(asset: Asset, rendition: string): Promise<void> {
  const { data } = await api.POST('/api/v1/assets/{id}/redrive', {
    params: { path: { id: asset.id } },
    body: { rendition },
  });
  noteAsset(data);
}

/** Shown at once; what it was called before is one press away. */
export async function renameAsset(asset: Asset, name: string, words: Words): Promise<void> {
  const rename = async (to: string): Promise<void> =>
    noteAsset(
      (await api.PATCH('/api/v1/assets/{id}', { params: { path: { id: asset.id } }, body: { name: to } }))
        .data,
    );
  await rename(name);
  notify({
    text: words.t('library.rename.done', { name }),
    action: {
      label: words.t('library.undo'),
      onPress: () =>
        void rename(asset.name).catch((error: Error) => notify({ text: error.message, kind: 'bad' })),
    },
  });
}

export const mayCancel = (state: Asset['state']): boolean => state === 'examining' || state === 'playable';
export const mayRedrive = (state: Asset['state']): boolean =>
  state === 'failed' || state === 'cancelled' || state === 'rejected';
