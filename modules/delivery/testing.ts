// What delivery's tests stand on: a library whose segments come when the test says so, and a real server before it.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import type {
  MediaLibrary,
  PlayableAsset,
  SegmentFollower,
  SegmentKey,
  WholeSegment,
} from '@vitascope/assets';
import { openTestDatabase, type TestDatabase } from '@vitascope/platform/database/testing';
import { type Clock, type ErrorOptions, silentLogger, VitascopeError } from '@vitascope/platform/kernel';
import { createSigningKeys, type SigningKeys } from '@vitascope/platform/signing-keys';
import { createTelemetry } from '@vitascope/platform/telemetry';
import { createDelivery, type Delivery, deliveryMigrations } from './index.ts';

/** Errors as another module would throw them; its own codes are not registered here. */
export function libraryError(
  code: 'asset-not-found' | 'encoder-busy',
  message: string,
  options: ErrorOptions = {},
): VitascopeError {
  const kind = code === 'asset-not-found' ? 'not-found' : 'unavailable';
  return new VitascopeError({ code, kind, title: message }, message, options);
}

export const ASSET = 'as_01k9x0000000000000000000ab';
export const OTHER_ASSET = 'as_01k9x0000000000000000000abc';

export interface TestClock extends Clock {
  time: number;
}

/** A segment in the making, in the hands of the test. */
export interface ControlledFeed {
  readonly key: SegmentKey;
  readonly followers: Set<SegmentFollower>;
  /** What the segment door promises: what there is at once, the rest as it comes. */
  follow(follower: SegmentFollower): () => void;
  piece(bytes: Buffer): void;
  end(): void;
  fail(error: Error): void;
}

export interface TestLibrary extends MediaLibrary {
  readonly assets: Map<string, PlayableAsset>;
  readonly stored: Map<string, WholeSegment>;
  /** WebVTT by the id of the text. */
  readonly texts: Map<string, Buffer>;
  readonly feeds: Map<string, ControlledFeed>;
  /** Every key that was asked for, in order. */
  readonly asked: string[];
  playableCalls: number;
  /** Thrown by everything while set. */
  failure: Error | null;
  /** Resolves when that segment is asked for. */
  feed(number: number): Promise<ControlledFeed>;
}

export function makeAsset(id: string, revision = '1'): PlayableAsset {
  const cuts = Array.from({ length: 1801 }, (_, n) => n * 96_000);
  const track = { peakBandwidth: 4_000_000, averageBandwidth: 3_000_000, timescale: 24_000, cuts };
  return {
    id,
    revision,
    presentation: {
      duration: { ticks: 1800 * 96_000, timescale: 24_000 },
      video: [
        {
          ...track,
          id: '720p',
          codecs: 'avc1.64001f',
          width: 1280,
          height: 720,
          frameRate: { numerator: 24, denominator: 1 },
        },
      ],
      audio: [
        {
          ...track,
          id: 'audio-1',
          codecs: 'mp4a.40.2',
          name: 'Français',
          language: 'fr',
          channels: 2,
          sampleRate: 48_000,
          isDefault: true,
        },
      ],
    },
    inits: new Map([
      ['720p', Buffer.from('init of the picture')],
      ['audio-1', Buffer.from('init of the sound')],
    ]),
  };
}

export function whole(bytes: Buffer): WholeSegment {
  return { bytes, crc32: crc32(bytes) };
}

function createTestLibrary(): TestLibrary {
  const waiting = new Map<string, PromiseWithResolvers<ControlledFeed>>();
  const expected = (name: string) => {
    const existing = waiting.get(name) ?? Promise.withResolvers<ControlledFeed>();
    waiting.set(name, existing);
    return existing;
  };
  const library: TestLibrary = {
    assets: new Map([
      [ASSET, makeAsset(ASSET)],
      [OTHER_ASSET, makeAsset(OTHER_ASSET)],
    ]),
    stored: new Map(),
    texts: new Map(),
    feeds: new Map(),
    asked: [],
    playableCalls: 0,
    failure: null,
    async playable(assetId) {
      library.playableCalls += 1;
      if (library.failure !== null) throw library.failure;
      const asset = library.assets.get(assetId);
      if (asset === undefined) throw libraryError('asset-not-found', `No asset ${assetId}.`);
      return asset;
    },
    async segment(key) {
      const name = `${key.renditionId}/${key.number}`;
      library.asked.push(name);
      if (library.failure !== null) throw library.failure;
      const stored = library.stored.get(name);
      if (stored !== undefined) return { whole: stored, follow: () => () => {} };
      const feed = createControlledFeed(key);
      library.feeds.set(name, feed);
      expected(String(key.number)).resolve(feed);
      return {
        whole: null,
        follow: feed.follow,
      };
    },
    async text({ textId }) {
      library.asked.push(`${textId}/all.vtt`);
      if (library.failure !== null) throw library.failure;
      return library.texts.get(textId) ?? Promise.reject(libraryError('asset-not-found', textId));
    },
    async sheet({ renditionId, number }) {
      const name = `${renditionId}/${number}.jpg`;
      library.asked.push(name);
      const stored = library.stored.get(name);
      if (stored === undefined) throw libraryError('asset-not-found', `No sheet ${name}.`);
      return stored;
    },
    feed: (number) => expected(String(number)).promise,
  };
  return library;
}

