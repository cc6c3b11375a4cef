// What profiles have watched: heartbeats come in, and what they add up to is read.
import type { Episodes } from '@vitascope/catalog';
import type { PersonalData } from '@vitascope/identity';
import type { Database } from '@vitascope/platform/database';
import type { Clock, Logger } from '@vitascope/platform/kernel';
import { createSigningKeys } from '@vitascope/platform/signing-keys';
import type { Telemetry } from '@vitascope/platform/telemetry';
import type { PlaybackConfig } from '../config.ts';
import type { HeartbeatIssuer, WatchReader } from '../watch-reader.ts';
import { createBeatStore } from './beat-store.ts';
import { type ContinuedTitle, continueFrom } from './continue-watching.ts';
import { watchError } from './errors.ts';
import { createHeartbeats, type Heartbeats } from './heartbeats.ts';
import { readMoment, readPlace, writeMoment } from './list-cursor.ts';
import { watchPersonalData } from './personal-data.ts';
import { createTitleLists, type TitleLists } from './title-lists.ts';
import { stateOf, type WatchState } from './watch-state.ts';
import { createWatchStore, type MomentPage, type Watcher } from './watch-store.ts';
import { createWriteBehind } from './write-behind.ts';

export interface WatchOptions {
  readonly database: Database;
  readonly episodes: Episodes;
  readonly config: Pick<PlaybackConfig, 'watchedPercent'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Pick<Telemetry, 'metrics'>;
}

/**
 * Whatever is read holds what this process has acknowledged before, and what others acknowledged more than a second ago.
 * All of it rejects with `watch-state-behind` while the database does not take what has been acknowledged here.
 */
