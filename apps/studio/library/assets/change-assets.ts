/** What is done to assets, one or thousands, each with a way back where there is one. */
import type { Asset } from '@vitascope/client';
import { notify } from '@vitascope/design';
import type { Texts } from '@vitascope/design/texts';
import { api, isProblem } from '../../session/api.ts';
import type { TextKey } from '../../texts/index.ts';
import { assetIndex, noteAsset } from './live-assets.ts';

type Words = Pick<Texts<TextKey>, 't'>;

/** So long a deletion can be taken back. */
const undoMs = 8_000;
const atOnce = 4;
/** So many requests a page that is being left can still send. */
const mostLast = 60;

const pending = new Set<string>();
window.addEventListener('pagehide', () => {
  for (const id of [...pending].slice(0, mostLast))
    void api.DELETE('/api/v1/assets/{id}', { params: { path: { id } }, keepalive: true }).catch(() => {});
});

interface Outcome {
  readonly failed: readonly { readonly id: string; readonly error: unknown }[];
}

/** Does it to all, a few at once. */
async function each(ids: readonly string[], work: (id: string) => Promise<unknown>): Promise<Outcome> {
  const left = [...ids];
  const failed: { id: string; error: unknown }[] = [];
  const run = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift())
      try {
        await work(id);
      } catch (error) {
        failed.push({ id, error });
      }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, ids.length) }, run));
  return { failed };
}

const nameOf = (id: string): string => assetIndex.get(id)?.name ?? id;
const namesOf = (ids: readonly string[]) => ({ count: ids.length, name: nameOf(ids[0] ?? '') });

function complain({ failed }: Outcome, words: Words): void {
  const [first] = failed;
  if (first === undefined) return;
  const detail = first.error instanceof Error ? first.error.message : String(first.error);
  notify({ text: words.t('library.bulk.failed', namesOf(failed.map(({ id }) => id))), detail, kind: 'bad' });
}

/** They leave the list at once, and the server when there were no second thoughts. */
export function deleteAssets(ids: readonly string[], words: Words): void {
  assetIndex.hide(ids);
  for (const id of ids) pending.add(id);
  let isTakenBack = false;
  notify({
    text: words.t('library.delete.done', namesOf(ids)),
    timeoutMs: undoMs,
    action: {
      label: words.t('library.undo'),
      onPress() {
        isTakenBack = true;
        for (const id of ids) pending.delete(id);
        assetIndex.show(ids);
      },
    },
    onGone: () => {
      if (!isTakenBack) void deleteNow(ids, words, false);
    },
  });
}

async function deleteNow(ids: readonly string[], words: Words, force: boolean): Promise<void> {
  const outcome = await each(ids, async (id) => {
    await api
      .DELETE('/api/v1/assets/{id}', { params: { path: { id }, query: force ? { force: 'true' } : {} } })
      .catch((error: unknown) => {
        if (!isProblem(error, 'asset-not-found')) throw error;
      });
    pending.delete(id);
    assetIndex.drop(id);
  });
  const back = outcome.failed.map(({ id }) => id);
  for (const id of back) pending.delete(id);
  if (back.length > 0) assetIndex.show(back);
  const linked = outcome.failed.filter(({ error }) => isProblem(error, 'asset-linked')).map(({ id }) => id);
  complain({ failed: outcome.failed.filter(({ id }) => !linked.includes(id)) }, words);
  if (linked.length === 0) return;
  notify({
    text: words.t('library.delete.linked', namesOf(linked)),
    detail: words.t('library.delete.linked-detail'),
    kind: 'bad',
    timeoutMs: 20_000,
    action: {
      label: words.t('library.delete.anyway'),
      onPress() {
        assetIndex.hide(linked);
        void deleteNow(linked, words, true);
      },
    },
  });
}

const redriveOne = async (id: string): Promise<void> =>
  noteAsset((await api.POST('/api/v1/assets/{id}/redrive', { params: { path: { id } }, body: {} })).data);
const cancelOne = async (id: string): Promise<void> =>
  noteAsset((await api.POST('/api/v1/assets/{id}/cancel', { params: { path: { id } } })).data);

/** What was made stays; undoing is going on. */
export async function cancelAssets(ids: readonly string[], words: Words): Promise<void> {
  const outcome = await each(ids, cancelOne);
  complain(outcome, words);
  const failed = new Set(outcome.failed.map(({ id }) => id));
  const done = ids.filter((id) => !failed.has(id));
  if (done.length === 0) return;
  notify({
    text: words.t('library.cancel.done', namesOf(done)),
    action: {
      label: words.t('library.undo'),
      onPress: () => void each(done, redriveOne).then((again) => complain(again, words)),
    },
  });
}

export async function redriveAssets(ids: readonly string[], words: Words): Promise<void> {
  const outcome = await each(ids, redriveOne);
  complain(outcome, words);
  const count = ids.length - outcome.failed.length;
  if (count > 0) notify({ text: words.t('library.redrive.done', { count }) });
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
