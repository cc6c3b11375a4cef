/** What the play button of a title plays: the title itself, or where its series goes on. */
import { useQuery } from '@tanstack/react-query';
import type { ShownTitle } from '@vitascope/client';
import { useViewer } from '../session/viewer.ts';
import { useTexts } from '../texts/index.ts';
import { isContainer } from './availability.ts';
import { nextUpQuery } from './queries.ts';
import { useTitleState } from './title-state.ts';

export interface Playing {
  readonly titleId: string;
  readonly label: string;
  /** 0 to 1, of what was begun. */
  readonly progress: number | null;
}

/** Null where there is nothing to play; undefined while that is not known. */
export function usePlaying(title: ShownTitle): Playing | null | undefined {
  const isSeries = title.kind === 'series' || title.kind === 'season';
  const ofSeries = useNextEpisode(title.id, isSeries);
  const ofTitle = useItself(title);
  return isSeries ? ofSeries : ofTitle;
}

function useItself(title: ShownTitle): Playing | null {
  const { t, duration } = useTexts();
  const state = useTitleState(title.id, title.availability.playable && !isContainer(title));
  if (isContainer(title) || !title.availability.playable) return null;
  const left = state?.inProgress === true ? state.durationMs - state.positionMs : 0;
  return left > 0 && state !== undefined
    ? {
        titleId: title.id,
        label: t('titles.resume', { left: duration(left) }),
        progress: state.positionMs / state.durationMs,
      }
    : { titleId: title.id, label: t('titles.play'), progress: null };
}

function useNextEpisode(seriesId: string, isWanted: boolean): Playing | null | undefined {
  const viewer = useViewer();
  const { t } = useTexts();
  const { data: next } = useQuery({ ...nextUpQuery(viewer, seriesId), enabled: isWanted });
  const episode = useEpisodeName(next?.title);
  if (next === undefined) return undefined;
  if (next === null || !next.title.availability.playable) return null;
  return {
    titleId: next.title.id,
    label: t(next.reason === 'first-episode' ? 'titles.play-episode' : 'titles.continue', { episode }),
    progress: next.reason === 'resume' && next.durationMs > 0 ? next.positionMs / next.durationMs : null,
  };
}

/** "S1 E3" */
export function useEpisodeName(episode: ShownTitle | undefined): string {
  const { t } = useTexts();
  const number = episode?.number ?? 1;
  const season = episode?.series?.seasonNumber ?? null;
  return season === null
    ? t('titles.episode-short', { episode: number })
    : t('titles.season-episode-short', { season, episode: number });
}
