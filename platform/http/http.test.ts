/** The server over real sockets: problems, ids, OpenAPI, raw and hijacked handlers, health. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { z } from 'zod';
import { defineErrors, isId } from '../kernel/index.ts';
import { createTelemetry, type Telemetry } from '../telemetry/index.ts';
import {
  createHttpServer,
  type HttpServerOptions,
  openApiDocument,
  problemFor,
  writeProblem,
} from './index.ts';

const fail = defineErrors({
  'http-test-full': { kind: 'out-of-space', title: 'No room' },
  'http-test-busy': { kind: 'unavailable', title: 'Busy' },
  'http-test-limit': { kind: 'rate-limited', title: 'Slow down' },
  'http-test-who': { kind: 'unauthenticated', title: 'Who are you?' },
});

const logged: string[] = [];
const closers: (() => Promise<unknown>)[] = [];
after(async () => {
  for (const close of closers) await close();
});

async function createTestServer(options: Partial<HttpServerOptions> = {}) {
  const telemetry = await createTelemetry({
    serviceName: 't',
    processMetrics: false,
    logFormat: 'json',
    write: (line) => logged.push(line),
  });
  const server = await createHttpServer({
    logger: telemetry.logger,
    telemetry,
    bodyLimitBytes: 1024,
    trustProxy: false,
    ...options,
  });
  closers.push(() => server.close({ graceMs: 0 }));
  return { server, telemetry, app: server.app };
}

async function startTestServer(
  addRoutes: (app: Awaited<ReturnType<typeof createTestServer>>['app'], telemetry: Telemetry) => void,
  options: Partial<HttpServerOptions> = {},
) {
  const { server, telemetry, app } = await createTestServer(options);
  addRoutes(app, telemetry);
  const { url, port } = await server.listen({ host: '127.0.0.1', port: 0 });
  return { server, telemetry, app, url, port };
}

async function problemOf(response: Response) {
  assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  return (await response.json()) as Record<string, unknown> & {
    fields?: { path: string; message: string }[];
  };
}

/** Sends bytes as they are and returns all that comes back until the connection ends. */
async function exchange(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes);
  return text(socket);
}

