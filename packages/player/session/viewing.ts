/** One viewing, from the wish to the end: asks whether it may play, keeps its right fresh, tells how far it is, and lets go. */
import { ApiProblem, type Client, type StartedPlayback } from '@vitascope/client';
import type { Engine } from '../engine/engine.ts';
import { createStore, type Store } from '../engine/store.ts';
import { type EndReason, type Heartbeats, startHeartbeats } from './heartbeats.ts';
import { sendKeptBeats } from './kept-beats.ts';
import { renewAfterMs } from './renewal.ts';

export interface Wish {
  readonly profileId: string;
  readonly titleId?: string | undefined;
  readonly assetId?: string | undefined;
  readonly preview?: string | undefined;
  readonly device?: 'web' | 'tv' | 'phone' | 'tablet';
}

export interface ViewingState {
  readonly phase: 'asking' | 'playing' | 'refused' | 'lost';
  readonly started: StartedPlayback | null;
  /** Why it may not play. */
  readonly refusal: ApiProblem | null;
  /** Why the screen is gone. */
  readonly lost: EndReason | null;
}

export interface Viewing {
  readonly state: Store<ViewingState>;
  /** Asks again, and goes on where it stands: after a refusal, or where the screen was lost. */
  start(): Promise<void>;
  /** Another title in the same place: its session takes the place of this one. */
  replace(wish: Wish): Promise<void>;
  end(): void;
}

export interface ViewingOptions {
  readonly api: Pick<Client, 'POST'>;
  readonly engine: Engine;
  readonly wish: Wish;
  /** Where to begin, whatever is remembered. */
  readonly startMs?: number;
  /** The engine has loaded this asset from here on, ahead of the wish. */
  readonly warm?: { readonly assetId: string; readonly positionMs: number } | null;
}

/** What the API says when the session itself is over; everything else is about the right to play. */
const overCodes: Readonly<Record<string, EndReason>> = {
  'playback-displaced': 'displaced',
  'playback-session-ended': 'ended',
  'playback-session-not-found': 'gone',
};

