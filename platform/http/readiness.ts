/** `/healthz` (the process is alive) and `/readyz` (it can do its work now). */
import { type Clock, isVitascopeError, type Logger } from '../kernel/index.ts';
import type { HttpApp } from './app.ts';
import { httpError } from './problem.ts';

export interface ReadinessCheck {
  /** Shown to callers, for example `database`. */
  readonly name: string;
  /** Resolves when what it looks at works; rejects (or takes longer than 2 s) when it does not. */
  check(signal: AbortSignal): Promise<void>;
}

export type ServerState = 'starting' | 'ready' | 'draining';

export interface ReadinessOptions {
  readonly checks: readonly ReadinessCheck[];
  readonly state: () => ServerState;
  readonly clock: Clock;
  readonly logger: Logger;
}

const checkTimeoutMs = 2_000;
// Anyone may ask, so the answer is kept for a moment: asking often must not load what the checks look at.
const keepAnswerMs = 1_000;

export function addHealthRoutes(app: HttpApp, options: ReadinessOptions): void {
  const runChecks = createCheckRunner(options);
  app.get('/healthz', { schema: { hide: true } }, async (_request, reply) => {
    return reply.header('cache-control', 'no-store').send({ status: 'alive' });
  });
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const state = options.state();
    const reasons = state === 'ready' ? await runChecks() : [`The server is ${state}.`];
    if (reasons.length > 0)
      throw httpError('not-ready', reasons.join(' '), { details: { reasons }, retryAfterSeconds: 2 });
    return reply
      .header('cache-control', 'no-store')
      .send({ status: 'ready', checks: options.checks.map(({ name }) => name) });
  });
}

/** Runs all checks at once and says what is wrong; callers at the same time share one run. */
function createCheckRunner({ checks, clock, logger }: ReadinessOptions): () => Promise<string[]> {
  let latest: { readonly at: number; readonly reasons: Promise<string[]> } | undefined;
  return () => {
    if (latest === undefined || clock.now() - latest.at > keepAnswerMs) {
      const reasons = Promise.all(checks.map((check) => runCheck(check, logger)));
      latest = {
        at: clock.now(),
        reasons: reasons.then((all) => all.filter((reason) => reason !== undefined)),
      };
    }
    return latest.reasons;
  };
}

async function runCheck({ name, check }: ReadinessCheck, logger: Logger): Promise<string | undefined> {
  const signal = AbortSignal.timeout(checkTimeoutMs);
  const late = Promise.withResolvers<never>();
  const onAbort = (): void => late.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([check(signal), late.promise]);
    return undefined;
  } catch (error) {
    logger.warn({ err: error, check: name }, 'A readiness check failed');
    // Our own messages are meant for everyone; those of libraries may name hosts and users.
    if (isVitascopeError(error)) return `${name}: ${error.message}`;
    return signal.aborted
      ? `${name}: no answer within ${checkTimeoutMs / 1000} s.`
      : `${name}: failed; the log says why.`;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