describe('problems', async () => {
  const { url, port } = await startTestServer((app) => {
    const body = z.object({ title: z.string().min(3), year: z.int() });
    app.post('/films/:id', { schema: { body, params: z.object({ id: z.string() }) } }, async (request) => ({
      title: request.body.title,
    }));
    app.get('/full', async () => {
      throw fail('http-test-full', 'The disk has 3 bytes left.', { details: { freeBytes: 3 } });
    });
    app.get('/busy', async () => {
      throw fail('http-test-busy', 'Come back.', { retryAfterSeconds: 6.2 });
    });
    app.get('/limit', async () => {
      throw fail('http-test-limit', 'Less.');
    });
    app.get('/who', async () => {
      throw fail('http-test-who', 'No key.');
    });
    app.get('/boom', async () => {
      throw new Error('connect ECONNREFUSED postgres://vita:hunter2@db');
    });
    app.get(
      '/lies',
      { schema: { response: { 200: z.object({ n: z.number() }) } } },
      async () => ({ n: 'x' }) as never,
    );
  });

  it('list the fields that were refused', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/films/1`, { method: 'POST', headers, body: '{"title":"ab"}' });
    const problem = await problemOf(response);
    assert.equal(response.status, 400);
    assert.equal(problem['code'], 'invalid-request');
    assert.deepEqual(problem.fields?.map((field) => field.path).sort(), ['body.title', 'body.year']);
  });

  it('carry type, title, status, detail, code, instance, trace id and details', async () => {
    const response = await fetch(`${url}/full`);
    const problem = await problemOf(response);
    assert.equal(response.status, 507);
    assert.equal(problem['type'], 'urn:vitascope:problem:http-test-full');
    assert.equal(problem['title'], 'No room');
    assert.equal(problem['status'], 507);
    assert.equal(problem['detail'], 'The disk has 3 bytes left.');
    assert.deepEqual(problem['details'], { freeBytes: 3 });
    assert.equal(problem['instance'], `urn:vitascope:request:${response.headers.get('x-request-id')}`);
    assert.match(String(problem['traceId']), /^[0-9a-f]{32}$/);
  });

  it('say when to come back, and how to sign in', async () => {
    assert.equal((await fetch(`${url}/busy`)).headers.get('retry-after'), '7');
    const limited = await fetch(`${url}/limit`);
    assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '1']);
    const unknown = await fetch(`${url}/who`);
    assert.deepEqual(
      [unknown.status, unknown.headers.get('www-authenticate')],
      [401, 'Bearer realm="vitascope"'],
    );
  });

  it('tell nothing of an unexpected error but log it with the same trace', async () => {
    const response = await fetch(`${url}/boom`);
    const body = await response.text();
    assert.equal(response.status, 500);
    assert.ok(!/postgres|hunter2|ECONNREFUSED/.test(body));
    const { traceId } = JSON.parse(body) as { traceId: string };
    const line = logged.find((entry) => entry.includes('A request failed') && entry.includes(traceId));
    assert.match(line ?? '', /ECONNREFUSED/);
    assert.ok(!line?.includes('hunter2'));
  });

  it('also answer for a handler whose answer does not fit its schema', async () => {
    const response = await fetch(`${url}/lies`);
    assert.deepEqual([response.status, (await problemOf(response))['code']], [500, 'internal-error']);
  });

  it('tell an unknown address from a wrong method', async () => {
    const missing = await fetch(`${url}/nowhere`);
    assert.deepEqual([missing.status, (await problemOf(missing))['code']], [404, 'route-not-found']);
    const wrong = await fetch(`${url}/films/1`, { method: 'DELETE' });
    assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'POST']);
    assert.equal((await problemOf(wrong))['code'], 'method-not-allowed');
  });

  it('answer broken JSON, a wrong type, a large body, a bad escape and a long address', async () => {
    const post = (type: string, body: string) =>
      fetch(`${url}/films/1`, { method: 'POST', headers: { 'content-type': type }, body });
    const cases: [Response, number, string][] = [
      [await post('application/json', '{"title":'), 400, 'invalid-request'],
      [await post('text/csv', 'a,b'), 415, 'unsupported-media-type'],
      [await post('application/json', JSON.stringify({ title: 'x'.repeat(2000) })), 413, 'body-too-large'],
      [await fetch(`${url}/films/%zz`), 400, 'invalid-request'],
      [await fetch(`${url}/${'a'.repeat(9000)}`), 414, 'url-too-long'],
    ];
    for (const [response, status, code] of cases) {
      assert.deepEqual([response.status, (await problemOf(response))['code']], [status, code]);
    }
  });

  it('answer what is not HTTP, too large in its headers, or without a host', async () => {
    const garbage = await exchange(port, 'GET / HTTP/9.9 nonsense\r\n\r\n');
    assert.match(garbage, /^HTTP\/1\.1 400 [\s\S]*"code":"invalid-request"/);
    const large = await exchange(port, `GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`);
    assert.match(large, /^HTTP\/1\.1 431 [\s\S]*"code":"headers-too-large"/);
    assert.match(await exchange(port, 'GET /full HTTP/1.1\r\nconnection: close\r\n\r\n'), /^HTTP\/1\.1 400 /);
  });
});

describe('requests', async () => {
  const { url, telemetry } = await startTestServer(
    (app, tracing) => {
      app.post('/trace', { schema: { body: z.object({}) } }, async () => ({ current: tracing.inject() }));
      app.get('/page', async (_request, reply) => reply.type('text/html').send('<!doctype html>'));
      app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null));
      app.patch('/upload', (request, reply) => {
        reply.hijack();
        let bytes = 0;
        request.raw.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        request.raw.on('end', () => reply.raw.writeHead(204, { 'upload-offset': bytes }).end());
      });
    },
    {
      rawHandler(request, response) {
        if (request.url === '/raw-boom') throw new Error('internals');
        if (request.url?.startsWith('/raw/') !== true) return false;
        if (request.url === '/raw/full') writeProblem(response, problemFor(fail('http-test-full', 'Full.')));
        else response.end('raw');
        return true;
      },
    },
  );

  it('keep a sane request id and replace any other', async () => {
    const idFor = async (id: string) =>
      (await fetch(`${url}/page`, { headers: { 'x-request-id': id } })).headers.get('x-request-id') ?? '';
    assert.equal(await idFor('my-request-0001'), 'my-request-0001');
    assert.ok(isId('rq', await idFor('<script>alert(1)</script>')));
    assert.ok(isId('rq', await idFor('x'.repeat(500))));
  });

  it('continue the trace of the caller, also after the body was read', async () => {
    const response = await fetch(`${url}/trace`, {
      method: 'POST',
      headers: {
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'content-type': 'application/json',
      },
      body: '{}',
    });
    const { current } = (await response.json()) as { current: string };
    assert.match(current, /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/);
    assert.equal(response.headers.get('traceresponse'), current);
  });

  it('get security headers that fit what they return', async () => {
    const page = await fetch(`${url}/page`);
    assert.match(page.headers.get('content-security-policy') ?? '', /media-src 'self' blob:/);
    const data = await fetch(`${url}/nowhere`);
    assert.match(data.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    for (const response of [page, data]) {
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
    }
  });

  it('may be taken by the raw handler, whose failures are problems too', async () => {
    assert.equal(await (await fetch(`${url}/raw/x`)).text(), 'raw');
    assert.equal((await problemOf(await fetch(`${url}/raw/full`)))['code'], 'http-test-full');
    const failed = await fetch(`${url}/raw-boom`);
    assert.equal(failed.status, 500);
    assert.ok(!JSON.stringify(await problemOf(failed)).includes('internals'));
  });

  it('may be streamed past the body limit by a handler that takes the reply over', async () => {
    const response = await fetch(`${url}/upload`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/offset+octet-stream' },
      body: Buffer.alloc(300_000),
    });
    assert.deepEqual([response.status, response.headers.get('upload-offset')], [204, '300000']);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  });

  it('are counted by route, not by address', async () => {
    for (let i = 0; i < 3; i++) await fetch(`${url}/no/such/${i}`);
    const { body } = await telemetry.metrics.render();
    assert.match(body, /http_request_duration_seconds_count\{method="GET",route="\/page",status="200"\}/);
    assert.ok(!body.includes('/no/such'));
  });
});

describe('health', () => {
  it('is alive at once, and ready when started and while its checks pass', async () => {
    let now = 0;
    let broken = false;
    const check = async (): Promise<void> => {
      if (broken) throw new Error('connect ECONNREFUSED 10.0.0.3');
    };
    const { server, url } = await startTestServer(() => {}, {
      checks: [{ name: 'database', check }],
      clock: { now: () => now },
    });
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    const starting = await fetch(`${url}/readyz`);
    assert.equal(starting.status, 503);
    assert.deepEqual((await problemOf(starting))['details'], { reasons: ['The server is starting.'] });
    server.markReady();
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
    broken = true;
    now += 5_000;
    const failing = await fetch(`${url}/readyz`);
    assert.equal(failing.status, 503);
    assert.deepEqual((await problemOf(failing))['details'], {
      reasons: ['database: failed; the log says why.'],
    });
    server.markDraining();
    assert.match(String((await problemOf(await fetch(`${url}/readyz`)))['detail']), /draining/);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  });
});

describe('OpenAPI', () => {
  it('describes the routes, with the problem as the default answer', async () => {
    const { app } = await createTestServer({ version: '1.2.3' });
    const response = { 200: z.object({ id: z.string() }) };
    app.get('/api/v1/films', { schema: { response, summary: 'Lists films.' } }, async () => ({ id: 'x' }));
    const document = await openApiDocument(app);
    assert.equal(document['openapi'], '3.1.0');
    const paths = document['paths'] as Record<
      string,
      { get: { responses: Record<string, unknown>; summary: string } }
    >;
    assert.deepEqual(Object.keys(paths), ['/api/v1/films']);
    assert.equal(paths['/api/v1/films']?.get.summary, 'Lists films.');
    assert.deepEqual(Object.keys(paths['/api/v1/films']?.get.responses ?? {}), ['200', 'default']);
    const { schemas } = document['components'] as { schemas: Record<string, { required: string[] }> };
    assert.ok(schemas['Problem']?.required.includes('code'));
  });
});
