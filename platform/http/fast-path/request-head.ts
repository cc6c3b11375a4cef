/** Reads requests that leave nothing to interpret. Whatever has two readings, or a body that has yet to come, is not read. */
import type { IncomingHttpHeaders } from 'node:http';

/** One request, as `node:http` would show it. */
export interface PlainRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Origin form (rfc9112 §3.2.1), as it was sent. */
  readonly url: string;
  /** Names in lower case, each once. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** Of a POST, each character a byte; empty for the others. */
  readonly body: string;
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
  /** Null without the field. */
  readonly bodyBytes: number | null;
  readonly isLast: boolean;
}

// rfc9112 §3: single spaces, one version, and a target of visible ASCII.
const requestLine = /(GET|HEAD|POST) (\/[!-~]*) HTTP\/1\.1\r\n/y;
// rfc9110 §5.1 and §5.5, less than they allow: no tabs, no bytes beyond ASCII. A folded line begins with a space, which
// is no name; CR, LF and NUL are in neither class, so a bare one ends the match.
const fieldLine = /([!#$%&'*+.^_`|~0-9A-Za-z-]+):([ -~]*)\r\n/y;
const END_OF_HEAD = '\r\n\r\n';
const MAX_FIELDS = 64;
/** Kept for each connection. Browsers send about 1 KB. */
const MAX_KNOWN_BYTES = 4_096;
/** Larger bodies are for `node:http`, which reads them piece by piece. */
const MAX_BODY_BYTES = 16_384;
/** They announce a body of unknown length, an interim answer or another protocol. */
const beyondUs = new Set(['transfer-encoding', 'trailer', 'expect', 'upgrade', 'proxy-connection']);

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
    const method = line[1] as PlainRequest['method'];
    // A POST says how long its body is; a body of a GET has no meaning (rfc9110 §9.3.1).
    if ((method === 'POST') !== (fields.bodyBytes !== null)) return null;
    const bodyStart = end + END_OF_HEAD.length;
    const bodyEnd = bodyStart + (fields.bodyBytes ?? 0);
    if (bodyEnd > text.length) return null;
    return {
      request: { method, url, headers: fields.headers, body: text.slice(bodyStart, bodyEnd) },
      isLast: fields.isLast,
      end: bodyEnd,
    };
  };
}

function readFields(block: string): Fields | null {
  const headers: IncomingHttpHeaders = Object.create(null);
  let isLast = false;
  let bodyBytes: number | null = null;
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
    } else if (name === 'content-length') {
      // rfc9110 §8.6: digits, nothing else.
      if (!/^\d{1,5}$/.test(value) || Number(value) > MAX_BODY_BYTES) return null;
      bodyBytes = Number(value);
    }
    headers[name] = value;
  }
  return headers.host ? { headers, bodyBytes, isLast } : null;
}