function createControlledFeed(key: SegmentKey): ControlledFeed {
  const pieces: Buffer[] = [];
  const followers = new Set<SegmentFollower>();
  let outcome: ((follower: SegmentFollower) => void) | null = null;
  const settle = (tell: (follower: SegmentFollower) => void) => {
    outcome = tell;
    for (const follower of followers) tell(follower);
  };
  return {
    key,
    followers,
    follow(follower) {
      followers.add(follower);
      for (const piece of pieces) follower.bytes(piece);
      outcome?.(follower);
      return () => followers.delete(follower);
    },
    piece(bytes) {
      pieces.push(bytes);
      for (const follower of followers) follower.bytes(bytes);
    },
    end() {
      const segment = whole(Buffer.concat(pieces));
      settle((follower) => follower.end(segment));
    },
    fail(error) {
      settle((follower) => follower.fail(error));
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Origin {
  readonly library: TestLibrary;
  readonly delivery: Delivery;
  readonly keys: SigningKeys;
  readonly clock: TestClock;
  readonly database: TestDatabase;
  readonly port: number;
  /** A token for an hour. */
  token(assetId?: string): string;
  /** `/t/<a token>/<ASSET>/<rest>` */
  url(rest: string): string;
  begin(
    path: string,
    options?: { method?: string; headers?: Record<string, string> },
  ): Promise<IncomingMessage>;
  fetch(path: string, options?: { method?: string; headers?: Record<string, string> }): Promise<Answer>;
  /** Sends bytes as they are; all that comes back until the connection ends. */
  exchange(bytes: string): Promise<string>;
  /** The server takes no more connections and finishes those it has. */
  stopListening(): void;
  close(): Promise<void>;
}

export async function openOrigin(
  options: { readonly hotCacheBytes?: number; readonly wrapKeys?: (keys: SigningKeys) => SigningKeys } = {},
): Promise<Origin> {
  const database = await openTestDatabase({ migrations: [deliveryMigrations] });
  const clock: TestClock = { time: Date.now(), now: () => clock.time };
  const keys = await createSigningKeys({ database, schema: 'delivery', clock });
  const library = createTestLibrary();
  const telemetry = await createTelemetry({
    serviceName: 'delivery-test',
    processMetrics: false,
    write() {},
  });
  const delivery = createDelivery({
    library,
    keys: options.wrapKeys?.(keys) ?? keys,
    clock,
    telemetry,
    logger: silentLogger,
    hotCacheBytes: options.hotCacheBytes ?? 64 * 1024 * 1024,
  });
  const server = createServer((request, response) => {
    if (!delivery.handle(request, response)) response.writeHead(418).end();
  });
  await once(server.listen(0, '127.0.0.1', 4_096), 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 2_000 });
  const token = (assetId = ASSET) => delivery.issueToken({ assetId, expiresAt: clock.time + 3_600_000 });

  const begin: Origin['begin'] = async (path, { method = 'GET', headers = {} } = {}) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };
  return {
    library,
    delivery,
    keys,
    clock,
    database,
    port,
    token,
    url: (rest) => `/t/${token()}/${ASSET}/${rest}`,
    begin,
    async fetch(path, init) {
      const response = await begin(path, init);
      return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) };
    },
    exchange(bytes) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(Buffer.from(bytes, 'latin1'));
      return text(socket);
    },
    stopListening: () => server.close(),
    async close() {
      agent.destroy();
      const closed = server.listening ? once(server, 'close') : undefined;
      server.close();
      server.closeAllConnections();
      await closed;
      delivery.close();
      await keys.close();
      await telemetry.close();
      await database.close();
    },
  };
}

/** Bytes that are nowhere the same. */
export const randomSegment = (size: number): Buffer => randomBytes(size);