export interface Watch extends WatchReader, HeartbeatIssuer {
  readonly heartbeats: Heartbeats;
  /** The list and the ratings of a profile. */
  readonly lists: TitleLists;
  readonly personalData: PersonalData;
  /** Of each of the titles, in their order; one that was never watched too. */
  states(profileId: string, titleIds: readonly string[]): Promise<readonly WatchState[]>;
  /** What the profile goes on with, latest first. */
  continued(profileId: string): Promise<readonly ContinuedTitle[]>;
  /** What comes next in a series; null after its end. */
  nextIn(profileId: string, seriesId: string): Promise<ContinuedTitle | null>;
  /** What was played, latest first. */
  history(profileId: string, page: MomentPage): Promise<readonly WatchState[]>;
  /** Of a series or season: all its episodes. */
  mark(watcher: Watcher, titleId: string, isWatched: boolean): Promise<void>;
  /** Takes it out of the history until it is played again; all of it with null. */
  hide(watcher: Watcher, titleId: string | null): Promise<void>;
  /** Takes it out of what is continued, with the rest of its series, until it is played again. */
  drop(watcher: Watcher, titleId: string): Promise<void>;
  /** For rows of the home page: ids in the list's order, whoever may see them. */
  titleIds(
    profileId: string,
    list: 'continue-watching' | 'my-list',
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<{ readonly ids: readonly string[]; readonly nextCursor: string | null }>;
  startWork(): void;
  /** Writes what is held. Drain the HTTP server first. */
  close(): Promise<void>;
}

/** Who has begun more than these has forgotten the rest. */
const CONTINUED_FROM = 300;
const SWEEP_MS = 600_000;

/** Resolves when there is a key to sign with. Rejects with the database's error when that cannot be asked. */
export async function createWatch(options: WatchOptions): Promise<Watch> {
  const { database, episodes, clock, telemetry } = options;
  const logger = options.logger.child({ module: 'playback' });
  const keys = await createSigningKeys({ database, schema: 'playback', clock, logger });
  const buffer = createWriteBehind({ store: createBeatStore(database), clock, logger });
  const heartbeats = createHeartbeats({
    keys,
    buffer,
    clock,
    metrics: telemetry.metrics,
    finishedShare: options.config.watchedPercent / 100,
  });
  const store = createWatchStore(database);
  const lists = createTitleLists(database);
  let sweeping: NodeJS.Timeout | undefined;

  async function settle(profileId: string): Promise<void> {
    if (await buffer.settle(profileId)) return;
    throw watchError(
      'watch-state-behind',
      'What was watched last cannot be written at the moment. Try again shortly.',
      { retryAfterSeconds: 2 },
    );
  }

  async function states(profileId: string, titleIds: readonly string[]): Promise<readonly WatchState[]> {
    await settle(profileId);
    const records = await store.findMany(profileId, titleIds);
    const found = new Map(records.map((record) => [record.titleId, stateOf(record)]));
    return titleIds.map((titleId) => found.get(titleId) ?? neverWatched(titleId));
  }

  async function recent(profileId: string) {
    await settle(profileId);
    return store.recent(profileId, CONTINUED_FROM);
  }

  const continued = async (profileId: string) => continueFrom(await recent(profileId), episodes);

  return {
    heartbeats,
    lists,
    personalData: watchPersonalData(database, async (profileId) => void (await states(profileId, []))),
    states,
    continued,
    issue: (session) => heartbeats.issueToken(session),
    settle,
    async positionOf(profileId, titleId) {
      return (await states(profileId, [titleId]))[0]?.positionMs ?? 0;
    },
    async nextIn(profileId, seriesId) {
      const found = (await continued(profileId)).find((title) => title.seriesId === seriesId);
      if (found !== undefined) return found;
      const ids = await episodes.within(seriesId);
      const isBegun = (await states(profileId, ids)).some(({ isWatched }) => isWatched);
      const first = isBegun ? null : await episodes.firstOf(seriesId);
      return first === null ? null : { titleId: first, seriesId, reason: 'first-episode', state: null };
    },
    async history(profileId, page) {
      await settle(profileId);
      return (await store.history(profileId, page)).map(stateOf);
    },
    async mark(watcher, titleId, isWatched) {
      await settle(watcher.profileId);
      const ids = await episodes.within(titleId);
      await store.mark(watcher, ids, { mark: isWatched ? 'marked_at' : 'unmarked_at', at: clock.now() });
    },
    async hide(watcher, titleId) {
      await settle(watcher.profileId);
      if (titleId === null) await store.hideAll(watcher.profileId, clock.now());
      else await store.mark(watcher, [titleId], { mark: 'hidden_at', at: clock.now() });
    },
    async drop(watcher, titleId) {
      const ids = (await recent(watcher.profileId)).map((record) => record.titleId);
      const seriesOf = await episodes.seriesOf([titleId, ...ids]);
      const seriesId = seriesOf.get(titleId);
      const kin = seriesId === undefined ? [] : ids.filter((id) => seriesOf.get(id) === seriesId);
      const mark = { mark: 'dropped_at', at: clock.now() } as const;
      for (const id of new Set([titleId, ...kin])) await store.mark(watcher, [id], mark);
    },
    async titleIds(profileId, list, { after, limit }) {
      if (list === 'my-list') {
        const items = await lists.list(profileId, { after: readMoment(after), limit });
        const last = items.length === limit ? items.at(-1) : undefined;
        const nextCursor = last === undefined ? null : writeMoment(last.cursor);
        return { ids: items.map((item) => item.titleId), nextCursor };
      }
      const start = readPlace(after);
      const all = await continued(profileId);
      const ids = all.slice(start, start + limit).map((item) => item.titleId);
      return { ids, nextCursor: start + limit < all.length ? String(start + limit) : null };
    },
    startWork() {
      sweeping = setInterval(() => {
        foldForgotten().catch((err: Error) =>
          logger.warn(
            { err },
            'What was watched in old sessions could not be added up. The next sweep tries again.',
          ),
        );
      }, SWEEP_MS);
      sweeping.unref();
    },
    async close() {
      clearInterval(sweeping);
      heartbeats.close();
      await buffer.close();
      await keys.close();
    },
  };

  async function foldForgotten(): Promise<void> {
    while (await store.foldForgotten(clock.now()));
  }
}

function neverWatched(titleId: string): WatchState {
  return {
    titleId,
    positionMs: 0,
    durationMs: 0,
    isWatched: false,
    isInProgress: false,
    lastWatchedAt: null,
    viewings: 0,
    playedMs: 0,
  };
}
