// A player's heartbeats and their answer on the wire.
import { z } from 'zod';
import { playerStates } from './activity.ts';
import { endReasons } from './beat-store.ts';
import { HEARTBEAT_TOKEN } from './heartbeat-tokens.ts';

/** A week: longer than any title, and than any session. */
const MAX_MS = 7 * 86_400_000;
export const MAX_BEATS = 100;
/** Four beats to a lease: a player may miss three. */
export const HEARTBEAT_SECONDS = 10;

const time = z.int().min(0).max(MAX_MS);

export const heartbeatMessage = z.object({
  token: z.string().max(512).regex(HEARTBEAT_TOKEN).describe('From the answer that began the session.'),
  beats: z
    .array(
      z.object({
        sequence: z.int().min(0).max(1_000_000_000).describe('One more with each beat of the session.'),
        atMs: z
          .int()
          .min(0)
          .max(31 * 86_400_000)
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
