// Compresses what is large and repeats itself: lists of routes that say so.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpApp } from './app.ts';

/** Below this it fits into a few packets anyway. */
const SMALLEST_BYTES = 4_096;
/** Lists shrink to a tenth already; more costs more than it saves. */
const LEVEL = 4;

const pack = promisify(gzip);

/** Call it before the routes are added. */
export function compressAnswers(app: HttpApp): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const isLarge = typeof payload === 'string' && payload.length >= SMALLEST_BYTES;
    if (request.routeOptions.config.compresses !== true || !isLarge) return payload;
    reply.header('vary', 'Accept-Encoding');
    if (!takesGzip(request.headers['accept-encoding'])) return payload;
    reply.header('content-encoding', 'gzip');
    return await pack(payload, { level: LEVEL });
  });
}

/** Whether it is named and not forbidden (rfc9110 §12.5.3). */
function takesGzip(header: string | string[] | undefined): boolean {
  if (typeof header !== 'string' || header.length > 256) return false;
  return header
    .toLowerCase()
    .split(',')
    .some((item) => {
      const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
      return name === 'gzip' && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
    });
}
