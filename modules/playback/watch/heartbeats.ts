// Heartbeats: what a player says, checked and taken in memory, and what it is told.
import { answerHead, type PlainRequest, type ReadyAnswer } from '@vitascope/platform/http';
import type { Clock } from '@vitascope/platform/kernel';
import type { SigningKeys } from '@vitascope/platform/signing-keys';
import type { Metrics } from '@vitascope/platform/telemetry';
import { type Activity, activityOf, join } from './activity.ts';
import { LEASE_SECONDS } from './beat-store.ts';
import { watchError } from './errors.ts';
import { createHeartbeatCounters } from './heartbeat-counters.ts';
import {
  HEARTBEAT_SECONDS,
  type HeartbeatAnswer,
  type HeartbeatMessage,
  readHeartbeatMessage,
} from './heartbeat-message.ts';
import { createHeartbeatTokens, type HeartbeatGrant } from './heartbeat-tokens.ts';
import type { WriteBehind } from './write-behind.ts';

export interface Heartbeats {
  /** The token that the beats of one session carry. */
  issueToken(grant: HeartbeatGrant): string;
  /** @throws `heartbeat-token-invalid`, `heartbeat-token-expired`, `heartbeats-behind` */
  take(sessionId: string, message: HeartbeatMessage): Promise<HeartbeatAnswer>;
  /** A ready handler: what `take` would answer to a good message; else `null`, and nothing has happened. */
  answerNow(request: PlainRequest): ReadyAnswer | null;
  close(): void;
}

const PATH = '/api/v1/playback-sessions/';
const PATH_END = '/heartbeats';

export function createHeartbeats(deps: {
  readonly keys: SigningKeys;
  readonly buffer: WriteBehind;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** From which share of its length on a title counts as watched. */
  readonly finishedShare: number;
}): Heartbeats {
  const { keys, buffer, clock, finishedShare } = deps;
  const tokens = createHeartbeatTokens({ keys, clock });
  const counters = createHeartbeatCounters(deps.metrics, () => buffer.size);
  const answers = createAnswers();

  /** Null where there is no room. */
  function add(grant: HeartbeatGrant, { beats }: HeartbeatMessage): HeartbeatAnswer | null {
    const now = clock.now();
    const judging = { now, finishedShare };
    let activity: Activity | null = null;
    let taken = 0;
    for (const beat of beats) {
      const one = activityOf(beat, grant, judging);
      if (one === null) continue;
      activity = activity === null ? one : join(activity, one);
      taken += 1;
    }
    const ended = buffer.overReason(grant.sessionId);
    let isLate = false;
    if (activity !== null) {
      const { sequence } = activity;
      // Who has come to the end needs no screen; who does anything else at it does.
      const holdsScreen = !beats.some((beat) => beat.sequence === sequence && beat.state === 'ended');
      const { sessionId, profileId } = grant;
      const result = buffer.add({ sessionId, profileId, activity, holdsScreen });
      if (result === 'full') return null;
      isLate = result === 'late';
    }
    const ignored = beats.length - taken;
    counters.count(taken, { isLate, ignored });
    return answers.of(now, { ended, acknowledged: !isLate, ignored });
  }

  return {
    issueToken: tokens.issue,
    async take(sessionId, message) {
      let grant = tokens.check(message.token);
      if (grant === 'unknown-key') {
        // It may have been made by another process a moment ago.
        await keys.learn(message.token.slice(0, message.token.indexOf('.')));
        grant = tokens.check(message.token);
      }
      if (grant === 'expired')
        throw watchError('heartbeat-token-expired', 'Begin a new playback session. This one is too old.');
      if (typeof grant === 'string' || grant.sessionId !== sessionId)
        throw watchError('heartbeat-token-invalid', 'The token was not issued for this playback session.');
      const answer = add(grant, message);
      if (answer !== null) return answer;
      counters.refuse();
      throw watchError(
        'heartbeats-behind',
        `${buffer.size} sessions wait to be written, and no more are taken. Keep the beats, and send them again.`,
        { retryAfterSeconds: HEARTBEAT_SECONDS },
      );
    },
    answerNow(request) {
      const message = readPlain(request);
      if (message === null) return null;
      const grant = tokens.check(message.token);
      if (typeof grant === 'string' || !isOf(request.url, grant.sessionId)) return null;
      const answer = add(grant, message);
      return answer === null ? null : answers.ready(answer);
    },
    close: () => counters.close(),
  };
}

function readPlain({ method, url, headers, body }: PlainRequest): HeartbeatMessage | null {
  if (method !== 'POST' || !url.startsWith(PATH) || !url.endsWith(PATH_END)) return null;
  if (headers['content-type'] !== 'application/json' || headers['content-encoding'] !== undefined)
    return null;
  return readHeartbeatMessage(body);
}

function isOf(url: string, sessionId: string): boolean {
  return (
    url.length === PATH.length + sessionId.length + PATH_END.length && url.startsWith(sessionId, PATH.length)
  );
}

/** Nearly all who ask within a second get the same answer: it is the same object, so that its bytes are put together once. */
function createAnswers() {
  let second = Number.NaN;
  const usual = new Map<boolean, HeartbeatAnswer>();
  const usualReady = new Map<HeartbeatAnswer, ReadyAnswer>();
  return {
    of(now: number, said: Pick<HeartbeatAnswer, 'ended' | 'acknowledged' | 'ignored'>): HeartbeatAnswer {
      const { ended, acknowledged, ignored } = said;
      // The beginning of the second.
      const nowSecond = Math.floor(now / 1000);
      if (second !== nowSecond) {
        second = nowSecond;
        usual.clear();
        usualReady.clear();
      }
      const isUsual = ended === null && ignored === 0;
      const known = isUsual ? usual.get(acknowledged) : undefined;
      if (known !== undefined) return known;
      const lease = new Date((nowSecond + LEASE_SECONDS) * 1000);
      const answer: HeartbeatAnswer = {
        leaseExpiresAt: ended === null ? lease.toISOString() : null,
        ended,
        nextInSeconds: HEARTBEAT_SECONDS,
        acknowledged,
        ignored,
      };
      if (isUsual) usual.set(acknowledged, answer);
      return answer;
    },
    ready(answer: HeartbeatAnswer): ReadyAnswer {
      const known = usualReady.get(answer);
      if (known !== undefined) return known;
      const ready = toReady(answer);
      if (usual.get(answer.acknowledged) === answer) usualReady.set(answer, ready);
      return ready;
    },
  };
}

function toReady(answer: HeartbeatAnswer): ReadyAnswer {
  const body = JSON.stringify(answer);
  const head = answerHead(200, [
    'Content-Type',
    'application/json; charset=utf-8',
    'Content-Length',
    String(body.length),
    'Cache-Control',
    'no-store',
    'X-Content-Type-Options',
    'nosniff',
    'Referrer-Policy',
    'no-referrer',
  ]);
  return { head, body };
}
