// Requests to a provider: over https, with a deadline, without redirects, and of the answer no more than it needs.
import { identityError } from './errors.ts';

const TIMEOUT_MS = 5_000;
const LIMIT_BYTES = 262_144;

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Https, or http on this very machine where the issuer is on it as well. */
export function isSafeProviderUrl(url: URL, issuer: URL): boolean {
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && loopback.has(url.hostname) && loopback.has(issuer.hostname);
}

export interface ProviderFetchOptions {
  readonly method?: string | undefined;
  readonly headers?: RequestInit['headers'] | undefined;
  readonly body?: unknown;
}

export type ProviderFetch = (url: string, options: ProviderFetchOptions) => Promise<Response>;

/** @throws `provider-unavailable` */
export function createProviderFetch(
  issuer: URL,
  { timeoutMs = TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
): ProviderFetch {
  return async (address, { method = 'GET', headers, body }) => {
    const url = new URL(address);
    if (!isSafeProviderUrl(url, issuer))
      throw identityError('provider-unavailable', `The provider names ${url.origin}, which is not https.`);
    try {
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined || body === null ? {} : { body: body as string }),
      });
      if (response.status >= 500) throw new Error(`It answered ${response.status}.`);
      const bytes = await readBounded(response);
      return new Response(bytes.length === 0 ? null : bytes, {
        status: response.status,
        headers: response.headers,
      });
    } catch (cause) {
      throw identityError(
        'provider-unavailable',
        `The provider at ${url.origin} does not answer as it should.`,
        {
          cause,
        },
      );
    }
  };
}

async function readBounded(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > LIMIT_BYTES) throw new Error(`The answer has more than ${LIMIT_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
