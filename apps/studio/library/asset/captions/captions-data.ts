/** The captions of an asset: asked for, and changed with a way back. */
import { queryOptions } from '@tanstack/react-query';
import type { BodyOf, TextTrack } from '@vitascope/client';
import { notify } from '@vitascope/design';
import type { Texts } from '@vitascope/design/texts';
import { api, isProblem, queries } from '../../../session/api.ts';
import type { TextKey } from '../../../texts/index.ts';

type Words = Pick<Texts<TextKey>, 't'>;
type Change = BodyOf<'PATCH', '/api/v1/assets/{id}/text-tracks/{textTrackId}'>;

/** So long a deletion can be taken back. */
const undoMs = 8_000;

/** Not shown any more, and not deleted yet: the asset's id by the track's. */
const pending = new Map<string, string>();
window.addEventListener('pagehide', () => {
  for (const [textTrackId, id] of pending)
    void api
      .DELETE('/api/v1/assets/{id}/text-tracks/{textTrackId}', {
        params: { path: { id, textTrackId } },
        keepalive: true,
      })
      .catch(() => {});
});

const keyOf = (assetId: string): readonly string[] => ['asset-text-tracks', assetId];

export const captionsQuery = (assetId: string) =>
  queryOptions({
    queryKey: keyOf(assetId),
    queryFn: async ({ signal }): Promise<readonly TextTrack[]> => {
      const params = { path: { id: assetId } };
      return (await api.GET('/api/v1/assets/{id}/text-tracks', { params, signal })).data.items;
    },
    select: (tracks) => tracks.filter(({ id }) => !pending.has(id)),
  });

export const refreshCaptions = (assetId: string): Promise<void> =>
  queries.invalidateQueries({ queryKey: keyOf(assetId) });

const complain = (error: Error): void => void notify({ text: error.message, kind: 'bad' });

async function patch(assetId: string, textTrackId: string, body: Change): Promise<void> {
  await api.PATCH('/api/v1/assets/{id}/text-tracks/{textTrackId}', {
    params: { path: { id: assetId, textTrackId } },
    body,
  });
  await refreshCaptions(assetId);
}

/** What it was before is one press away. @throws {ApiProblem} */
export async function changeCaptions(
  assetId: string,
  before: TextTrack,
  { change, words: { t } }: { readonly change: Change; readonly words: Words },
): Promise<void> {
  await patch(assetId, before.id, change);
  const { language, kind, name, isForced, isDefault } = before;
  notify({
    text: t('library.captions.changed', { name: change.name ?? name }),
    action: {
      label: t('library.undo'),
      onPress: () =>
        void patch(assetId, before.id, { language, kind, name, isForced, isDefault }).catch(complain),
    },
  });
}

/** They leave the list at once, and the server when there were no second thoughts. */
export function deleteCaptions(assetId: string, { id, name }: TextTrack, { t }: Words): void {
  pending.set(id, assetId);
  queries.setQueryData<readonly TextTrack[]>(keyOf(assetId), (tracks) =>
    tracks?.filter((one) => one.id !== id),
  );
  let isTakenBack = false;
  notify({
    text: t('library.captions.deleted', { name }),
    timeoutMs: undoMs,
    action: {
      label: t('library.undo'),
      onPress() {
        isTakenBack = true;
        pending.delete(id);
        void refreshCaptions(assetId);
      },
    },
    onGone: () => {
      if (isTakenBack) return;
      api
        .DELETE('/api/v1/assets/{id}/text-tracks/{textTrackId}', {
          params: { path: { id: assetId, textTrackId: id } },
        })
        .catch((error: Error) => {
          if (!isProblem(error, 'text-track-not-found')) complain(error);
        })
        .then(() => refreshCaptions(assetId))
        .finally(() => pending.delete(id));
    },
  });
}
