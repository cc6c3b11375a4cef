// The origin: every media request, from its raw URL to the bytes.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { MediaLibrary } from '@vitascope/assets';
import type { PlainRequest, ReadyAnswer } from '@vitascope/platform/http';
import type { Clock, Logger } from '@vitascope/platform/kernel';
import type { SigningKeys } from '@vitascope/platform/signing-keys';
import type { Telemetry } from '@vitascope/platform/telemetry';
import type { AssetView, RenditionView } from './asset-view.ts';
import { createAssetViews, isAnswer, noSuchFile } from './asset-views.ts';
import { chooseCoding } from './content-coding.ts';
import { type AnswerSource, createDeliveryCounters, type DeliveryTotals } from './counters.ts';
import { answerFor, type Entity, mediaEntity, mediaHeaders, sendEntity } from './entity.ts';
import { deliveryError } from './errors.ts';
import { createHotSegments } from './hot-segments.ts';
import {
  MAX_MEDIA_URL_LENGTH,
  MEDIA_PATH,
  type MediaUrl,
  parseMediaUrl,
  segmentToHold,
} from './media-url.ts';
import { createPlaybackTokens, type TokenGrant, type TokenVerdict } from './playback-tokens.ts';
import { answerPreflight, createRefuse, segmentProblem } from './refusal.ts';
import { createSegmentRelay } from './segment-relay.ts';
import { createTextFiles } from './text-files.ts';
import { createUnsentBodies } from './unsent-bodies.ts';
import { createWaitingClient, type Exchange } from './waiting-client.ts';

export interface DeliveryOptions {
  readonly library: MediaLibrary;
  readonly keys: SigningKeys;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Memory for whole segments; 0 keeps none. What is being sent may take as much again, or 256 MiB. */
  readonly hotCacheBytes: number;
}

export interface Delivery {
  /** A raw handler: takes every request below `/t/` and answers it; false for any other. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** A ready handler: what `handle` would answer, if that is in memory and the token is good; else `null`. */
  answerNow(request: PlainRequest): ReadyAnswer | null;
  /**
   * A token for one asset: its URLs are `/t/<token>/<assetId>/main.m3u8` and `…/manifest.mpd`. `expiresAt` in epoch
   * milliseconds, at most 31 days ahead (`RangeError`). With `segments` it opens no others.
   */
  issueToken(grant: TokenGrant): string;
  /** The asset has changed: the next manifest says how. */
  refresh(assetId: string): void;
  /** Drops what is held of an asset that is gone. */
  forget(assetId: string): void;
  stats(): DeliveryStats;
  /** Fails who still waits for a segment and empties the cache. Drain the HTTP server first. */
  close(): void;
}

export interface DeliveryStats extends DeliveryTotals {
  readonly hotSegments: number;
  readonly hotBytes: number;
  /** Of segments that clients are still reading, in the cache or not. */
  readonly unsentBytes: number;
  /** Segments that requests wait for. */
  readonly pendingSegments: number;
  readonly waitingRequests: number;
}

// Segments that slow clients are reading, beside the cache's own; a small cache still leaves room for many viewers.
const MIN_UNSENT_LIMIT_BYTES = 256 * 1024 * 1024;

type Visit = Exchange & { readonly url: MediaUrl };

interface Ready {
  readonly source: AnswerSource;
  readonly entity: Entity;
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { keys, clock, telemetry, library } = options;
  const logger = options.logger.child({ module: 'delivery' });
  const counters = createDeliveryCounters(telemetry.metrics);
  const refuse = createRefuse({ counters, logger });
  const tokens = createPlaybackTokens({ keys, clock });
  const views = createAssetViews({ library, clock, logger });
  const hot = createHotSegments({
    limitBytes: options.hotCacheBytes,
    now: () => clock.now(),
    recheck: (assetId) =>
      void views.load(assetId).catch((error: unknown) => {
        if (isAnswer(error)) forget(assetId);
      }),
  });
  const texts = createTextFiles(library);
  const traced: Pick<MediaLibrary, 'segment'> = {
    segment: (key) => telemetry.withSpan('delivery.segment', { ...key }, () => library.segment(key)),
  };
  const relay = createSegmentRelay(traced, ({ resource, key, contentType }, { bytes, crc32 }, isKept) => {
    const entity = mediaEntity(bytes, contentType, etagOf(bytes, crc32));
    if (isKept) hot.set(resource, key.assetId, entity);
    return entity;
  });
  const unsent = createUnsentBodies(Math.max(options.hotCacheBytes, MIN_UNSENT_LIMIT_BYTES), () =>
    counters.abort('client-too-slow'),
  );
  let isClosed = false;

