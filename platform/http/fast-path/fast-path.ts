/**
 * The fast path below `node:http`: a connection is read here for as long as every request on it is a plain GET or HEAD,
 * or a POST that came whole, and can be answered from memory. The first one that is not takes the connection to `node:http`, bytes untouched, for good.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { HttpLimits } from '../limits.ts';
import { type AnswerWriter, createAnswerWriter, type ReadyAnswer, type ReadyHandler } from './answer.ts';
import { createHeadReader, type PlainRequest, type ReadHead } from './request-head.ts';

export interface FastPath {
  /** Connections that `node:http` has not seen. */
  readonly open: number;
}

const pushToStream = Readable.prototype.push;

interface Context {
  readonly handler: ReadyHandler;
  readonly limits: HttpLimits;
  readonly writer: AnswerWriter;
  readonly connections: Set<Connection>;
  /** Gives a connection to `node:http`. */
  readonly handOver: (socket: Socket) => void;
}

type Listeners = Readonly<Record<string, (bytes: Buffer) => void>>;

interface Connection {
  readonly socket: Socket;
  readonly readHead: ReadHead;
  readonly listeners: Listeners;
  /** Sweeps since the last request, or since the beginning. */
  sweepsIdle: number;
  /** Answers given. */
  answers: number;
  /** The client has to take an answer before anything else is read. */
  isSending: boolean;
  /** What came behind the request that is being answered. */
  waiting: Buffer | null;
  /** Lets go of the body that is being sent. */
  release: (() => void) | null;
}

/** Puts itself before the server's own listener for connections. Call it before anything else listens for them. */
export function addFastPath(server: Server, handler: ReadyHandler, limits: HttpLimits): FastPath {
  const [nodeHttp] = server.listeners('connection');
  if (nodeHttp === undefined)
    throw new Error('The server has no listener for connections to stand in front of.');
  server.removeListener('connection', nodeHttp as (socket: Socket) => void);
  const connections = new Set<Connection>();
  const context: Context = {
    handler,
    limits,
    writer: createAnswerWriter(limits),
    connections,
    handOver: (socket) => void nodeHttp.call(server, socket),
  };
  server.on('connection', (socket: Socket) => accept(context, socket));
  const stopSweeping = sweepIdle(server, connections, limits);
  server.once('close', stopSweeping);
  return {
    get open() {
      return connections.size;
    },
  };
}

