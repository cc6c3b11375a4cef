/** A page that was left open over an update asks for parts that are gone: the new page has them. */

/** Where the new page lacks them as well, it would be loaded without end. */
const OFTEN_MS = 60_000;
const KEY = 'vitascope.reloaded';

/** Not where the network or the server is gone: the page that stands there is worth more than none. */
export function reloadAfterUpdate(): void {
  window.addEventListener('vite:preloadError', () => {
    void fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
      ({ ok }) => {
        if (ok && isFirst()) window.location.reload();
      },
      () => undefined,
    );
  });
}

function isFirst(): boolean {
  try {
    const before = Number(sessionStorage.getItem(KEY) ?? 0);
    sessionStorage.setItem(KEY, String(Date.now()));
    return Date.now() - before > OFTEN_MS;
  } catch {
    return false; // storage is forbidden here: nothing keeps it from going on for ever
  }
}
