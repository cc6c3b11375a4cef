// What an encoder process expects of the module that does the work.
import type { EncoderRequest } from '../protocol.ts';

export interface Reply {
  /** The next bytes of a segment, in order; `last` closes it. Blocks while the pipe is full. */
  chunk(rendition: string, segment: number, bytes: readonly Uint8Array[], last: boolean): void;
  /** To be called between pictures: where nobody waits for the work, it returns when no viewer needs the processors. */
  giveWay(): void;
  /** Records a timed step for traces; epoch milliseconds. At most 100 a request are kept. */
  span(name: string, startMs: number, endMs: number): void;
}

export interface Handler {
  /**
   * Answers one request and returns its result, or a promise of it: no other request comes meanwhile. An error travels
   * with its `code`, `message` and, where it has one, `kind`.
   */
  handleRequest(request: EncoderRequest, reply: Reply): unknown;
  /** What this handler calls itself in the `ready` message. */
  readonly version?: string;
}
