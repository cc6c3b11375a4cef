// A player's heartbeats and their answer on the wire.
import { z } from 'zod';
import { type Beat, playerStates } from './activity.ts';
import { endReasons } from './beat-store.ts';
import { HEARTBEAT_TOKEN } from './heartbeat-tokens.ts';

/** A week: longer than any title, and than any session. */
const MAX_MS = 7 * 86_400_000;
export const MAX_BEATS = 100;
const MAX_SEQUENCE = 1_000_000_000;
const MAX_AT_MS = 31 * 86_400_000;
/** Four beats to a lease: a player may miss three. */
export const HEARTBEAT_SECONDS = 10;

const time = z.int().min(0).max(MAX_MS);

export const heartbeatMessage = z.object({
  token: z.string().max(512).regex(HEARTBEAT_TOKEN).describe('From the answer that began the session.'),
  beats: z
    .array(
      z.object({
        sequence: z.int().min(0).max(MAX_SEQUENCE).describe('One more with each beat of the session.'),
        atMs: z
          .int()
          .min(0)
          .max(MAX_AT_MS)
          .describe(
            "Milliseconds since the session's answer arrived, by a clock that nobody sets, such as `performance.now()`.",
          ),
        positionMs: time.describe('Where in the title it stands.'),
        durationMs: time.describe("The title's length; 0 where it is not known."),
        state: z.enum(playerStates),
        playedMs: time.describe('For how long it has played in this session, all told.'),
      }),
    )
    .min(1)
    .max(MAX_BEATS)
    .describe('In any order; what was sent before may come again.'),
});

export type HeartbeatMessage = z.output<typeof heartbeatMessage>;

const whole = '(0|[1-9][0-9]{0,9})';
const usualMessage = new RegExp(
  `^\\{"token":"(${HEARTBEAT_TOKEN.source.slice(1, -1)})","beats":\\[\\{"sequence":${whole},"atMs":${whole},` +
    `"positionMs":${whole},"durationMs":${whole},"state":"(${playerStates.join('|')})","playedMs":${whole}\\}\\]\\}$`,
);

/** What the schema makes of a body; null where it, or JSON, refuses it. */
export function readHeartbeatMessage(body: string): HeartbeatMessage | null {
  return readUsual(body) ?? readAny(body);
}

/**
 * One beat, written as `JSON.stringify` writes it in the order of the schema: what nearly every request is, read at a third
 * of what JSON and schema cost. There is one reading of such a text, so the other way would come to the same.
 */
function readUsual(body: string): HeartbeatMessage | null {
  const found = usualMessage.exec(body);
  if (found === null) return null;
  const [, token, sequence, atMs, positionMs, durationMs, state, playedMs] = found;
  const beat: Beat = {
    sequence: Number(sequence),
    atMs: Number(atMs),
    positionMs: Number(positionMs),
    durationMs: Number(durationMs),
    state: state as Beat['state'],
    playedMs: Number(playedMs),
  };
  const isWithin =
    beat.sequence <= MAX_SEQUENCE &&
    beat.atMs <= MAX_AT_MS &&
    Math.max(beat.positionMs, beat.durationMs, beat.playedMs) <= MAX_MS;
  return isWithin ? { token: token as string, beats: [beat] } : null;
}

function readAny(body: string): HeartbeatMessage | null {
  try {
    return heartbeatMessage.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}

export const heartbeatAnswer = z.object({
  leaseExpiresAt: z.iso.datetime().nullable().describe('Until then the screen is kept without another beat.'),
  ended: z.enum(endReasons).nullable().describe('Why the session is over; the player should stop.'),
  nextInSeconds: z.int().describe('When to send the next.'),
  acknowledged: z
    .boolean()
    .describe(
      'Whether the beats are written within a second. False: the database is behind; keep them, and send them again with the next.',
    ),
  ignored: z.int().describe('Beats that lie in the future, and say nothing.'),
});

export type HeartbeatAnswer = z.output<typeof heartbeatAnswer>;
