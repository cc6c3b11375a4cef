/** What a profile has done with a title: watched, kept, judged. Asked for many titles at once, changed at once and undone where the server refuses. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { WatchState } from '@vitascope/client';
import { notify } from '@vitascope/design';
import { useMemo } from 'react';
import { api, queries } from '../session/api.ts';
import { useProblemText } from '../session/problem-text.ts';
import { useViewer } from '../session/viewer.ts';
import { useTexts } from '../texts/index.ts';

const stateKey = (profileId: string, titleId: string) => ['state', profileId, titleId] as const;

const nothingYet = (titleId: string): WatchState => ({
  titleId,
  durationMs: 0,
  positionMs: 0,
  playedMs: 0,
  viewings: 0,
  watched: false,
  inProgress: false,
  inMyList: false,
  rating: null,
  lastWatchedAt: null,
});

interface Batch {
  readonly ids: Set<string>;
  readonly states: Promise<ReadonlyMap<string, WatchState>>;
}

/** The API takes so many ids at once. */
const MAX_IDS = 100;
const open = new Map<string, Batch>();

/** Everything that is asked for within one turn of the page goes in one request. */
async function stateOf(profileId: string, titleId: string): Promise<WatchState> {
  let batch = open.get(profileId);
  if (batch === undefined || batch.ids.size >= MAX_IDS) {
    const ids = new Set<string>();
    const states = new Promise<void>((resolve) => setTimeout(resolve, 10)).then(async () => {
      if (open.get(profileId)?.ids === ids) open.delete(profileId);
      const params = { path: { id: profileId }, query: { titleIds: [...ids].join(',') } };
      const { data } = await api.GET('/api/v1/profiles/{id}/watch-states', { params });
      return new Map(data.items.map((state) => [state.titleId, state]));
    });
    batch = { ids, states };
    open.set(profileId, batch);
  }
  batch.ids.add(titleId);
  return (await batch.states).get(titleId) ?? nothingYet(titleId);
}

const stateQuery = (profileId: string, titleId: string) =>
  queryOptions({
    queryKey: stateKey(profileId, titleId),
    staleTime: 30_000,
    queryFn: () => stateOf(profileId, titleId),
  });

export function useTitleState(titleId: string, isWanted = true): WatchState | undefined {
  const { query } = useViewer();
  return useQuery({ ...stateQuery(query.profileId, titleId), enabled: isWanted }).data;
}

export interface TitleActions {
  keep(title: Subject, isKept: boolean): Promise<void>;
  rate(title: Subject, rating: WatchState['rating']): Promise<void>;
  markWatched(title: Subject, isWatched: boolean): Promise<void>;
}

interface Subject {
  readonly id: string;
  readonly name: string;
}

/** What can be done with titles. Each takes effect on the screen at once. */
export function useTitleActions(): TitleActions {
  const { query } = useViewer();
  const { t } = useTexts();
  const textOf = useProblemText();
  const id = query.profileId;
  return useMemo(() => {
    async function change(
      titleId: string,
      next: Partial<WatchState>,
      send: () => Promise<unknown>,
    ): Promise<void> {
      const key = stateKey(id, titleId);
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<WatchState>(key);
      queries.setQueryData<WatchState>(key, { ...(before ?? nothingYet(titleId)), ...next });
      try {
        await send();
      } catch (error) {
        queries.setQueryData(key, before);
        notify({
          kind: 'bad',
          text: t('titles.change.failed'),
          detail: textOf(error),
        });
        throw error;
      } finally {
        void queries.invalidateQueries({ queryKey: key });
        // Where a series goes on is on the screen; lists of the profile are asked for again when they are looked at.
        const own = { queryKey: ['viewer', id], predicate: isOwnList };
        void queries.invalidateQueries({ ...own, refetchType: 'none' });
        void queries.invalidateQueries({ queryKey: ['viewer', id], predicate: isNextUp });
      }
    }
    return {
      keep(title, isKept) {
        const params = { path: { id, titleId: title.id } };
        return change(title.id, { inMyList: isKept }, () =>
          isKept
            ? api.PUT('/api/v1/profiles/{id}/my-list/{titleId}', { params })
            : api.DELETE('/api/v1/profiles/{id}/my-list/{titleId}', { params }),
        );
      },
      rate(title, rating) {
        const params = { path: { id, titleId: title.id } };
        return change(title.id, { rating }, () =>
          rating === null
            ? api.DELETE('/api/v1/profiles/{id}/ratings/{titleId}', { params })
            : api.PUT('/api/v1/profiles/{id}/ratings/{titleId}', { params, body: { rating } }),
        );
      },
      markWatched(title, isWatched) {
        const params = { path: { id, titleId: title.id } };
        const next = { watched: isWatched, inProgress: false, positionMs: 0 };
        return change(title.id, next, () =>
          api.PUT('/api/v1/profiles/{id}/watch-states/{titleId}', { params, body: { watched: isWatched } }),
        );
      },
    };
  }, [id, t, textOf]);
}

const ownLists = new Set(['home', 'my-list', 'history', 'continue-watching']);
const isOwnList = ({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean =>
  ownLists.has(String(queryKey[3]));
const isNextUp = ({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean =>
  queryKey[3] === 'next-up';
