/** The HTTP server: Fastify behind limits on everything, with one form of error and a graceful end. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import Fastify, { type FastifyBaseLogger, type FastifyHttpOptions } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { type Clock, type Logger, newId, systemClock } from '../kernel/index.ts';
import type { Telemetry } from '../telemetry/index.ts';
import type { AdmissionLimits } from './admission.ts';
import { createPlaces, type Places } from './admit-bodies.ts';
import type { HttpApp, HttpReply, HttpRequest } from './app.ts';
import { type Connections, trackConnections } from './connections.ts';
import { addFastPath, type ReadyHandler } from './fast-path/index.ts';
import { limitHandlers } from './handler-deadlines.ts';
import { defaultLimits, type HttpLimits } from './limits.ts';
import { observeRequests } from './observe.ts';
import { collectOpenApi } from './openapi.ts';
import { httpError, problemFor, writeProblem } from './problem.ts';
import { addHealthRoutes, type ReadinessCheck, type ServerState } from './readiness.ts';
import { trackRoutes } from './routes-table.ts';
import { refuseUnstorableText } from './storable-text.ts';

/** Sees every request first, without Fastify's cost; true when it has taken it (and will answer it). */
export type RawHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface HttpServerOptions {
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** For bodies that Fastify parses; routes that stream set their own. */
  readonly bodyLimitBytes: number;
  /** Whose `X-Forwarded-*` to believe: nobody's (false), anybody's (true), or addresses and networks. */
  readonly trustProxy: boolean | string | string[];
  readonly rawHandler?: RawHandler | undefined;
  /** Is asked before `node:http` has read the request; see `fast-path/`. It must answer as the others would. */
  readonly readyHandler?: ReadyHandler | undefined;
  readonly limits?: Partial<HttpLimits>;
  /** How much is worked on at once, of the requests that `needsPlace` picks; the others always get through. */
  readonly admission?: AdmissionLimits & { needsPlace(request: IncomingMessage): boolean };
  readonly checks?: readonly ReadinessCheck[];
  /** The API's version in the OpenAPI document. */
  readonly version?: string;
  readonly clock?: Clock;
  /** Asked for GET and HEAD where no route is: sends its own answer, or returns null for a problem. */
  answerUnknown?(request: HttpRequest, reply: HttpReply): Promise<HttpReply> | null;
}

export interface HttpServer {
  /** Add routes to it before `listen`. */
  readonly app: HttpApp;
  readonly state: ServerState;
  /** Resolves with the address in use; `port` 0 takes a free one. Rejects with the system's error. */
  listen(address: {
    readonly host: string;
    readonly port: number;
  }): Promise<{ readonly port: number; readonly url: string }>;
  /** From now on `/readyz` depends on the checks; before, it says that the server is starting. */
  markReady(): void;
  /** From now on `/readyz` is 503, so that load balancers look elsewhere, while everything is still served. */
  markDraining(): void;
  /** Stops accepting, finishes what is in flight for at most `graceMs`, then cuts off the rest. */
  close(options: { readonly graceMs: number }): Promise<{ readonly cutOff: number }>;
}

export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const limits: HttpLimits = { ...defaultLimits, ...options.limits };
  const { logger, telemetry, checks = [], clock = systemClock } = options;
  const places = options.admission === undefined ? null : createPlaces(options.admission, clock);
  let state: ServerState = 'starting';
  let started: { readonly server: Server; readonly connections: Connections } | undefined;

  const settings: FastifyHttpOptions<Server, FastifyBaseLogger> = {
    serverFactory(handler) {
      started = startServer(handler, options, limits, places);
      return started.server;
    },
    logger: false,
    trustProxy: options.trustProxy,
    bodyLimit: options.bodyLimitBytes,
    genReqId: (request) => acceptableRequestId(request.headers['x-request-id']) ?? newId('rq'),
    frameworkErrors: (error, request, reply) => answerWithProblem(error, request, reply),
    clientErrorHandler: answerBrokenRequest,
  };
  const app: HttpApp = Fastify(settings).withTypeProvider<ZodTypeProvider>();
  if (started === undefined) throw new Error('Fastify did not ask for a server.');
  const { server, connections } = started;

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  collectOpenApi(app, options.version ?? '0.0.0');
  await app.after();
  const routes = trackRoutes(app);
  const traceIdOf = observeRequests(app, telemetry);
  limitHandlers(app, limits.handlerTimeoutMs);
  places?.watch(app);

  function answerWithProblem(error: unknown, request: HttpRequest, reply: HttpReply): void {
    const traceId = traceIdOf(request);
    const answer = problemFor(error, { requestId: request.id, traceId });
    if (answer.status === 500)
      logger.error({ err: error, requestId: request.id, traceId }, 'A request failed');
    // What is left of a body that nobody will read would be taken for the next request.
    if (!request.raw.complete) reply.header('connection', 'close');
    const body = JSON.stringify(answer.problem);
    void reply.code(answer.status).headers(answer.headers).serializer(String).send(body);
  }

  app.setErrorHandler(answerWithProblem);
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = routes.methodsAt(path);
    if (allowed.length === 0) {
      const isReading = request.method === 'GET' || request.method === 'HEAD';
      const answer = isReading ? (options.answerUnknown?.(request, reply) ?? null) : null;
      if (answer !== null) return answer;
      throw httpError('route-not-found', `There is nothing at ${path}.`);
    }
    reply.header('allow', allowed.join(', '));
    throw httpError('method-not-allowed', `${path} takes ${allowed.join(', ')}, not ${request.method}.`);
  });
  refuseUnstorableText(app);
  addHealthRoutes(app, { checks, clock, logger, state: () => state });

  return {
    app,
    get state() {
      return state;
    },
    async listen({ host, port }) {
      await app.ready();
      const listening = Promise.withResolvers<void>();
      server.once('error', listening.reject);
      server.listen({ host, port }, listening.resolve);
      await listening.promise;
      server.removeListener('error', listening.reject);
      server.on('error', (error) => logger.error({ err: error }, 'The listener failed'));
      const { address, family, port: actual } = server.address() as AddressInfo;
      return { port: actual, url: `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}` };
    },
    markReady() {
      if (state === 'starting') state = 'ready';
    },
    markDraining() {
      state = 'draining';
    },
    async close({ graceMs }) {
      state = 'draining';
      const result = server.listening ? await connections.drain(graceMs) : { cutOff: 0 };
      await app.close();
      return result;
    },
  };
}

