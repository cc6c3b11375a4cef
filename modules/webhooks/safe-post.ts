// Sends a body to an address that somebody typed in, and reaches nothing in our own network by it.
import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { webhookError } from './errors.ts';
import { isPublicAddress } from './public-address.ts';

/** All addresses of a host. */
export type Resolver = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface PostRules {
  readonly allowHttp: boolean;
  /** Host names or addresses, in lower case, that may be private. */
  readonly privateHosts: readonly string[];
}

export interface PostAnswer {
  readonly status: number;
  /** The beginning of the body. */
  readonly excerpt: string;
}

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal?: AbortSignal;
}

export interface SafePost {
  /** The address in one spelling. @throws `webhook-url-refused` */
  checkUrl(url: string): URL;
  /** @throws `webhook-url-refused`, `webhook-address-refused`, `webhook-unreachable` */
  post(post: Post): Promise<PostAnswer>;
}

/** Web servers, and what programs of one's own listen on; not mail, SSH and the like (fetch.spec.whatwg.org §2.9). */
const isPortAllowed = (port: number): boolean => port === 443 || port === 80 || port >= 1024;
const PORTS_REFUSED = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 9100, 9200, 11211,
]);
const TIMEOUT_MS = 15_000;
const EXCERPT_BYTES = 300;
/** What is read of an answer before the connection is cut. */
const MOST_READ_BYTES = 65_536;
const MOST_URL = 2_000;

export const systemResolver: Resolver = (hostname) =>
  new Promise((resolve, reject) =>
    systemLookup(hostname, { all: true, verbatim: true }, (error, addresses) =>
      error === null ? resolve(addresses) : reject(error),
    ),
  );

export function createSafePost(rules: PostRules, resolve: Resolver = systemResolver): SafePost {
  const mayBePrivate = (hostname: string): boolean => rules.privateHosts.includes(hostname);

  function checkUrl(text: string): URL {
    const refuse = (why: string): Error =>
      webhookError('webhook-url-refused', `Webhooks cannot go to "${text.slice(0, 100)}": ${why}`);
    const url = text.length > MOST_URL ? null : URL.parse(text);
    // The parser writes every spelling of an IPv4 address (127.1, 0x7f.1, 2130706433) as four decimal numbers.
    if (url === null) throw refuse('it is not a URL.');
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && rules.allowHttp))
      throw refuse(rules.allowHttp ? 'only https and http are allowed.' : 'only https is allowed.');
    if (url.username !== '' || url.password !== '') throw refuse('it holds a name or a password.');
    const port = url.port === '' ? 443 : Number(url.port);
    if (!isPortAllowed(port) || PORTS_REFUSED.has(port)) throw refuse(`port ${port} is not one of the web.`);
    url.hash = '';
    const hostname = bareHost(url);
    if (mayBePrivate(hostname)) return url;
    if (isIP(hostname) !== 0 && !isPublicAddress(hostname))
      throw refuse(`${hostname} is not on the public internet.`);
    if (
      isIP(hostname) === 0 &&
      (!hostname.includes('.') || /(^|\.)(localhost|local|internal|home\.arpa)\.?$/.test(hostname))
    )
      throw refuse(`${hostname} is a name within a network.`);
    return url;
  }

  /** The only resolution: the connection is made to what it has found, if all of it may be reached. */
  async function addressesOf(hostname: string): Promise<readonly LookupAddress[]> {
    const family = isIP(hostname);
    const addresses = family === 0 ? await resolve(hostname) : [{ address: hostname, family }];
    const inside = mayBePrivate(hostname)
      ? undefined
      : addresses.find(({ address }) => !isPublicAddress(address));
    if (inside !== undefined)
      throw webhookError(
        'webhook-address-refused',
        `${hostname} leads to ${inside.address}, which is not on the public internet.`,
      );
    if (addresses.length === 0) throw webhookError('webhook-unreachable', `${hostname} has no address.`);
    return addresses;
  }

  return {
    checkUrl,
    async post({ url: text, headers, body, signal }) {
      const url = checkUrl(text);
      const hostname = bareHost(url);
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      const ended = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
      try {
        const addresses = await untilAborted(addressesOf(hostname), ended);
        const isSecure = url.protocol === 'https:';
        // An agent of its own: no connection of others is used again, and no proxy of the environment.
        const agent = isSecure ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
        const request = (isSecure ? httpsRequest : httpRequest)(url, {
          method: 'POST',
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          agent,
          lookup: answeringWith(addresses),
          signal: ended,
          maxHeaderSize: 16_384,
        });
        guardConnection(request, addresses);
        request.end(body);
        return await answerTo(request);
      } catch (error) {
        if ((error as { name?: string }).name === 'VitascopeError') throw error;
        const why = timeout.aborted ? `no answer within ${TIMEOUT_MS / 1000} s` : reasonOf(error);
        throw webhookError('webhook-unreachable', `${url.host}: ${why}.`, { cause: error });
      }
    },
  };
}

/** Without the brackets of an IPv6 address. */
function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

function answeringWith(addresses: readonly LookupAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}

/** Node does not ask `lookup` about a host that is an address; so what was connected to is looked at once more. */
function guardConnection(request: ClientRequest, addresses: readonly LookupAddress[]): void {
  const checked = new Set(addresses.map(({ address }) => address));
  request.once('socket', (socket) => {
    socket.once('connect', () => {
      if (checked.has(socket.remoteAddress ?? '')) return;
      socket.destroy(
        webhookError(
          'webhook-address-refused',
          `Connected to ${socket.remoteAddress}, which was not checked.`,
        ),
      );
    });
  });
}

function answerTo(request: ClientRequest): Promise<PostAnswer> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    // Redirects are answers like any other: they are not followed.
    request.once('response', (response: IncomingMessage) => {
      const pieces: Buffer[] = [];
      let size = 0;
      const end = (): void => {
        const excerpt = Buffer.concat(pieces).subarray(0, EXCERPT_BYTES).toString('utf8');
        resolve({ status: response.statusCode ?? 0, excerpt: printable(excerpt) });
      };
      response.on('data', (piece: Buffer) => {
        if (size < EXCERPT_BYTES) pieces.push(piece.subarray(0, EXCERPT_BYTES));
        size += piece.length;
        if (size <= MOST_READ_BYTES) return;
        end();
        request.destroy();
      });
      response.once('end', end);
      response.once('error', reject);
    });
  });
}

/** Kept in the database and shown to people: no control characters. */
function printable(text: string): string {
  return text.replaceAll(/[^\P{C}\n\t]/gu, '\u{fffd}');
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return (code ?? message ?? String(error)).slice(0, 200);
}
