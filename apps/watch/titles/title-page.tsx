/** A film, series, collection or event: what it is, who made it, what there is to watch of it, and where one could go on. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ShownTitleInFull } from '@vitascope/client';
import { ProgressBar, Skeleton } from '@vitascope/design';
import { type JSX, useEffect } from 'react';
import heroStyles from '../home/hero.module.css';
import { HeroFrame, HeroSkeleton, TitleMark } from '../home/hero.tsx';
import { onIntent, onIntentGone } from '../home/intent.ts';
import { PreviewLayer } from '../home/preview-layer.tsx';
import { ShelfSkeleton } from '../home/shelf.tsx';
import { isProblem } from '../session/api.ts';
import { useViewer } from '../session/viewer.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { ProblemPage } from '../shell/problem-page.tsx';
import { useTexts } from '../texts/index.ts';
import { CastRow } from './cast-row.tsx';
import { Details } from './details.tsx';
import { Episodes } from './episodes.tsx';
import { AvailabilityNote, Facts } from './facts.tsx';
import { Members } from './members.tsx';
import { MissingTitle } from './missing-title.tsx';
import { usePlaying } from './playing.ts';
import { titleQuery } from './queries.ts';
import { RelatedRow } from './related-row.tsx';
import { ShareButton } from './share-button.tsx';
import { KeepButton, PlayButton, RateButtons } from './title-buttons.tsx';
import styles from './title-page.module.css';
import { VideoRow } from './video-row.tsx';

export function TitlePage(): JSX.Element {
  const { slug } = useParams({ from: '/title/$slug' });
  const { data, error, refetch } = useQuery(titleQuery(useViewer(), slug));
  useCurrentAddress(slug, data);
  if (data !== undefined) return <Loaded key={data.id} title={data} />;
  if (isProblem(error, 'title-not-found')) return <MissingTitle />;
  if (error !== null) return <ProblemPage error={error} onRetry={refetch} />;
  return <TitleSkeleton />;
}

/** An address of before still works, and becomes the one of now. An episode or season is shown on its series' page. */
function useCurrentAddress(slug: string, title: ShownTitleInFull | undefined): void {
  const navigate = useNavigate();
  const viewer = useViewer();
  const parentId = title?.kind === 'season' || title?.kind === 'episode' ? title.parentId : null;
  const { data: parent } = useQuery({ ...titleQuery(viewer, parentId ?? ''), enabled: parentId !== null });
  useEffect(() => {
    if (title === undefined) return;
    if (title.kind === 'season' && parent !== undefined)
      void navigate({
        to: '/title/$slug',
        params: { slug: parent.slug },
        search: title.number === null ? {} : { season: title.number },
        replace: true,
      });
    else if (title.slug !== slug)
      void navigate({ to: '/title/$slug', params: { slug: title.slug }, search: true, replace: true });
  }, [title, parent, slug, navigate]);
}

function Loaded({ title }: { readonly title: ShownTitleInFull }): JSX.Element {
  const { t } = useTexts();
  const playing = usePlaying(title);
  usePageTitle(title.name);
  useIntent(playing?.titleId);
  return (
    <article>
      <HeroFrame title={title} label={title.name} isLow>
        <TitleMark title={title} level={1} />
        {title.tagline === null ? null : (
          <p className={heroStyles['tagline']} dir="auto">
            {title.tagline}
          </p>
        )}
        <Facts title={title} genres={3} className={heroStyles['facts'] ?? ''} />
        <AvailabilityNote title={title} className={styles['note']} />
        <div className={heroStyles['actions']} data-focus-row="">
          {playing == null ? null : <PlayButton playing={playing} />}
          <KeepButton title={title} />
          <RateButtons title={title} />
          <ShareButton title={title} />
        </div>
        {playing?.progress == null ? null : (
          <div className={styles['progress']}>
            <ProgressBar value={playing.progress} label={t('titles.progress')} />
          </div>
        )}
      </HeroFrame>
      <div className={styles['body']}>
        <Details title={title} />
        {title.kind === 'series' ? <Episodes series={title} /> : null}
        {title.kind === 'collection' ? <Members collection={title} /> : null}
      </div>
      <CastRow title={title} />
      <VideoRow title={title} />
      <RelatedRow title={title} />
      <PreviewLayer />
    </article>
  );
}

/** Whoever opens the page of a title may be about to play it. */
function useIntent(titleId: string | undefined): void {
  useEffect(() => {
    if (titleId === undefined) return;
    onIntent(titleId);
    return () => onIntentGone(titleId);
  }, [titleId]);
}

function TitleSkeleton(): JSX.Element {
  const { t } = useTexts();
  return (
    <div aria-busy="true">
      <p className="visually-hidden">{t('loading')}</p>
      <HeroSkeleton isLow />
      <div className={styles['body']}>
        <Skeleton width="min(640px, 100%)" height="20px" />
        <br />
        <Skeleton width="min(520px, 80%)" height="20px" />
      </div>
      <ShelfSkeleton shape="portrait" />
    </div>
  );
}
