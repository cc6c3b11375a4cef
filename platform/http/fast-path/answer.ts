/** Answers that are ready in memory, and the lines that every answer gets from the connection. */
import { STATUS_CODES } from 'node:http';
import type { PlainRequest } from './request-head.ts';

/** The same object for the same answer costs least: then it is put together once a second. */
export interface ReadyAnswer {
  /** The status line and the fields, see {@link answerHead}; the connection adds Date, Connection and Keep-Alive. */
  readonly head: string;
  /** Text is latin1, each character a byte, and leaves in one write with the head. */
  readonly body: string | Buffer | null;
  /** Called when a body begins to be sent. `cut` ends the connection; the returned function is called when the body has gone. */
  readonly hold?: (cut: () => void) => () => void;
}

/** Answers from memory, at once, or gives `null`; then the request goes to `node:http`. */
export type ReadyHandler = (request: PlainRequest) => ReadyAnswer | null;

/** The beginning of an answer, from field names and values in turn. Nothing in them is checked or escaped. */
export function answerHead(status: number, fields: readonly string[]): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  for (let n = 0; n < fields.length; n += 2) head += `${fields[n]}: ${fields[n + 1]}\r\n`;
  // By way of bytes it becomes one string; V8 would otherwise keep the pieces and put them together at every use.
  return Buffer.from(head, 'latin1').toString('latin1');
}

export interface AnswerWriter {
  /** The head with what the connection adds, in the very form of `node:http`. */
  head(answer: ReadyAnswer, isLast: boolean): string;
  /** Head and body of an answer whose body is text or nothing, on a connection that goes on. */
  whole(answer: ReadyAnswer): Buffer;
}

// Whole answers are kept until their date changes, for as many bytes as this.
const MAX_KEPT_BYTES = 4 * 1024 * 1024;

/** One for each server: dates are written, and answers put together, once a second. */
export function createAnswerWriter(limits: {
  readonly keepAliveTimeoutMs: number;
  readonly maxRequestsPerConnection: number;
}): AnswerWriter {
  const seconds = Math.floor(limits.keepAliveTimeoutMs / 1000);
  const persist = `Connection: keep-alive\r\nKeep-Alive: timeout=${seconds}, max=${limits.maxRequestsPerConnection}\r\n\r\n`;
  const kept = new Map<ReadyAnswer, Buffer>();
  let keptBytes = 0;
  let second = Number.NaN;
  let date = '';

  function renew(): void {
    const now = Math.floor(Date.now() / 1000);
    if (now === second) return;
    second = now;
    date = `Date: ${new Date(now * 1000).toUTCString()}\r\n`;
    drop();
  }

  function drop(): void {
    kept.clear();
    keptBytes = 0;
  }

  function head(answer: ReadyAnswer, isLast: boolean): string {
    renew();
    return `${answer.head}${date}${isLast ? 'Connection: close\r\n\r\n' : persist}`;
  }

  return {
    head,
    whole(answer) {
      renew();
      let bytes = kept.get(answer);
      if (bytes === undefined) {
        bytes = Buffer.from(`${head(answer, false)}${answer.body ?? ''}`, 'latin1');
        if (keptBytes > MAX_KEPT_BYTES) drop();
        keptBytes += bytes.length;
        kept.set(answer, bytes);
      }
      return bytes;
    },
  };
}
