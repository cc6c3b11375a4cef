/** Answers in the place of handlers that take too long: one timer for all requests instead of one for each. */
import type { HttpApp, HttpReply, HttpRequest } from './app.ts';
import { httpError } from './problem.ts';

interface Running {
  readonly reply: HttpReply;
  /** `performance.now()`. */
  readonly deadline: number;
}

/** Looked at this often within the shortest time that is given; each is answered at most that part late. */
const LOOKS = 10;

/**
 * Gives each route `limitMs`, or its own `config.handlerTimeoutMs`, from its headers to the beginning of its answer; then it is
 * refused as `handler-timeout`. An answer that has begun is cut off; a hijacked one is exempt. Call it before any route is added.
 */
export function limitHandlers(app: HttpApp, limitMs: number): void {
  const running = new Map<HttpRequest, Running>();

  const look = setInterval(
    () => {
      const now = performance.now();
      for (const [request, { reply, deadline }] of running) {
        if (now < deadline) continue;
        running.delete(request);
        // Hijacked, or over.
        if (reply.sent) continue;
        const late = httpError('handler-timeout', 'The server is slow at the moment. Try again shortly.');
        if (reply.raw.headersSent) reply.raw.destroy(late);
        else void reply.send(late);
      }
    },
    Math.min(1_000, Math.ceil(limitMs / LOOKS)),
  );
  look.unref();
  app.addHook('onClose', async () => clearInterval(look));

  app.addHook('onRequest', (request, reply, done) => {
    const ms = request.routeOptions.config.handlerTimeoutMs ?? limitMs;
    running.set(request, { reply, deadline: performance.now() + ms });
    reply.raw.once('close', () => running.delete(request));
    done();
  });
}
