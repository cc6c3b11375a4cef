/** Tells the server how far the viewer is: every few seconds, at once when something changes, and when the page is closed. */
import { type BeatState, createBeatLog, createPlayedTime } from './beat-log.ts';
import { keepBeats } from './kept-beats.ts';

export type EndReason = 'displaced' | 'ended' | 'revoked' | 'lapsed' | 'gone';

export interface HeartbeatOptions {
  readonly sessionId: string;
  readonly heartbeat: { readonly url: string; readonly token: string; readonly intervalSeconds: number };
  readonly video: HTMLVideoElement;
  /** The server says that the session is over, or has to be asked for again. */
  onEnded(reason: EndReason): void;
}

export interface Heartbeats {
  /** Sends what there is in a way that outlives the page. */
  leave(): void;
  stop(): void;
}

interface Answer {
  readonly acknowledged: boolean;
  readonly ended: EndReason | null;
  readonly nextInSeconds: number;
}

const timeoutMs = 15_000;

export function startHeartbeats(options: HeartbeatOptions): Heartbeats {
  const { sessionId, heartbeat, video, onEnded } = options;
  const { url, token } = heartbeat;
  const beganAt = performance.now();
  const log = createBeatLog();
  const played = createPlayedTime();
  const listening = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSending = false;
  let isStopped = false;

  const note = (state: BeatState = stateOf(video)): void => {
    const now = performance.now();
    log.add({
      atMs: Math.round(now - beganAt),
      positionMs: Math.round(video.currentTime * 1000),
      durationMs: Number.isFinite(video.duration) ? Math.round(video.duration * 1000) : 0,
      state,
      playedMs: Math.round(played.total(now)),
    });
  };

  async function send(): Promise<void> {
    const beats = [...log.waiting()];
    if (beats.length === 0) return;
    const body = JSON.stringify({ token, beats });
    let next = heartbeat.intervalSeconds;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        keepalive: true,
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (response.ok) {
        const answer = (await response.json()) as Answer;
        if (answer.acknowledged) log.forget(beats);
        next = answer.nextInSeconds;
        if (answer.ended !== null && !isStopped) onEnded(answer.ended);
      } else if (response.status === 403) {
        // The token is no good: nothing will ever be taken with it.
        log.forget(beats);
        if (!isStopped) onEnded('gone');
      } else if (response.status === 400) log.forget(beats);
      else next = Number(response.headers.get('retry-after')) || next;
    } catch {
      // Offline, or the server is away: they are sent with the next.
    }
    keepBeats(sessionId, { url, token, beats: log.waiting() });
    plan(next);
  }

  function plan(seconds: number): void {
    clearTimeout(timer);
    if (isStopped) return;
    timer = setTimeout(beat, Math.max(1, seconds) * 1000);
  }

  function beat(): void {
    note();
    flush();
  }

  function flush(): void {
    if (isSending) return; // what is new goes with the next
    isSending = true;
    void send().finally(() => {
      isSending = false;
    });
  }

  const on = (target: EventTarget, names: readonly string[], run: () => void): void => {
    for (const name of names) target.addEventListener(name, run, { signal: listening.signal });
  };
  on(video, ['playing'], () => {
    played.run(performance.now());
    beat();
  });
  on(video, ['waiting', 'seeking', 'pause', 'ended', 'emptied'], () => played.rest(performance.now()));
  on(video, ['pause', 'seeked', 'ended'], beat);
  on(window, ['online'], flush);
  on(document, ['visibilitychange'], () => {
    if (document.visibilityState === 'hidden') leave();
    else beat();
  });
  plan(heartbeat.intervalSeconds);

  /** A page that is hidden may never be heard of again. */
  function leave(): void {
    note();
    const beats = log.waiting();
    const isSent = navigator.sendBeacon(
      url,
      new Blob([JSON.stringify({ token, beats })], { type: 'application/json' }),
    );
    // Nobody hears what came of it: they are sent once more with the next, which changes nothing.
    if (!isSent || navigator.onLine === false) keepBeats(sessionId, { url, token, beats });
  }

  return {
    leave,
    stop() {
      if (isStopped) return;
      isStopped = true;
      played.rest(performance.now());
      note(stateOf(video) === 'ended' ? 'ended' : 'paused');
      clearTimeout(timer);
      listening.abort();
      flush();
    },
  };
}

function stateOf(video: HTMLVideoElement): BeatState {
  if (video.ended) return 'ended';
  if (video.seeking) return 'seeking';
  return video.paused ? 'paused' : 'playing';
}
