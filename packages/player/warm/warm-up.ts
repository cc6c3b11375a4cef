/** Has the beginning of what somebody seems to be about to play, before they say so; gives it up when they look elsewhere. */
import type { AnswerOf, Client } from '@vitascope/client';
import { createEngine, type Engine } from '../engine/engine.ts';

/** Of what nobody may ever want, no more than this is fetched. */
const mostBytes = 500_000;
/** Whoever only passes over a title means nothing by it. */
const hesitationMs = 120;

type Prepared = AnswerOf<'POST', '/api/v1/playback-preparations'>;

export interface WarmWish {
  readonly profileId: string;
  readonly titleId: string;
  readonly assetId?: string | undefined;
}

/** An engine that has loaded a moment of the title, or is about to. */
export interface WarmStart {
  readonly engine: Engine;
  readonly positionMs: number;
  readonly assetId: string;
}

interface Held {
  readonly name: string;
  readonly given: AbortController;
  timer: ReturnType<typeof setTimeout> | undefined;
  start: WarmStart | null;
  /** When what was prepared may not be played from any more. */
  expiresAt: number;
}

let held: Held | null = null;

const nameOf = ({ profileId, titleId, assetId = '' }: WarmWish): string =>
  `${profileId} ${titleId} ${assetId}`;

/** Somebody points at it, has it focused, or reads about it. */
export function warmUp(api: Pick<Client, 'POST'>, wish: WarmWish): void {
  const name = nameOf(wish);
  if (held?.name === name && held.expiresAt > Date.now()) return;
  coolDown();
  const mine: Held = {
    name,
    given: new AbortController(),
    timer: undefined,
    start: null,
    expiresAt: Number.POSITIVE_INFINITY,
  };
  held = mine;
  mine.timer = setTimeout(() => void prepare(api, wish, mine), hesitationMs);
}

async function prepare(api: Pick<Client, 'POST'>, wish: WarmWish, mine: Held): Promise<void> {
  const engine = createEngine();
  try {
    void engine.prepare();
    const { data } = await api.POST('/api/v1/playback-preparations', {
      body: { ...withoutNothing(wish), device: 'web' },
      signal: mine.given.signal,
    });
    if (mine.given.signal.aborted) throw mine.given.signal.reason;
    mine.expiresAt = Date.parse(data.expiresAt);
    await load(engine, data, mine);
  } catch {
    // It is refused, or cannot be known: playing it will say why.
    void engine.destroy();
    if (held === mine) held = null;
  }
}

async function load(
  engine: Engine,
  { hlsUrl, positionMs, audioLanguages }: Prepared,
  mine: Held,
): Promise<void> {
  const loading = engine.load({
    manifestUrl: hlsUrl,
    startSeconds: positionMs / 1000,
    audioLanguages,
    aheadBytes: mostBytes,
  });
  const assetId = engine.address()?.assetId ?? '';
  mine.start = { engine, positionMs, assetId };
  await loading;
}

function withoutNothing({ profileId, titleId, assetId }: WarmWish) {
  return { profileId, titleId, ...(assetId === undefined ? {} : { assetId }) };
}

/** They look elsewhere: what was fetched is let go, and what is on its way is given up. */
export function coolDown(): void {
  if (held === null) return;
  clearTimeout(held.timer);
  held.given.abort();
  if (held.start !== null) void held.start.engine.destroy();
  held = null;
}

/** What was prepared for exactly this; the caller owns it from now on. */
export function takeWarm(wish: WarmWish): WarmStart | null {
  if (held?.name !== nameOf(wish)) return null;
  const { start, expiresAt, timer } = held;
  if (start === null) return null;
  const { phase } = start.engine.state.get();
  if (expiresAt < Date.now() || phase === 'failed' || phase === 'idle') return null;
  clearTimeout(timer);
  held = null;
  return start;
}
