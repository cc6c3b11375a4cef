/** How Shaka fetches: from what is in memory already, and always below the token of now. */
import type shakaModule from 'shaka-player/dist/shaka-player.dash-es2021.js';
import { createLineMeter } from './line-meter.ts';
import { type MediaAddress, resourceOf } from './media-address.ts';

type Shaka = typeof shakaModule;
type Response = shakaModule.extern.Response;
type Plugin = shakaModule.extern.SchemePlugin;

/** What was last delivered, as its headers tell. */
export interface Delivery {
  /** Seconds that a cache has had it, where one said so. */
  readonly age: number | null;
  /** What an edge said of itself: `HIT`, `MISS`. */
  readonly edge: string | null;
  readonly isFromBrowser: boolean;
}

const addresses = new Map<string, Set<MediaAddress>>();
const prefetched = new Map<string, Promise<ArrayBuffer | null>>();
/** One line for all that this page plays. */
export const line = createLineMeter();
/** By asset. */
const deliveries = new Map<string, Delivery>();

export function addAddress(address: MediaAddress): () => void {
  const all = addresses.get(address.assetId) ?? new Set();
  addresses.set(address.assetId, all.add(address));
  return () => {
    all.delete(address);
    if (all.size === 0) addresses.delete(address.assetId);
  };
}

export const lastDelivery = (assetId: string): Delivery | null => deliveries.get(assetId) ?? null;

/** Keeps bytes that are on their way for whoever asks for that file next; a failure is asked for again. */
export function keepForOnce(url: string, bytes: Promise<ArrayBuffer | null>): void {
  const resource = resourceOf(url);
  if (resource === null) return;
  prefetched.set(
    resource,
    bytes.catch(() => null),
  );
}

export function isKept(url: string): boolean {
  return prefetched.has(resourceOf(url) ?? '');
}

export function forgetKept(assetId: string): void {
  for (const resource of prefetched.keys())
    if (resource.startsWith(`${assetId}/`)) prefetched.delete(resource);
}

export function registerNetwork(shaka: Shaka): void {
  const plugin: Plugin = (uri, ...rest) =>
    fetchMedia(shaka, uri, (url) => {
      const [request, type, tell, ...others] = rest;
      const arrived = line.request();
      const onProgress: typeof tell = (ms, bytes, bytesLeft) => {
        arrived(bytes);
        tell(ms, bytes, bytesLeft);
      };
      return shaka.net.HttpFetchPlugin.parse(url, request, type, onProgress, ...others);
    });
  for (const scheme of ['http', 'https']) shaka.net.NetworkingEngine.registerScheme(scheme, plugin, 3, true); // 3: PluginPriority.APPLICATION
}

type Ask = (url: string) => shakaModule.extern.IAbortableOperation<Response>;

function fetchMedia(shaka: Shaka, uri: string, ask: Ask): shakaModule.extern.IAbortableOperation<Response> {
  const resource = resourceOf(uri);
  // The same title may be loaded twice, by who plays it and by what was fetched ahead in vain: each asks below its own token.
  const known = [...(addresses.get(resource?.split('/', 1)[0] ?? '') ?? [])];
  const address = known.find((one) => uri.startsWith(one.base())) ?? known.at(-1);
  if (resource === null || address === undefined) return ask(uri);
  let current: shakaModule.extern.IAbortableOperation<Response> | null = null;
  let isAborted = false;
  const now = async (): Promise<Response> => {
    // Not asked in vain: a token that is for all of it may be on its way.
    if (!address.opens(uri)) await address.renew();
    if (isAborted) throw aborted(shaka);
    current = ask(address.current(uri));
    return current.promise;
  };
  const kept = prefetched.get(resource);
  prefetched.delete(resource);
  const answer =
    kept === undefined
      ? now()
      : kept.then((data) => (data === null ? now() : (responseOf(uri, data) as Response)));
  const promise = answer.catch(async (error: unknown) => {
    if (isAborted || !isRefusal(error) || !(await address.renew())) throw error;
    return now();
  });
  return new shaka.util.AbortableOperation(
    promise.then((response) => {
      note(address.assetId, response);
      return response;
    }),
    async () => {
      isAborted = true;
      await current?.abort();
    },
  );
}

/** A token that has expired, or that the server does not know any more. */
function isRefusal(error: unknown): boolean {
  const { code, data } = error as { code?: number; data?: readonly unknown[] };
  return code === 1001 && (data?.[1] === 403 || data?.[1] === 401);
}

function aborted(shaka: Shaka): Error {
  const { Severity, Category, Code } = shaka.util.Error;
  const error = new shaka.util.Error(Severity.CRITICAL, Category.PLAYER, Code.OPERATION_ABORTED);
  return error as unknown as Error;
}

function responseOf(uri: string, data: ArrayBuffer): Partial<Response> {
  return { uri, originalUri: uri, data, headers: {}, status: 200, fromCache: true, timeMs: 0 };
}

function note(assetId: string, { headers, fromCache }: Response): void {
  const age = Number.parseInt(headers['age'] ?? '', 10);
  deliveries.set(assetId, {
    age: Number.isNaN(age) ? null : age,
    edge: headers['x-cache'] ?? headers['cf-cache-status'] ?? headers['x-cache-status'] ?? null,
    isFromBrowser: fromCache === true,
  });
}