export function createViewing(options: ViewingOptions): Viewing {
  const { api, engine } = options;
  const state = createStore<ViewingState>({ phase: 'asking', started: null, refusal: null, lost: null });
  let wish = options.wish;
  let heartbeats: Heartbeats | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let renewing: Promise<string> | null = null;
  let isEnded = false;
  let isWarmTaken = false;
  let attempt = 0;

  async function begin({
    isResumed,
    replaces,
  }: {
    isResumed: boolean;
    replaces: string | null;
  }): Promise<void> {
    const mine = ++attempt;
    const { currentTime } = engine.video;
    state.set({ phase: 'asking', refusal: null, lost: null });
    try {
      const { profileId, titleId, assetId, preview, device = 'web' } = wish;
      const asking = api.POST('/api/v1/playback-sessions', {
        body: {
          profileId,
          device,
          ...(titleId === undefined ? {} : { titleId }),
          ...(assetId === undefined ? {} : { assetId }),
          ...(preview === undefined ? {} : { preview }),
          ...(replaces === null ? {} : { replaces }),
        },
      });
      // What was fetched ahead plays already, and the viewer may seek past it before the answer is there.
      if (options.warm != null && !isWarmTaken) {
        const address = asking.then(({ data }) => data.hlsUrl);
        address.catch(() => undefined); // a refusal is told below
        engine.address()?.expect(address);
      }
      const answer = await asking;
      const started = answer.data;
      if (isEnded || mine !== attempt) return void letGo(started.id);
      state.set({ phase: 'playing', started });
      take(started);
      planRenewal(started.expiresAt, answer.headers.get('date'));
      const startMs = isResumed ? currentTime * 1000 : (options.startMs ?? started.positionMs);
      const source = {
        manifestUrl: started.hlsUrl,
        startSeconds: startMs / 1000,
        renew: () => renew(),
        audioLanguages: started.audioLanguages,
        captionLanguages: started.captionLanguages,
        captions: started.captions,
      };
      if (isWarmFor(started)) engine.adopt(source);
      else await engine.load(source);
    } catch (error) {
      if (isEnded || mine !== attempt) return;
      engine.video.pause(); // what was fetched ahead may be on already
      state.set({ phase: 'refused', refusal: asProblem(error) });
    }
  }

  /** Once: whoever begins again, or goes on to another title, has nothing ahead. */
  function isWarmFor({ assetId, positionMs }: StartedPlayback): boolean {
    const { warm = null } = options;
    if (warm === null || isWarmTaken) return false;
    isWarmTaken = true;
    const { phase } = engine.state.get();
    return (
      warm.assetId === assetId && warm.positionMs === positionMs && phase !== 'failed' && phase !== 'idle'
    );
  }

  function take(started: StartedPlayback): void {
    heartbeats?.stop();
    heartbeats = null;
    if (started.heartbeat === null) return;
    const { id, heartbeat } = started;
    heartbeats = startHeartbeats({ sessionId: id, heartbeat, video: engine.video, onEnded });
    void sendKeptBeats(id);
  }

  function onEnded(reason: EndReason): void {
    if (reason === 'lapsed') void renew().catch(() => undefined);
    else lose(reason);
  }

  function lose(reason: EndReason): void {
    if (isEnded) return;
    clearTimeout(timer);
    heartbeats?.stop();
    heartbeats = null;
    engine.video.pause();
    state.set({ phase: 'lost', lost: reason });
  }

  function planRenewal(expiresAt: string, date: string | null): void {
    clearTimeout(timer);
    timer = setTimeout(() => void renew().catch(() => undefined), renewAfterMs(expiresAt, date));
  }

  /** New addresses for the same session; of several wishes at once, one is sent. */
  function renew(): Promise<string> {
    renewing ??= askAnew().finally(() => {
      renewing = null;
    });
    return renewing;
  }

  async function askAnew(): Promise<string> {
    const id = state.get().started?.id;
    if (id === undefined || isEnded) throw new Error('There is no session.');
    try {
      const path = { params: { path: { id } } };
      const { data, headers } = await api.POST('/api/v1/playback-sessions/{id}/token', path);
      engine.move(data.hlsUrl);
      planRenewal(data.expiresAt, headers.get('date'));
      return data.hlsUrl;
    } catch (error) {
      onNotRenewed(asProblem(error));
      throw error;
    }
  }

  function onNotRenewed(problem: ApiProblem): void {
    const over = overCodes[problem.code];
    if (over !== undefined) lose(over);
    else if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
      engine.video.pause();
      state.set({ phase: 'refused', refusal: problem });
    } else {
      // The server is away: what is buffered plays on, and it is asked again.
      clearTimeout(timer);
      timer = setTimeout(() => void renew().catch(() => undefined), (problem.retryAfterSeconds ?? 5) * 1000);
    }
  }

  function letGo(id: string): void {
    api
      .POST('/api/v1/playback-sessions/{id}/end', { params: { path: { id } }, keepalive: true })
      .catch(() => undefined); // its lease runs out by itself
  }

  const onHide = (): void => {
    heartbeats?.leave();
    const id = state.get().started?.id;
    if (id !== undefined && state.get().phase === 'playing') letGo(id);
  };
  /** The page comes back from the browser's memory: its screen was given away when it left. */
  const onShow = ({ persisted }: PageTransitionEvent): void => {
    if (persisted && state.get().phase === 'playing') void begin({ isResumed: true, replaces: null });
  };
  const onVisible = (): void => {
    // Timers stand still while a machine sleeps.
    const { started, phase } = state.get();
    if (document.visibilityState !== 'visible' || phase !== 'playing' || started === null) return;
    if (Date.parse(started.leaseExpiresAt) < Date.now()) void renew().catch(() => undefined);
  };
  window.addEventListener('pagehide', onHide);
  window.addEventListener('pageshow', onShow);
  document.addEventListener('visibilitychange', onVisible);

  return {
    state,
    start: () => begin({ isResumed: engine.state.get().hasBegun, replaces: null }),
    async replace(next) {
      const before = state.get().started?.id ?? null;
      wish = next;
      clearTimeout(timer);
      heartbeats?.stop();
      heartbeats = null;
      await begin({ isResumed: false, replaces: before });
    },
    end() {
      if (isEnded) return;
      isEnded = true;
      clearTimeout(timer);
      window.removeEventListener('pagehide', onHide);
      window.removeEventListener('pageshow', onShow);
      document.removeEventListener('visibilitychange', onVisible);
      heartbeats?.stop();
      const { started, phase } = state.get();
      if (started !== null && phase === 'playing') letGo(started.id);
    },
  };
}

function asProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem
    ? error
    : new ApiProblem(
        error instanceof Error ? error.message : String(error),
        { code: 'player-failed' },
        error,
      );
}