  function forget(assetId: string): void {
    views.forget(assetId);
    hot.forget(assetId);
    relay.forget(assetId);
  }

  /** What needs no waiting. */
  function findReady(url: MediaUrl, headers: Readonly<IncomingHttpHeaders>): Ready | undefined {
    if (url.file === 'segment' || url.file === 'sheet') return ready('memory', hot.get(url.resource));
    if (url.file === 'init.mp4')
      return ready('init', views.peek(url.assetId)?.renditions.get(url.renditionId)?.init);
    if (url.file === 'all.vtt' || url.file === 'text-segment')
      return ready('text', texts.peek(url, views.peek(url.assetId)));
    return ready('manifest', views.peekManifest(url)?.[chooseCoding(headers['accept-encoding'])]);
  }

  /** Serves what is in memory; the rest goes to `serveSlowly`. */
  function serve(visit: Visit): void {
    const { request, response, url } = visit;
    const found = findReady(url, request.headers);
    if (found === undefined) {
      serveSlowly(visit).catch((error: unknown) => refuse(request, response, error));
      return;
    }
    counters.answer(found.source, sendEntity(request, response, found.entity));
    if (found.source === 'memory') unsent.track(response, found.entity.body);
  }

  function answerNow(request: PlainRequest): ReadyAnswer | null {
    if (request.method === 'POST') return null;
    const url = request.url.length > MAX_MEDIA_URL_LENGTH ? null : parseMediaUrl(request.url);
    if (url === null || tokens.check(url.token, url.assetId, segmentToHold(url)) !== 'valid') return null;
    const found = findReady(url, request.headers);
    if (found === undefined) return null;
    const { entity, source } = found;
    const answer = answerFor(request, entity);
    counters.answer(source, answer.length);
    const isShared = source === 'memory' && Buffer.isBuffer(answer.body);
    return isShared ? { ...answer, hold: (cut) => unsent.hold(entity.body, cut) } : answer;
  }

  async function serveSlowly(visit: Visit): Promise<void> {
    const { request, response, url } = visit;
    // A connection that breaks while its answer is being made is no error of ours.
    response.on('error', () => {});
    if (url.file === 'segment') {
      serveSegment(visit, await findRendition(url));
    } else if (url.file === 'sheet') {
      await serveSheet(visit);
    } else if (url.file === 'init.mp4') {
      const { init } = await findRendition(url);
      if (init === null) throw noSuchFile(url);
      counters.answer('init', sendEntity(request, response, init));
    } else if (url.file === 'all.vtt' || url.file === 'text-segment') {
      const view = views.peek(url.assetId) ?? (await views.load(url.assetId));
      counters.answer('text', sendEntity(request, response, await texts.load(url, view)));
    } else {
      const manifest = await views.loadManifest(url);
      const entity = manifest[chooseCoding(request.headers['accept-encoding'])];
      counters.answer('manifest', sendEntity(request, response, entity));
    }
  }

  async function findRendition(url: MediaUrl): Promise<RenditionView> {
    const view: AssetView = views.peek(url.assetId) ?? (await views.load(url.assetId));
    const rendition = view.renditions.get(url.renditionId);
    if (rendition === undefined) throw noSuchFile(url);
    if (url.number >= rendition.segmentCount) {
      throw deliveryError(
        'media-not-found',
        `Rendition ${url.renditionId} has ${rendition.segmentCount} segments, counted from 0; there is no ${url.number}.`,
      );
    }
    return rendition;
  }

  async function serveSheet({ request, response, url }: Visit): Promise<void> {
    const { assetId, renditionId, number, resource } = url;
    const view = views.peek(assetId) ?? (await views.load(assetId));
    if (view.storyboardId !== renditionId) throw noSuchFile(url);
    const { bytes, crc32 } = await library.sheet({ assetId, renditionId, number });
    const entity = mediaEntity(bytes, 'image/jpeg', etagOf(bytes, crc32));
    hot.set(resource, assetId, entity);
    counters.answer('store', sendEntity(request, response, entity));
    unsent.track(response, entity.body);
  }

