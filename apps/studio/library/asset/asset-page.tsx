/** One asset: it plays here, and everything that is known and can be done about it is beside it. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link, useLocation, useParams, useRouter } from '@tanstack/react-router';
import type { Asset } from '@vitascope/client';
import { Badge, Button, Callout, EmptyState, Skeleton } from '@vitascope/design';
import { ChevronLeft, Clapperboard } from 'lucide-react';
import { type JSX, useEffect } from 'react';
import { api, isProblem } from '../../session/api.ts';
import { useMay } from '../../session/session.ts';
import { ProblemPage } from '../../shell/problem-page.tsx';
import { useTexts } from '../../texts/index.ts';
import { stateWords, titleOf } from '../assets/asset-words.ts';
import { assetKey } from '../assets/live-assets.ts';
import styles from './asset.module.css';
import { AssetMenu } from './asset-menu.tsx';
import { AssetName } from './asset-name.tsx';
import { AssetScreen } from './asset-screen.tsx';
import { refreshCaptions } from './captions/captions-data.ts';
import { CaptionsSection } from './captions/captions-section.tsx';
import { LinkedTitles } from './linked-titles.tsx';
import { Renditions } from './renditions.tsx';
import { ShareAddresses } from './share-addresses.tsx';
import { SourceFacts } from './source-facts.tsx';

const assetQuery = (id: string) =>
  queryOptions({
    queryKey: assetKey(id),
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/assets/{id}', { params: { path: { id } }, signal })).data,
  });

/** What was found in it is known once it has been examined; who links it changes elsewhere. */
export const detailsQuery = (id: string, state: Asset['state']) =>
  queryOptions({
    queryKey: ['asset-details', id, state === 'examining'],
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/assets/{id}/details', { params: { path: { id } }, signal })).data,
    // Small pictures come last, long after everything that the page is told of; subtitles right after the film can play.
    refetchInterval({ state: { data } }) {
      if (data?.source?.texts.some((text) => text.state === 'waiting') === true) return 1_000;
      return data?.storyboard?.state === 'waiting' || data?.storyboard?.state === 'making' ? 10_000 : false;
    },
  });

const badgeKinds = {
  examining: 'plain',
  playable: 'accent',
  complete: 'good',
  rejected: 'bad',
  failed: 'bad',
  cancelled: 'plain',
} as const satisfies Record<Asset['state'], string>;

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** It plays as soon as it can: somebody waits for it. */
    autoplay?: boolean;
  }
}

export function AssetPage(): JSX.Element {
  const { id } = useParams({ from: '/assets/$id' });
  const { t } = useTexts();
  const found = useQuery(assetQuery(id));
  if (found.isPending)
    return (
      <div className={styles['page']} aria-busy="true">
        <Skeleton width="40%" height="40px" />
        <Skeleton className={styles['ghost'] ?? ''} />
      </div>
    );
  if (found.isError) {
    if (isProblem(found.error, 'asset-not-found') || isProblem(found.error, 'invalid-request'))
      return (
        <EmptyState level={1} title={t('library.gone.title')} text={t('library.gone.text')}>
          <Button kind="primary" render={<Link to="/" />}>
            {t('room.library')}
          </Button>
        </EmptyState>
      );
    return <ProblemPage error={found.error} onRetry={() => void found.refetch()} />;
  }
  return <Shown key={id} asset={found.data} />;
}

function Shown({ asset }: { readonly asset: Asset }): JSX.Element {
  const texts = useTexts();
  const { t } = texts;
  const mayWrite = useMay('write');
  const location = useLocation();
  const router = useRouter();
  const details = useQuery(detailsQuery(asset.id, asset.state));
  const taken = details.data?.source?.texts.filter((text) => text.state === 'taken').length ?? 0;
  useEffect(() => {
    if (taken > 0) void refreshCaptions(asset.id);
  }, [asset.id, taken]);
  const title = titleOf(asset.name);
  useEffect(() => {
    document.title = `${title} · Vitascope Studio`;
  }, [title]);
  return (
    <article className={styles['page']}>
      <header className={styles['head']}>
        <Link
          to="/"
          className={styles['back']}
          onClick={(event) => {
            // The list as it was left, with its place.
            if (!router.history.canGoBack() || location.state.__TSR_index === 0) return;
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            router.history.back();
          }}
        >
          <ChevronLeft aria-hidden="true" />
          {t('room.library')}
        </Link>
        <AssetName asset={asset} mayWrite={mayWrite} />
        <div className={styles['standing']}>
          <Badge kind={badgeKinds[asset.state]}>{stateWords(asset, texts)}</Badge>
          <span className={styles['soft']}>{t('library.added', { ago: texts.ago(asset.createdAt) })}</span>
        </div>
        <div className={styles['actions']}>
          {mayWrite && asset.state !== 'rejected' ? (
            <Button
              kind="primary"
              icon={<Clapperboard aria-hidden="true" />}
              // The room of titles owns this address.
              render={<a href={`/studio/titles/new?asset=${asset.id}`} />}
            >
              {t('library.make-title')}
            </Button>
          ) : null}
          {mayWrite ? <AssetMenu asset={asset} /> : null}
        </div>
      </header>
      <div className={styles['columns']}>
        <div className={styles['main']}>
          <AssetScreen asset={asset} isAwaited={location.state.autoplay === true} />
          {asset.reason !== null && asset.renditions.length > 0 ? (
            <Callout kind="bad">{asset.reason.message}</Callout>
          ) : null}
          {asset.state === 'rejected' ? null : <CaptionsSection asset={asset} mayWrite={mayWrite} />}
          <Renditions asset={asset} mayWrite={mayWrite} />
        </div>
        <aside className={styles['aside']}>
          <ShareAddresses asset={asset} />
          <LinkedTitles titleIds={details.data?.linkedBy ?? null} />
          <SourceFacts
            asset={asset}
            source={details.data?.source ?? null}
            storyboard={details.data?.storyboard ?? null}
            isWaiting={details.isPending}
          />
        </aside>
      </div>
    </article>
  );
}
