// Keeps the last requests of a page, for the message when something does not happen.
import type { Page, Request } from 'playwright-core';

const kept = 60;

export interface RequestWatch {
  /** One line a request, oldest first: when it began, how long it took, its status and bytes, or that it has no end yet. */
  lines(): readonly string[];
}

interface Seen {
  readonly what: string;
  readonly startedAtMs: number;
  end: string | null;
}

/** Watches from now on. Bodies are counted as they came over the wire. */
export function watchRequests(page: Page): RequestWatch {
  const startedAtMs = performance.now();
  const seen = new Map<Request, Seen>();
  const elapsed = () => Math.round(performance.now() - startedAtMs);
  const finish = (request: Request, end: string): void => {
    const entry = seen.get(request);
    if (entry !== undefined) entry.end = `${elapsed() - entry.startedAtMs} ms, ${end}`;
  };
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    seen.set(request, { what: pathname + search, startedAtMs: elapsed(), end: null });
    for (const oldest of seen.keys()) {
      if (seen.size <= kept) break;
      seen.delete(oldest);
    }
  });
  page.on('requestfailed', (request) => finish(request, request.failure()?.errorText ?? 'failed'));
  page.on('requestfinished', async (request) => {
    finish(request, 'answered');
    const [response, sizes] = await Promise.all([request.response(), request.sizes()]).catch(() => [
      null,
      null,
    ]);
    const entry = seen.get(request);
    if (entry !== undefined && response && sizes)
      entry.end =
        entry.end?.replace('answered', `${response.status()}, ${sizes.responseBodySize} bytes`) ?? null;
  });
  return {
    lines: () =>
      [...seen.values()].map(
        ({ what, startedAtMs: at, end }) => `  at ${at} ms: ${what}: ${end ?? 'not answered'}`,
      ),
  };
}
