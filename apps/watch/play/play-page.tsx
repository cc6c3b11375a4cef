/** Plays a title, and says why not where it may not. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import type { StartedPlayback } from '@vitascope/client';
import { artworkUrl, Button } from '@vitascope/design';
import { type MediaFacts, type NextUp, Player, useStore } from '@vitascope/player';
import { type JSX, useCallback, useMemo } from 'react';
import { useProfile } from '../session/profile.ts';
import { useViewer } from '../session/viewer.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { useTexts } from '../texts/index.ts';
import { previewQuery, titleQuery } from '../titles/queries.ts';
import { Lost } from './lost.tsx';
import { Refused, reasonOf } from './refused.tsx';
import { useViewing } from './use-viewing.ts';

const noMarkers = [] as const;

export function PlayPage(): JSX.Element {
  const { t } = useTexts();
  const { titleId } = useParams({ from: '/play/$titleId' });
  const { asset, preview } = useSearch({ from: '/play/$titleId' });
  const profile = useProfile();
  const { engine, viewing } = useViewing({ profileId: profile.id, titleId, assetId: asset, preview });
  const { phase, started, refusal, lost } = useStore(viewing.state);
  const about = useAbout(titleId, preview);
  const leave = useLeave(about.slug);
  const navigate = useNavigate();
  const nextId = started?.next?.playable === true ? started.next.titleId : null;
  const onNext = useCallback(() => {
    if (nextId !== null) void navigate({ to: '/play/$titleId', params: { titleId: nextId }, replace: true });
  }, [navigate, nextId]);
  const next = useNext(started);
  usePageTitle(refusal === null ? about.facts.title : t(`play.refused.${reasonOf(refusal)}`));
  return (
    <Player
      engine={engine}
      facts={about.facts}
      markers={started?.markers ?? noMarkers}
      next={next}
      backdropUrl={about.backdropUrl}
      onBack={leave}
      onNext={onNext}
      wayOut={<Button onClick={leave}>{t('play.leave')}</Button>}
    >
      {phase === 'refused' && refusal !== null ? (
        <Refused problem={refusal} onRetry={() => void viewing.start()} onLeave={leave} />
      ) : phase === 'lost' && lost !== null ? (
        <Lost reason={lost} onTakeBack={() => void viewing.start()} onLeave={leave} />
      ) : null}
    </Player>
  );
}

interface About {
  readonly facts: MediaFacts;
  readonly slug: string | null;
  readonly backdropUrl: string | undefined;
}

/** What is known of the title: it plays without that, too. */
function useAbout(titleId: string, preview: string | undefined): About {
  const { t } = useTexts();
  const viewer = useViewer();
  // What a preview shows is hidden from the profile: whoever holds the link may know it all the same.
  const { data: known } = useQuery({ ...titleQuery(viewer, titleId), enabled: preview === undefined });
  const { data: previewed } = useQuery({
    ...previewQuery(viewer, preview ?? ''),
    enabled: preview !== undefined,
  });
  const title = preview === undefined ? known : previewed?.id === titleId ? previewed : undefined;
  const seriesId = title?.kind === 'episode' ? (title.series?.id ?? null) : null;
  // For its pictures, where the episode has none.
  const { data: series } = useQuery({ ...titleQuery(viewer, seriesId ?? ''), enabled: seriesId !== null });
  return useMemo(() => {
    const isEpisode = title?.kind === 'episode';
    const place = isEpisode
      ? t('play.episode', {
          season: title.series?.seasonNumber ?? 1,
          episode: title.number ?? 1,
          name: title.name,
        })
      : undefined;
    const picture = title?.artwork.backdrop ?? title?.artwork.still ?? series?.artwork.backdrop;
    const poster = title?.artwork.poster ?? series?.artwork.poster ?? picture;
    const format = picture?.formats.at(-1) ?? 'jpg';
    return {
      facts: {
        title: (isEpisode ? title.series?.name : undefined) ?? title?.name ?? '',
        subtitle: place,
        artwork:
          poster === undefined ? [] : [{ src: artworkUrl(poster, 480, poster.formats.at(-1) ?? 'jpg') }],
      },
      slug: title?.series?.slug ?? title?.slug ?? null,
      backdropUrl:
        picture === undefined ? undefined : artworkUrl(picture, Math.min(1920, innerWidth), format),
    };
  }, [t, title, series]);
}

/** Back to where the viewer came from; who came by a link, to the title. */
function useLeave(slug: string | null): () => void {
  const router = useRouter();
  const navigate = useNavigate();
  return useCallback(() => {
    if (router.history.canGoBack()) router.history.back();
    else if (slug !== null) void navigate({ to: '/title/$slug', params: { slug } });
    else void navigate({ to: '/' });
  }, [router, navigate, slug]);
}

function useNext(started: StartedPlayback | null): NextUp | null {
  const { t, language } = useTexts();
  const viewer = useViewer();
  const next = started?.next?.playable === true ? started.next : null;
  const { data: title } = useQuery({ ...titleQuery(viewer, next?.titleId ?? ''), enabled: next !== null });
  return useMemo(() => {
    if (next === null) return null;
    const image = title?.artwork.still ?? title?.artwork.backdrop;
    return {
      title: title?.name ?? next.names[language] ?? next.names[next.originalLanguage] ?? '',
      detail: next.number === null ? undefined : t('play.episode-number', { episode: next.number }),
      imageUrl: image === undefined ? undefined : artworkUrl(image, 480, image.formats.at(-1) ?? 'jpg'),
    };
  }, [next, title, language, t]);
}
