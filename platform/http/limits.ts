/** How much of everything one client may use: bytes, time, connections. */

export interface HttpLimits {
  /** All header lines of a request together; more is answered with 431. */
  readonly maxHeaderBytes: number;
  /** The request target; more is answered with 414. */
  readonly maxUrlBytes: number;
  /** From the opening of the connection, or the first byte of the next request, to the end of its headers. */
  readonly headersTimeoutMs: number;
  /** For a whole route: reading and checking the body, the work, the answer. A hijacked reply is exempt. */
  readonly handlerTimeoutMs: number;
  /** A connection on which no byte moves for so long, in either direction, is closed. */
  readonly idleTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly maxRequestsPerConnection: number;
  readonly maxConnections: number;
  /** A request body that arrives more slowly over a whole `slowCheckMs` is cut off. */
  readonly minBodyBytesPerSecond: number;
  readonly slowCheckMs: number;
}

export const defaultLimits: HttpLimits = {
  maxHeaderBytes: 16_384,
  maxUrlBytes: 8_192,
  headersTimeoutMs: 10_000,
  handlerTimeoutMs: 30_000,
  idleTimeoutMs: 120_000,
  keepAliveTimeoutMs: 65_000, // above the 60 s after which AWS' load balancers drop an idle connection themselves
  maxRequestsPerConnection: 10_000,
  maxConnections: 10_000,
  minBodyBytesPerSecond: 256,
  slowCheckMs: 30_000,
};