/** Closes connections on which no request came in time, as `node:http` does. Counting sweeps costs a request nothing. */
function sweepIdle(server: Server, connections: ReadonlySet<Connection>, limits: HttpLimits): () => void {
  const { headersTimeoutMs, idleTimeoutMs, keepAliveTimeoutMs } = limits;
  const everyMs = Math.min(1_000, headersTimeoutMs, idleTimeoutMs, keepAliveTimeoutMs);
  const timer = setInterval(() => {
    for (const connection of connections) {
      if (connection.isSending) continue; // the socket's own timeout watches it
      const { socket, answers } = connection;
      const idleMs = connection.sweepsIdle * everyMs;
      connection.sweepsIdle += 1;
      if (idleMs >= idleTimeoutMs || (answers > 0 && idleMs >= keepAliveTimeoutMs)) socket.destroy();
      else if (answers === 0 && idleMs >= headersTimeoutMs) {
        const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
        if (!server.emit('clientError', error, socket)) socket.destroy();
      }
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

function accept(context: Context, socket: Socket): void {
  const listeners: Listeners = {
    data: (bytes) => read(context, connection, bytes),
    drain: () => goOn(context, connection),
    end: () => void socket.end(),
    timeout: () => void socket.destroy(),
    // The connection is gone; 'close' follows.
    error: () => {},
    close: () => {
      context.connections.delete(connection);
      connection.release?.();
    },
  };
  const connection: Connection = {
    socket,
    readHead: createHeadReader(context.limits),
    listeners,
    sweepsIdle: 0,
    answers: 0,
    isSending: false,
    waiting: null,
    release: null,
  };
  context.connections.add(connection);
  for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
  readFirst(context, connection);
}

/**
 * What arrives is taken where the socket hands it to itself as a stream, which spares a request the stream's queue and a
 * turn of `nextTick`. While an answer is being taken it is queued as ever; and should Node hand it over elsewhere one day, it comes by `data`.
 */
function readFirst(context: Context, connection: Connection): void {
  const { socket } = connection;
  socket.push = (bytes: Buffer | null, encoding?: BufferEncoding) => {
    if (
      bytes === null ||
      connection.isSending ||
      socket.readableFlowing !== true ||
      socket.readableLength > 0
    )
      return pushToStream.call(socket, bytes, encoding);
    read(context, connection, bytes);
    return socket.readableLength < socket.readableHighWaterMark;
  };
}

/** Answers every request in `bytes`, in order, until the client has to take an answer or `node:http` is needed. */
function read(context: Context, connection: Connection, bytes: Buffer): void {
  const { socket, readHead } = connection;
  const text = bytes.toString('latin1');
  let at = 0;
  // A connection that is being closed takes no more requests.
  while (at < text.length && socket.writable) {
    const head = readHead(text, at);
    const answer = head === null ? null : askHandler(context, head.request);
    if (head === null || answer === null) {
      leave(context, connection, bytes.subarray(at));
      return;
    }
    at = head.end;
    connection.answers += 1;
    connection.sweepsIdle = 0;
    const isLast = head.isLast || connection.answers >= context.limits.maxRequestsPerConnection;
    const isTaken = send(context, connection, { answer, isLast });
    if (isLast || !isTaken) {
      connection.waiting = at < bytes.length ? bytes.subarray(at) : null;
      hold(context, connection, answer);
      if (isLast) socket.destroySoon();
      return;
    }
  }
}

function askHandler({ handler }: Context, request: PlainRequest): ReadyAnswer | null {
  try {
    return handler(request);
  } catch {
    return null; // It fails again behind `node:http`, where failures are answered and logged.
  }
}

/** False when the client has to take something before it gets more. */
function send(
  { writer }: Context,
  { socket }: Connection,
  { answer, isLast }: { readonly answer: ReadyAnswer; readonly isLast: boolean },
): boolean {
  const { body } = answer;
  const isSmall = body === null || typeof body === 'string';
  if (isSmall && !isLast) return socket.write(writer.whole(answer));
  const head = writer.head(answer, isLast);
  if (isSmall) return socket.write(head + (body ?? ''), 'latin1');
  socket.cork();
  socket.write(head, 'latin1');
  const isTaken = socket.write(body);
  socket.uncork();
  return isTaken;
}

/** Reads nothing more until the client has taken its answer, and gives up when no byte of it moves for too long. */
function hold({ limits }: Context, connection: Connection, answer: ReadyAnswer): void {
  const { socket } = connection;
  connection.isSending = true;
  connection.release = answer.hold?.(() => socket.destroy()) ?? null;
  socket.setTimeout(limits.idleTimeoutMs);
  socket.pause();
}

function goOn(context: Context, connection: Connection): void {
  if (!connection.isSending) return;
  const { socket, waiting } = connection;
  connection.release?.();
  connection.release = null;
  connection.isSending = false;
  connection.waiting = null;
  socket.setTimeout(0);
  socket.resume();
  if (waiting !== null) read(context, connection, waiting);
}

/** From `bytes` on, the connection belongs to `node:http`. */
function leave(context: Context, connection: Connection, bytes: Buffer): void {
  const { socket, listeners } = connection;
  context.connections.delete(connection);
  socket.push = pushToStream;
  for (const [event, listener] of Object.entries(listeners)) socket.removeListener(event, listener);
  // Stopped and started, so that the stream gives out again what was put back.
  socket.pause();
  socket.unshift(bytes);
  context.handOver(socket);
  socket.resume();
}
