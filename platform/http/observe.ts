/** Spans, metrics, one log line and the standing headers for every request that Fastify handles. */
import { isVitascopeError } from '../kernel/index.ts';
import { redact, type Span, type Telemetry } from '../telemetry/index.ts';
import type { HttpApp, HttpRequest } from './app.ts';

const quietPaths = new Set(['/healthz', '/readyz']);
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

// Pages load only what is ours; the player needs blob: for Media Source Extensions and its worker.
const pageContentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');
const dataContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";

/** Returns a function that finds the trace id of a request. Call it before any route is added. */
export function observeRequests(
  app: HttpApp,
  telemetry: Telemetry,
): (request: HttpRequest) => string | undefined {
  const spans = new WeakMap<HttpRequest, Span>();
  const duration = telemetry.metrics.histogram({
    name: 'vitascope_http_request_duration_seconds',
    help: 'From the headers of a request to the end of its answer.',
    labels: { method: methods, route: 500, status: 50 },
  });

  app.addHook('onRequest', (request, reply, done) => {
    const span = telemetry.startSpan(`${request.method} ${request.routeOptions.url ?? 'unmatched'}`, {
      kind: 'server',
      traceparent: singleHeader(request.headers['traceparent']),
      attributes: {
        'http.request.method': request.method,
        'url.path': redact(pathOf(request)),
        'http.request.id': request.id,
      },
    });
    spans.set(request, span);
    setStandingHeaders(reply.raw, request.id, span);
    telemetry.runInSpan(span, done);
  });
  // A body arrives in events of the connection, which know nothing of the request's span: take it up again.
  app.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else telemetry.runInSpan(span, done);
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    if (!reply.hasHeader('content-security-policy')) {
      const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
      reply.header('content-security-policy', isPage ? pageContentSecurityPolicy : dataContentSecurityPolicy);
    }
    return payload;
  });
  app.addHook('onError', async (request, _reply, error) => {
    if (!isVitascopeError(error) || error.kind === 'internal') spans.get(request)?.setError(error);
  });
  app.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request);
    const route = request.routeOptions.url ?? 'unmatched';
    duration.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
    span?.setAttribute('http.response.status_code', reply.statusCode);
    span?.end();
    const line = {
      method: request.method,
      path: pathOf(request),
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      requestId: request.id,
      traceId: span?.context.traceId,
      spanId: span?.context.spanId,
    };
    if (quietPaths.has(line.path)) telemetry.logger.debug(line, 'request');
    else telemetry.logger.info(line, 'request');
  });
  return (request) => spans.get(request)?.context.traceId;
}

/** Set on the bare response, so that answers of handlers that take the reply over carry them too. */
function setStandingHeaders(
  raw: { setHeader(name: string, value: string): unknown },
  id: string,
  span: Span,
): void {
  const { traceId, spanId, sampled } = span.context;
  raw.setHeader('x-request-id', id);
  raw.setHeader('traceresponse', `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`); // W3C Trace Context 2, §4
  raw.setHeader('x-content-type-options', 'nosniff');
  raw.setHeader('referrer-policy', 'no-referrer');
}

function pathOf(request: HttpRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
