// Waits for a database that is not there yet: what starts together is not ready together.
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@vitascope/platform/database';
import { isVitascopeError, type Logger } from '@vitascope/platform/kernel';

const PAUSE_MS = 1_000;
/** An address from which nothing comes, not even a refusal, is told of after this time. */
const QUIET_MS = 2_000;
/** SQLSTATE class 28 and 3D000: the role, its password or the database is wrong, which time does not mend. */
const FINAL = /^(28...|3D000)$/;

export interface WaitingForDatabase {
  readonly waitSeconds: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/**
 * Opens again and again for `waitSeconds`, and logs why at the first failure and whenever the reason is another one.
 * Throws what the last opening threw, or the signal's reason.
 */
export async function waitForDatabase(
  open: () => Promise<Database>,
  { waitSeconds, logger, signal }: WaitingForDatabase,
): Promise<Database> {
  const deadline = performance.now() + waitSeconds * 1000;
  let told = '';
  const tell = (reason: string): void => {
    if (reason !== told) logger.warn({ waitSeconds }, `${reason} It is tried for ${waitSeconds} s in all.`);
    told = reason;
  };
  for (;;) {
    try {
      return await openUnlessStopped(open, signal, () =>
        tell(
          'The database does not answer yet. Check that it runs, that VITASCOPE_DATABASE_URL is right, and that no firewall is between.',
        ),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (!isVitascopeError(error) || error.code !== 'database-unreachable' || isFinal(error)) throw error;
      if (performance.now() + PAUSE_MS >= deadline) throw error;
      tell(error.message);
      await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
      signal.throwIfAborted();
    }
  }
}

/** A database that opens after nobody wants it any more is closed. */
async function openUnlessStopped(
  open: () => Promise<Database>,
  signal: AbortSignal,
  onQuiet: () => void,
): Promise<Database> {
  signal.throwIfAborted();
  const stopped = Promise.withResolvers<never>();
  const onAbort = (): void => stopped.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const quiet = setTimeout(onQuiet, QUIET_MS);
  const opening = open();
  try {
    return await Promise.race([opening, stopped.promise]);
  } catch (error) {
    if (signal.aborted)
      opening.then(
        (database) => database.close(),
        () => {},
      );
    throw error;
  } finally {
    clearTimeout(quiet);
    signal.removeEventListener('abort', onAbort);
  }
}

function isFinal({ cause }: Error): boolean {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && FINAL.test(code);
}