  function serveSegment({ request, response, url }: Visit, { contentType }: RenditionView): void {
    if (response.destroyed) return;
    if (isClosed) throw deliveryError('delivery-closed', 'The origin is stopping. Ask again elsewhere.');
    if (request.method === 'HEAD') {
      // Its length is known once it is made, and a HEAD is no reason to make it.
      response.writeHead(200, mediaHeaders(contentType) as string[]);
      response.end();
      counters.answer('none', 0);
      return;
    }
    const { assetId, renditionId, number, resource } = url;
    const client = createWaitingClient(
      { request, response },
      {
        contentType,
        counters,
        unsent,
        refuse: (error) => refuse(request, response, segmentProblem(error, logger, resource)),
      },
    );
    const leave = relay.join({ resource, contentType, key: { assetId, renditionId, number } }, client);
    response.once('close', leave);
  }

  function judge(visit: Visit, verdict: TokenVerdict): void {
    const { request, response } = visit;
    if (verdict === 'valid') serve(visit);
    else refuse(request, response, tokenProblem(verdict));
  }

  /** The key may have been made by another process a moment ago. */
  async function judgeLater(visit: Visit): Promise<void> {
    const { request, response, url } = visit;
    try {
      await keys.learn(url.token.slice(0, url.token.indexOf('.')));
    } catch (cause) {
      logger.warn({ err: cause }, 'The token keys cannot be read');
      const message = 'The key of this token cannot be looked up now. Try again shortly.';
      refuse(
        request,
        response,
        deliveryError('token-unverifiable', message, { cause, retryAfterSeconds: 2 }),
      );
      return;
    }
    if (!response.destroyed) judge(visit, tokens.check(url.token, url.assetId, segmentToHold(url)));
  }

  return {
    handle(request, response) {
      const target = request.url;
      if (target === undefined || !target.startsWith(MEDIA_PATH)) return false;
      const url = target.length > MAX_MEDIA_URL_LENGTH ? null : parseMediaUrl(target);
      const { method } = request;
      if (url === null) refuse(request, response, addressProblem(target));
      else if (method === 'OPTIONS') answerPreflight(response);
      else if (method !== 'GET' && method !== 'HEAD') refuse(request, response, methodProblem(method));
      else {
        const visit: Visit = { request, response, url };
        const verdict = tokens.check(url.token, url.assetId, segmentToHold(url));
        if (verdict === 'unknown-key') void judgeLater(visit);
        else judge(visit, verdict);
      }
      return true;
    },
    answerNow,
    issueToken: (grant) => tokens.issue(grant),
    refresh: (assetId) => views.expire(assetId),
    forget,
    stats: () => ({
      ...counters.totals,
      hotSegments: hot.count,
      hotBytes: hot.bytes,
      unsentBytes: unsent.bytes,
      pendingSegments: relay.segments,
      waitingRequests: relay.clients,
    }),
    close() {
      isClosed = true;
      relay.close(deliveryError('delivery-closed', 'The origin is stopping. Ask again elsewhere.'));
      hot.clear();
      texts.close();
      counters.close();
    },
  };
}

function etagOf(bytes: Buffer, crc32: number): string {
  return `${(crc32 >>> 0).toString(16)}-${bytes.length.toString(36)}`;
}

function ready(source: AnswerSource, entity: Entity | null | undefined): Ready | undefined {
  return entity ? { source, entity } : undefined;
}

function addressProblem(target: string): Error {
  return target.length > MAX_MEDIA_URL_LENGTH
    ? deliveryError('media-url-too-long', `A media address may have ${MAX_MEDIA_URL_LENGTH} characters.`)
    : deliveryError(
        'media-not-found',
        'This is not the address of a manifest, an init segment, a segment or captions.',
      );
}

function methodProblem(method: string | undefined): Error {
  return deliveryError('method-not-allowed', `Media is fetched by GET or HEAD, not ${method}.`);
}

function tokenProblem(verdict: TokenVerdict): Error {
  return verdict === 'expired'
    ? deliveryError('token-expired', 'Ask for a new playback URL.')
    : deliveryError('token-invalid', 'The token in this address was not issued for it.');
}
