// Watch on the machine of a viewer: a page for when there is no network, and files that never change kept at hand.
// Pages come from the network always, so that an update is there at once. The API and media are never kept.

/** Put in by the build: the files of the offline page, and a hash of them. */
const VERSION = '__VERSION__';
const OFFLINE_FILES = '__OFFLINE_FILES__'.split(' ');
const OFFLINE_PAGE = '/_watch/offline.html';

const offline = `vitascope-offline-${VERSION}`;
/** Those that hold a hash of what they lead to. One build has some sixty; the oldest go first. */
const assets = { name: 'vitascope-assets-1', most: 150, mostBytes: 4_000_000 };
const artwork = { name: 'vitascope-artwork-1', most: 250, mostBytes: 400_000 };
const kept = [offline, assets.name, artwork.name];

/** What is not Watch, or plays within another site's page. */
const ELSEWHERE = /^\/(api|t|images|page|old|watch|embed|studio|_watch|_studio)(\/|$)/;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(offline)
      .then((cache) => cache.addAll(OFFLINE_FILES))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      // The page is asked for while the worker starts, so that it is no slower with one.
      await self.registration.navigationPreload?.enable();
      const names = await caches.keys();
      const old = names.filter((name) => name.startsWith('vitascope-') && !kept.includes(name));
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || request.headers.has('range')) return;
  if (request.mode === 'navigate') {
    if (!ELSEWHERE.test(pathname)) event.respondWith(page(event));
  } else if (pathname.startsWith('/_watch/assets/')) event.respondWith(keptFile(event, assets));
  else if (pathname.startsWith('/images/')) event.respondWith(keptFile(event, artwork));
  else if (OFFLINE_FILES.includes(pathname))
    event.respondWith(fetch(request).catch(() => offlineFile(request)));
});

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch (error) {
    const cached = await caches.match(OFFLINE_PAGE, { cacheName: offline });
    if (cached === undefined) throw error;
    return cached;
  }
}

/** From the cache, else from the network and into the cache. */
async function keptFile(event, place) {
  const { request } = event;
  const cached = (await caches.match(request, { cacheName: place.name })) ?? (await offlineFile(request));
  if (cached !== undefined) return cached;
  const response = await fetch(request);
  if (mayBeKept(response, place)) event.waitUntil(keep(request, response.clone(), place));
  return response;
}

const offlineFile = (request) => caches.match(request, { cacheName: offline });

/** Whole, from here, and the same for ever. */
function mayBeKept({ status, type, headers }, { mostBytes }) {
  const bytes = Number(headers.get('content-length') ?? 0);
  return (
    status === 200 &&
    type === 'basic' &&
    bytes <= mostBytes &&
    /immutable/.test(headers.get('cache-control') ?? '')
  );
}

async function keep(request, response, { name, most }) {
  try {
    const cache = await caches.open(name);
    await cache.put(request, response);
    const all = await cache.keys();
    await Promise.all(all.slice(0, Math.max(0, all.length - most)).map((one) => cache.delete(one)));
  } catch {
    // There is no room: the network has it.
  }
}
