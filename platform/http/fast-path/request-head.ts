/** Reads request heads that leave nothing to interpret. Whatever has two readings, or a body, is not read at all. */
import type { IncomingHttpHeaders } from 'node:http';

/** One request without a body, as `node:http` would show it. */
export interface PlainRequest {
  readonly method: 'GET' | 'HEAD';
  /** Origin form (rfc9112 §3.2.1), as it was sent. */
  readonly url: string;
  /** Names in lower case, each once. */
  readonly headers: Readonly<IncomingHttpHeaders>;
}

export interface PlainHead {
  readonly request: PlainRequest;
  /** The client asked to close the connection after the answer. */
  readonly isLast: boolean;
  /** Where the next request begins. */
  readonly end: number;
}

export interface HeadLimits {
  readonly maxHeaderBytes: number;
  readonly maxUrlBytes: number;
}

/** Reads the head at `start` of `text`, each character a byte; `null` leaves it to `node:http`. */
export type ReadHead = (text: string, start: number) => PlainHead | null;

interface Fields {
  readonly headers: IncomingHttpHeaders;
  readonly isLast: boolean;
}

// rfc9112 §3: single spaces, one version, and a target of visible ASCII.
const requestLine = /(GET|HEAD) (\/[!-~]*) HTTP\/1\.1\r\n/y;
// rfc9110 §5.1 and §5.5, less than they allow: no tabs, no bytes beyond ASCII. A folded line begins with a space, which
// is no name; CR, LF and NUL are in neither class, so a bare one ends the match.
const fieldLine = /([!#$%&'*+.^_`|~0-9A-Za-z-]+):([ -~]*)\r\n/y;
const END_OF_HEAD = '\r\n\r\n';
const MAX_FIELDS = 64;
/** Kept for each connection. Browsers send about 1 KB. */
const MAX_KNOWN_BYTES = 4_096;
/** They announce a body, an interim answer or another protocol. */
const beyondUs = new Set([
  'content-length',
  'transfer-encoding',
  'trailer',
  'expect',
  'upgrade',
  'proxy-connection',
]);

/** One reader for each connection: it remembers the fields, because clients send the same ones with every request. */
export function createHeadReader({ maxHeaderBytes, maxUrlBytes }: HeadLimits): ReadHead {
  let knownBlock = '';
  let known: Fields | null = null;

  return (text, start) => {
    const end = text.indexOf(END_OF_HEAD, start);
    if (end < 0 || end + END_OF_HEAD.length - start > maxHeaderBytes) return null;
    requestLine.lastIndex = start;
    const line = requestLine.exec(text);
    if (line === null || requestLine.lastIndex > end) return null;
    const url = line[2] as string;
    if (url.length > maxUrlBytes) return null;
    const block = text.slice(requestLine.lastIndex, end + 2);
    let fields = known;
    if (block !== knownBlock) {
      // A part of a string keeps the whole string in memory; this one may stay for as long as the connection.
      const own = Buffer.from(block, 'latin1').toString('latin1');
      fields = readFields(own);
      knownBlock = own.length <= MAX_KNOWN_BYTES ? own : '';
      known = own.length <= MAX_KNOWN_BYTES ? fields : null;
    }
    if (fields === null) return null;
    return {
      request: { method: line[1] as 'GET' | 'HEAD', url, headers: fields.headers },
      isLast: fields.isLast,
      end: end + END_OF_HEAD.length,
    };
  };
}

function readFields(block: string): Fields | null {
  const headers: IncomingHttpHeaders = Object.create(null);
  let isLast = false;
  let count = 0;
  let at = 0;
  while (at < block.length) {
    fieldLine.lastIndex = at;
    const field = fieldLine.exec(block);
    count += 1;
    if (field === null || count > MAX_FIELDS) return null;
    at = fieldLine.lastIndex;
    const name = (field[1] as string).toLowerCase();
    const value = (field[2] as string).trim();
    // What a repeated field means depends on the field (rfc9110 §5.3).
    if (name in headers || beyondUs.has(name)) return null;
    if (name === 'connection') {
      const option = value.toLowerCase();
      if (option !== 'keep-alive' && option !== 'close') return null;
      isLast = option === 'close';
    }
    headers[name] = value;
  }
  return headers.host ? { headers, isLast } : null;
}
