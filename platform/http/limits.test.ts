/** Slow and greedy clients, and the graceful end, over real sockets. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createTelemetry } from '../telemetry/index.ts';
import { createHttpServer, type HttpApp, type HttpServerOptions } from './index.ts';

async function startTestServer(
  limits: NonNullable<HttpServerOptions['limits']>,
  addRoutes?: (app: HttpApp) => void,
) {
  const telemetry = await createTelemetry({ serviceName: 't', processMetrics: false, write() {} });
  const base = { logger: telemetry.logger, telemetry, bodyLimitBytes: 1_000_000, trustProxy: false };
  const server = await createHttpServer({ ...base, limits });
  addRoutes?.(server.app);
  const { port, url } = await server.listen({ host: '127.0.0.1', port: 0 });
  return { server, port, url, telemetry };
}

function open(port: number, bytes = ''): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes);
  return socket;
}

describe('limits', () => {
  it('cut off headers that never end', { timeout: 20_000 }, async () => {
    const { server, port } = await startTestServer({ headersTimeoutMs: 100 });
    const answer = await text(open(port, 'GET / HTTP/1.1\r\nhost: x\r\nx-slow: '));
    assert.match(answer, /^HTTP\/1\.1 408 [\s\S]*"code":"request-timeout"/);
    await server.close({ graceMs: 0 });
  });

  it('cut off a body that only trickles in, but not a steady one', { timeout: 20_000 }, async () => {
    const limits = { slowCheckMs: 200, minBodyBytesPerSecond: 1000 };
    const { server, port, url } = await startTestServer(limits, (app) => {
      app.post('/', async () => 'ok');
    });
    const head =
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500000\r\n\r\n"';
    const trickling = open(port, head);
    const drip = setInterval(() => trickling.write('x'), 20);
    const steady = httpRequest(`${url}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    steady.write('"');
    const flow = setInterval(() => steady.write('x'.repeat(200)), 20);
    assert.equal(await text(trickling), '');
    clearInterval(drip);
    clearInterval(flow);
    steady.end('"');
    const [response] = await once(steady, 'response');
    assert.equal(response.statusCode, 200);
    await server.close({ graceMs: 0 });
  });

  it('answer for a handler that does not end', { timeout: 20_000 }, async () => {
    const ended = Promise.withResolvers<void>();
    const { server, url } = await startTestServer({ handlerTimeoutMs: 50 }, (app) => {
      app.get('/', () => ended.promise);
      app.get('/longer', { config: { handlerTimeoutMs: 10_000 } }, async () => {
        await delay(300);
        return { done: true };
      });
      app.get('/own', (_request, reply) => {
        reply.hijack();
        reply.raw.writeHead(200);
        reply.raw.flushHeaders();
        setTimeout(() => reply.raw.end('its own'), 300);
      });
    });
    const response = await fetch(url);
    assert.equal(response.status, 503);
    assert.equal(((await response.json()) as { code: string }).code, 'handler-timeout');
    ended.resolve();
    assert.equal((await fetch(`${url}/longer`)).status, 200);
    assert.equal(await (await fetch(`${url}/own`)).text(), 'its own');
    await server.close({ graceMs: 0 });
  });

  it('cut off an answer that does not end', { timeout: 20_000 }, async () => {
    const { server, url } = await startTestServer({ handlerTimeoutMs: 500 }, (app) => {
      app.get('/', (_request, reply) => {
        reply.send(Readable.from(endless(), { objectMode: false }));
      });
    });
    const response = await fetch(url);
    assert.equal(response.status, 200);
    await assert.rejects(response.text());
    await server.close({ graceMs: 0 });
  });

  it('close idle connections', { timeout: 20_000 }, async () => {
    const { server, port } = await startTestServer({ idleTimeoutMs: 50 });
    assert.equal(await text(open(port)), '');
    await server.close({ graceMs: 0 });
  });

  it('refuse connections past their number and count them', { timeout: 20_000 }, async () => {
    const { server, port, telemetry } = await startTestServer({ maxConnections: 1 });
    const first = open(port, 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(first, 'data');
    assert.equal(await text(open(port, 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')), '');
    assert.match((await telemetry.metrics.render()).body, /vitascope_http_connections_refused_total 1/);
    first.destroy();
    await server.close({ graceMs: 0 });
  });

  it('end a connection after its number of requests', async () => {
    const { server, url } = await startTestServer({ maxRequestsPerConnection: 1 });
    const response = await fetch(`${url}/healthz`);
    assert.equal(response.headers.get('connection'), 'close');
    await response.text();
    await server.close({ graceMs: 0 });
  });
});

describe('closing', () => {
  function gated() {
    const entered = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    return {
      entered: entered.promise,
      release: () => gate.resolve(),
      addRoutes(app: HttpApp) {
        app.get('/slow', async () => {
          entered.resolve();
          await gate.promise;
          return 'finished';
        });
      },
    };
  }

  it('finishes what is in flight, drops what is idle, and refuses what is new', {
    timeout: 20_000,
  }, async () => {
    const { entered, release, addRoutes } = gated();
    const { server, url, port } = await startTestServer({}, addRoutes);
    const silent = open(port);
    const agent = new Agent({ keepAlive: true });
    const idle = httpRequest(`${url}/healthz`, { agent }).end();
    const [answer] = await once(idle, 'response');
    await text(answer);
    const inFlight = fetch(`${url}/slow`);
    await entered;

    const closed = server.close({ graceMs: 15_000 });
    await once(silent.resume(), 'close');
    await assert.rejects(fetch(`${url}/healthz`));
    release();
    const response = await inFlight;
    assert.equal(response.headers.get('connection'), 'close');
    assert.equal(await response.text(), 'finished');
    assert.deepEqual(await closed, { cutOff: 0 });
    agent.destroy();
  });

  it('cuts off what is still there at its deadline', { timeout: 20_000 }, async () => {
    const { entered, release, addRoutes } = gated();
    const { server, url } = await startTestServer({}, addRoutes);
    const inFlight = assert.rejects(fetch(`${url}/slow`));
    await entered;
    assert.deepEqual(await server.close({ graceMs: 10 }), { cutOff: 1 });
    await inFlight;
    release();
  });
});

async function* endless(): AsyncGenerator<string> {
  for (;;) {
    yield 'more ';
    await delay(20);
  }
}
