// Heartbeats over HTTP. The token is the right: no session is looked up, and no cookie counts.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import { heartbeatAnswer, heartbeatMessage, MAX_BEATS } from './heartbeat-message.ts';
import type { Heartbeats } from './heartbeats.ts';

/** A hundred beats of 140 bytes each, and the token. */
const BODY_LIMIT_BYTES = 16_384;

export function registerHeartbeatRoute(app: HttpApp, heartbeats: Pick<Heartbeats, 'take'>): void {
  app.post(
    '/api/v1/playback-sessions/:id/heartbeats',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags: ['playback'],
        summary: 'Says how a viewing goes, and keeps its screen',
        description:
          `Up to ${MAX_BEATS} beats at once, those from while the device was offline too. The same beats again, or in ` +
          'another order, change nothing. The token in the body is all the right that it takes, so that a page can send ' +
          'its last beat by `navigator.sendBeacon`.',
        params: z.object({ id: z.string().max(64) }),
        body: heartbeatMessage,
        response: { 200: heartbeatAnswer },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return heartbeats.take(request.params.id, request.body);
    },
  );
}
