// Where a request comes from: what a trusted edge says, else what the operator's database knows of the address.
import { stat } from 'node:fs/promises';
import { isIPv4, isIPv6 } from 'node:net';
import type { HttpRequest } from '@vitascope/platform/http';
import type { Logger } from '@vitascope/platform/kernel';
import { type CountryResponse, open, type Reader } from 'maxmind';
import type { GeoConfig } from './config.ts';
import { playbackError } from './errors.ts';

export interface Place {
  /** ISO 3166-1 alpha-2. */
  readonly territory: string | null;
  /** What may be kept of the address: the first 24 bits of IPv4, 48 of IPv6. */
  readonly address: string;
}

export interface Territories {
  of(request: HttpRequest): Place;
  /** Reads the database again if it is another file than before; also done in the background. */
  refresh(): Promise<void>;
  close(): void;
}

const REFRESH_MS = 60_000;
/** The largest databases of countries have some 10 MB, of cities 120. */
const MOST_BYTES = 512 * 1024 ** 2;
/** An edge's words for "unknown" and "Tor". */
const noCountries = new Set(['XX', 'T1', 'ZZ']);

interface Loaded {
  /** Changes when the file is replaced. */
  readonly version: string;
  readonly reader: Reader<CountryResponse>;
}

/** @throws `geo-database-unusable` when there is a path, and nothing of use is there */
export async function createTerritories(deps: {
  readonly geo: GeoConfig;
  readonly logger: Logger;
}): Promise<Territories> {
  const { geo, logger } = deps;
  const path = geo.database;
  let loaded: Loaded | null = path === undefined ? null : await load(path, null);

  async function refresh(): Promise<void> {
    if (path !== undefined) loaded = await load(path, loaded);
  }

  const timer = setInterval(() => {
    refresh().catch((err: Error) =>
      logger.warn({ err }, 'The new database of territories cannot be used; the one before it stays in use.'),
    );
  }, REFRESH_MS);
  timer.unref();

  function told(request: HttpRequest): string | null {
    const header = geo.header === undefined ? undefined : request.headers[geo.header];
    // More than one address: the nearest is a proxy that is trusted, or the list would end with it.
    if (typeof header !== 'string' || (request.ips?.length ?? 0) < 2) return null;
    const country = header.trim().toUpperCase();
    return /^[A-Z]{2}$/.test(country) && !noCountries.has(country) ? country : null;
  }

  return {
    of(request) {
      const ip = bareAddress(request.ip);
      const territory = told(request) ?? lookUp(loaded?.reader, ip) ?? geo.fallback ?? null;
      return { territory, address: truncate(ip) };
    },
    refresh,
    close: () => clearInterval(timer),
  };
}

async function load(path: string, before: Loaded | null): Promise<Loaded> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    const version = `${ino} ${size} ${mtimeMs}`;
    if (before?.version === version) return before;
    if (size > MOST_BYTES) throw new Error(`it has ${size} bytes, more than ${MOST_BYTES}`);
    return { version, reader: await open<CountryResponse>(path, { cache: { max: 10_000 } }) };
  } catch (cause) {
    throw playbackError(
      'geo-database-unusable',
      `${path} is no database in the MaxMind format: ${(cause as Error).message}. Set VITASCOPE_GEO_DATABASE to one.`,
      { cause },
    );
  }
}

function lookUp(reader: Reader<CountryResponse> | undefined, ip: string): string | null {
  // A tree of IPv4 addresses takes the beginning of another for one.
  if (reader === undefined || (isIPv6(ip) && reader.metadata.ipVersion === 4)) return null;
  try {
    const code: unknown = reader.get(ip)?.country?.iso_code;
    return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? code : null;
  } catch {
    // A branch of the database that does not hold together.
    return null;
  }
}

/** An IPv4 address that an IPv6 socket wrote, and a zone, are written as the address alone. */
function bareAddress(ip: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip.split('%', 1)[0] ?? ip;
}

function truncate(ip: string): string {
  if (isIPv4(ip)) return `${ip.split('.').slice(0, 3).join('.')}.0/24`;
  // The URL parser writes an address in one way only (RFC 5952).
  const canonical = URL.parse(`http://[${ip}]`)?.hostname.slice(1, -1);
  if (canonical === undefined) return 'unknown';
  const [head = '', tail] = canonical.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return `${[...before, ...zeros, ...after].slice(0, 3).join(':')}::/48`;
}
