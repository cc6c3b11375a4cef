/** Where the film is: playing, or on its way, or why it never will be. */
import { useQuery } from '@tanstack/react-query';
import type { Asset } from '@vitascope/client';
import { Button } from '@vitascope/design';
import { type JSX, useEffect } from 'react';
import { api } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import { noteAsset } from '../assets/live-assets.ts';
import { StateGlyph } from '../assets/state-glyph.tsx';
import { AssetPlayer, useEngine } from './asset-player.tsx';
import styles from './asset-screen.module.css';

/** Addresses end after hours; they are asked for again long before. */
const freshMs = 600_000;

export const playbackQuery = (asset: Pick<Asset, 'id'>) => ({
  queryKey: ['playback', asset.id],
  staleTime: freshMs,
  queryFn: async () =>
    (await api.POST('/api/v1/assets/{id}/playback', { params: { path: { id: asset.id } } })).data,
});

/** What was made of it can be watched, whatever became of the rest. */
export const isWatchable = ({ state, renditions }: Asset): boolean =>
  renditions.length > 0 && state !== 'rejected' && state !== 'examining';

export function AssetScreen(props: { readonly asset: Asset; readonly isAwaited: boolean }): JSX.Element {
  const { asset, isAwaited } = props;
  const { t } = useTexts();
  const canPlay = isWatchable(asset);
  const engine = useEngine();
  useWaitForIt(asset, isAwaited);
  const playback = useQuery({ ...playbackQuery(asset), enabled: canPlay });
  useEffect(() => {
    if (canPlay) performance.mark('vs:playable', { detail: { assetId: asset.id } });
  }, [canPlay, asset.id]);
  if (playback.data !== undefined)
    return (
      <AssetPlayer
        asset={asset}
        engine={engine}
        hlsUrl={playback.data.hlsUrl}
        isAwaited={isAwaited}
        onExpired={async () => (await playback.refetch({ throwOnError: true })).data?.hlsUrl ?? ''}
      />
    );
  return (
    <section className={styles['screen']} aria-label={t('library.screen')} data-state={asset.state}>
      {playback.isError ? (
        <>
          <p className={styles['said']}>{playback.error.message}</p>
          <Button onClick={() => void playback.refetch()}>{t('retry')}</Button>
        </>
      ) : (
        <>
          <StateGlyph state={canPlay ? 'examining' : asset.state} progress={asset.progress} />
          <p className={styles['title']} role="status">
            {canPlay ? t('loading') : t(`library.screen.${asset.state}`)}
          </p>
          {asset.reason === null ? null : <p className={styles['said']}>{asset.reason.message}</p>}
        </>
      )}
    </section>
  );
}

/** Events come in small bundles; whoever looks at an empty screen is told at once. */
function useWaitForIt({ id, state }: Asset, isAwaited: boolean): void {
  const isWaiting = isAwaited && state === 'examining';
  useEffect(() => {
    if (!isWaiting) return;
    const { signal, abort } = abortable();
    api
      .GET('/api/v1/assets/{id}', { params: { path: { id }, query: { wait: 'playable' } }, signal })
      .then(({ data }) => noteAsset(data))
      .catch(() => {}); // the events tell it as well
    return abort;
  }, [id, isWaiting]);
}

function abortable(): { readonly signal: AbortSignal; abort(): void } {
  const ending = new AbortController();
  return { signal: ending.signal, abort: () => ending.abort() };
}
