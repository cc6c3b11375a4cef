// One request that waits for a segment: fed as pieces come, or answered at once when the segment is whole.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DeliveryCounters } from './counters.ts';
import { mediaHeaders, sendEntity } from './entity.ts';
import type { SegmentClient } from './segment-relay.ts';
import type { UnsentBodies } from './unsent-bodies.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What one client may leave unread. The buffers are everybody's; this bounds how long one client can hold them. */
export const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

/** `refuse` answers with a problem; it is called only before the answer has begun. */
export function createWaitingClient(
  { request, response }: Exchange,
  {
    contentType,
    counters,
    unsent,
    refuse,
  }: {
    readonly contentType: string;
    readonly counters: DeliveryCounters;
    readonly unsent: UnsentBodies;
    readonly refuse: (error: unknown) => void;
  },
): SegmentClient {
  const isFed = takesPieces(request);
  let sent = 0;

  return {
    piece(bytes) {
      if (!isFed || response.destroyed) return;
      if (sent === 0) response.writeHead(200, mediaHeaders(contentType) as string[]);
      sent += bytes.length;
      response.write(bytes);
      if (response.writableLength <= MAX_UNREAD_BYTES) return;
      counters.abort('client-too-slow');
      response.destroy();
    },
    whole(entity) {
      if (response.destroyed) return;
      if (sent > 0) {
        response.end();
        counters.answer('making', sent);
      } else {
        counters.answer('store', sendEntity(request, response, entity));
      }
      unsent.track(response, entity.body);
    },
    fail(error) {
      if (response.destroyed) return;
      if (sent === 0) {
        refuse(error);
        return;
      }
      // What has gone out is not the segment: only a broken connection tells the player so.
      counters.abort('making-failed');
      response.destroy();
    },
  };
}

/**
 * Ranges and conditions need the whole; so does HTTP/1.0, which cannot tell a chunked answer's end from its abort.
 */
function takesPieces({ headers, httpVersionMajor, httpVersionMinor, method }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    httpVersionMajor === 1 &&
    httpVersionMinor >= 1 &&
    headers.range === undefined &&
    headers['if-none-match'] === undefined
  );
}
