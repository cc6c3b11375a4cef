// What the tests of the watch state have in common: a viewing that says beats, and lists as they are answered.
import type { Answer, Bench, Household } from '../testing/bench.ts';
import type { Beat } from './activity.ts';

export type Saying = Partial<Beat> & { readonly sequence: number };

export interface TestViewing {
  readonly id: string;
  readonly titleId: string;
  readonly token: string;
  /** Where it was told to begin. */
  readonly positionMs: number;
  /** Sends the beats to the server with that address; the bench's without it. */
  say(beats: readonly Saying[], url?: string): Promise<Answer>;
}

const DURATION_MS = 100_000;

/** Ten seconds after each other, played without a break, unless it is said otherwise. */
export function toBeat({ sequence, ...changes }: Saying): Beat {
  const atMs = changes.atMs ?? sequence * 10_000;
  return {
    sequence,
    positionMs: atMs,
    durationMs: DURATION_MS,
    state: 'playing',
    playedMs: atMs,
    ...changes,
    atMs,
  };
}

/** Begins to play. */
export async function beginViewing(
  bench: Bench,
  { client, profileId }: Household,
  titleId: string,
): Promise<TestViewing> {
  const { status, body } = await client.fetch('POST', '/api/v1/playback-sessions', { profileId, titleId });
  if (status !== 201) throw new Error(`It does not play: ${JSON.stringify(body)}`);
  const { token, url: path } = body.heartbeat;
  return {
    id: body.id,
    titleId,
    token,
    positionMs: body.positionMs,
    say: (beats, url = bench.server.url) => postJson(`${url}${path}`, { token, beats: beats.map(toBeat) }),
  };
}

export async function postJson(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}
