/** Answers with a file of memory: the encoding that the client takes, and 304 for what it has. */
import type { HttpReply, HttpRequest } from '@vitascope/platform/http';
import { type StaticFile, variantEtag } from './static-file.ts';

export interface Sending {
  readonly headers: Readonly<Record<string, string>>;
  /** 200 without it. What is not 200 has no ETag: it stands for nothing that could be kept. */
  readonly status?: number;
}

export function sendFile(
  file: StaticFile,
  request: HttpRequest,
  reply: HttpReply,
  sending: Sending,
): HttpReply {
  const { headers, status = 200 } = sending;
  const encoding = chooseEncoding(file, String(request.headers['accept-encoding'] ?? ''));
  const etag = encoding === null ? file.etag : variantEtag(file.etag, encoding);
  void reply
    .code(status)
    .headers({ ...headers, vary: 'accept-encoding', 'cache-control': file.cacheControl });
  if (status === 200) {
    void reply.header('etag', etag);
    if (isNamedIn(request.headers['if-none-match'], etag)) return reply.code(304).send();
  }
  const bytes = encoding === 'br' ? file.brotli : encoding === 'gzip' ? file.gzip : file.bytes;
  if (encoding !== null) void reply.header('content-encoding', encoding);
  return reply.type(file.contentType).send(bytes ?? file.bytes);
}

function chooseEncoding({ brotli, gzip }: StaticFile, accepted: string): 'br' | 'gzip' | null {
  const accepts = (name: string): boolean =>
    new RegExp(`(^|,)\\s*${name}\\s*(;\\s*q=(?!0(\\.0*)?\\s*(,|$))[^,]*)?(,|$)`, 'i').test(accepted);
  if (brotli !== null && accepts('br')) return 'br';
  return gzip !== null && accepts('gzip') ? 'gzip' : null;
}

/** RFC 9110 §13.1.2: weak comparison, of any in the list. */
function isNamedIn(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}
