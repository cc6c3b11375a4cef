// Changes of the whole library over HTTP, as server-sent events.
import type { ServerResponse } from 'node:http';
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Asset } from './asset.ts';
import { toAnswer } from './asset-answer.ts';
import type { Assets } from './assets.ts';
import { assetError } from './errors.ts';
import type { FeedEvent } from './library-feed.ts';

const HEARTBEAT_MS = 15_000;
/** So long a stream lasts: whoever opens the next is asked for the right again. */
const LASTS_MS = 600_000;
/** Whoever reads more slowly than this is cut off, and told to reload when it comes back. */
const MOST_UNREAD_BYTES = 512 * 1024;

const description = `Events, each with an \`id\`:

- \`ready\`, first: load the list now, and miss nothing. \`{}\`
- \`asset\`: the asset as it is now, with \`"percent"\` of it and of each of its renditions
- \`gone\`: it was deleted. \`{"id"}\`
- \`reload\`: more was missed than is kept; load again what you show. \`{}\`

A stream ends after ten minutes at most. Connect again with \`Last-Event-ID\`, as EventSource does by itself: what was missed
comes first, instead of \`ready\`.`;

export function registerLibraryFeed(app: HttpApp, assets: Pick<Assets, 'feed'>): void {
  app.get(
    '/api/v1/assets/events',
    {
      schema: {
        tags: ['assets'],
        summary: 'Streams what changes among all assets (server-sent events)',
        description,
        headers: z.looseObject({ 'last-event-id': z.string().max(100).optional() }),
        produces: ['text/event-stream'],
      },
    },
    async (request, reply) => {
      const after = request.headers['last-event-id'];
      const stream = openStream(reply.raw);
      const stop = assets.feed.subscribe(
        after === undefined || after === '' ? null : String(after),
        stream.send,
      );
      if (stop === null)
        throw assetError(
          'too-many-listeners',
          'Too many listen to the library already. Try again in a minute.',
          {
            retryAfterSeconds: 60,
          },
        );
      reply.hijack();
      stream.begin(stop);
    },
  );
}

/** Keeps what comes before the stream begins. */
function openStream(response: ServerResponse) {
  let early: FeedEvent[] | null = [];
  const write = (text: string): void => {
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
    else response.write(text);
  };
  return {
    send(event: FeedEvent): void {
      if (early === null) write(textOf(event));
      else early.push(event);
    },
    begin(stop: () => void): void {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
      });
      for (const event of early ?? []) write(textOf(event));
      early = null;
      const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
      const end = setTimeout(() => response.end(), LASTS_MS).unref();
      response.once('close', () => {
        stop();
        clearInterval(heartbeat);
        clearTimeout(end);
      });
    },
  };
}

function textOf(event: FeedEvent): string {
  return `id: ${event.id}\nevent: ${event.kind}\ndata: ${JSON.stringify(dataOf(event))}\n\n`;
}

function dataOf(event: FeedEvent): object {
  if (event.kind === 'asset') return toChange(event.asset);
  return event.kind === 'gone' ? { id: event.assetId } : {};
}

function toChange(asset: Asset): object {
  const answer = toAnswer(asset);
  const renditions = answer.renditions.map((rendition) => ({
    ...rendition,
    percent: percent(rendition.segments === 0 ? 0 : rendition.ready / rendition.segments),
  }));
  return { ...answer, percent: percent(answer.progress), renditions };
}

/** One decimal: more would be another event for nothing that anybody sees. */
function percent(share: number): number {
  return Math.floor(share * 1_000) / 10;
}
