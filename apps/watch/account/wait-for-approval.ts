/** Asks again and again whether a screen has been let in, as slowly as the server wants (RFC 8628 §3.5). */
import type { Account } from '@vitascope/client';
import { api } from '../session/api.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
/** RFC 8628 §3.5: `slow_down` adds five seconds for this and all later requests. */
const SLOWER_SECONDS = 5;

/** The code is over, or it was refused. */
class NotLetIn extends Error {}

export async function waitForApproval(
  { deviceCode, intervalSeconds }: { readonly deviceCode: string; readonly intervalSeconds: number },
  signal: AbortSignal,
): Promise<Account> {
  for (let seconds = intervalSeconds; ; ) {
    await pause(seconds * 1000, signal);
    // The answers are OAuth's, not problems of this API: asked beside the client, which would take them for strangers'.
    const response = await fetch('/api/v1/auth/device/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: GRANT, device_code: deviceCode }),
      signal,
    }).catch((error: unknown) => {
      signal.throwIfAborted();
      return error instanceof TypeError ? null : Promise.reject(error);
    });
    if (response === null) continue; // the network is away for a moment
    if (response.ok) return (await api.GET('/api/v1/auth/session', { signal })).data;
    const { error } = (await response.json().catch(() => ({}))) as { readonly error?: string };
    if (error === 'slow_down') seconds += SLOWER_SECONDS;
    else if (error !== 'authorization_pending' && response.status < 500)
      throw new NotLetIn(error ?? `The server answered ${response.status}.`);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}