function startServer(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  options: HttpServerOptions,
  limits: HttpLimits,
  places: Places | null,
): { readonly server: Server; readonly connections: Connections } {
  const { rawHandler, readyHandler, logger, telemetry } = options;
  const server = createServer(
    {
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.headersTimeoutMs,
      // Node's limit covers the whole body, however large; uploads may last hours, so bodies are limited by rate.
      requestTimeout: 0,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: Math.min(5_000, limits.headersTimeoutMs),
    },
    (request, response) => {
      connections.begin(request, response);
      try {
        if ((request.url?.length ?? 0) > limits.maxUrlBytes) {
          response.shouldKeepAlive = false;
          throw httpError('url-too-long', `The address may have ${limits.maxUrlBytes} bytes.`);
        }
        if (rawHandler?.(request, response) === true) return;
      } catch (error) {
        const answer = problemFor(error, { requestId: newId('rq') });
        if (answer.status === 500)
          logger.error({ err: error, instance: answer.problem.instance }, 'A raw request failed');
        writeProblem(response, answer);
        return;
      }
      if (places === null || options.admission?.needsPlace(request) !== true) handler(request, response);
      else places.admit(request, response, () => handler(request, response));
    },
  );
  server.maxConnections = limits.maxConnections;
  server.maxRequestsPerSocket = limits.maxRequestsPerConnection;
  server.setTimeout(limits.idleTimeoutMs);
  const fastPath = readyHandler === undefined ? null : addFastPath(server, readyHandler, limits);
  const connections = trackConnections(server, limits);
  const refused = telemetry.metrics.counter({
    name: 'vitascope_http_connections_refused_total',
    help: 'Connections closed at once because the limit was reached.',
  });
  server.on('drop', () => refused.add({}));
  telemetry.metrics.gauge({
    name: 'vitascope_http_requests_running',
    help: 'Requests that hold one of the places for work.',
    read: () => places?.running ?? 0,
  });
  telemetry.metrics.gauge({
    name: 'vitascope_http_requests_waiting',
    help: 'Requests that wait for a place.',
    read: () => places?.waiting ?? 0,
  });
  telemetry.metrics.gauge({
    name: 'vitascope_http_requests_refused',
    help: 'Requests refused since the start because there was no place.',
    read: () => places?.refused ?? 0,
  });
  telemetry.metrics.gauge({
    name: 'vitascope_http_connections',
    help: 'Open connections.',
    read: () => connections.open,
  });
  telemetry.metrics.gauge({
    name: 'vitascope_http_fast_path_connections',
    help: 'Open connections on which every request so far was answered from memory.',
    read: () => fastPath?.open ?? 0,
  });
  return { server, connections };
}

/** Requests that are not HTTP, too large or too slow in their headers never reach a handler; this answers them. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, problem } = problemFor(brokenRequest(error.code));
  const body = JSON.stringify(problem);
  const lines = Object.entries({
    ...headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${problem.title}\r\n${head}\r\n${body}`);
  socket.destroySoon();
}

function brokenRequest(code: string | undefined): Error {
  if (code === 'HPE_HEADER_OVERFLOW') return httpError('headers-too-large', 'Send fewer or shorter headers.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return httpError('request-timeout', 'The headers took too long to arrive.');
  return httpError('invalid-request', 'This is not a valid HTTP/1.1 request.');
}

/** A caller's own id is kept when it is short and plain; it ends up in logs and headers. */
function acceptableRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[A-Za-z0-9._-]{8,64}$/.test(header) ? header : undefined;
}
