/** The fast path over real sockets, beside the same server without it: nobody may see a difference. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { createTelemetry } from '../../telemetry/index.ts';
import { createHttpServer } from '../index.ts';
import { defaultLimits, type HttpLimits } from '../limits.ts';
import { addFastPath, answerHead, type PlainRequest, type ReadyAnswer } from './index.ts';

const BIG = Buffer.alloc(64 * 1024 * 1024, 'b');
const closers: (() => Promise<unknown>)[] = [];
after(async () => {
  for (const close of closers) await close();
});

/** What was understood comes back as the body, so that two readings of the same bytes give two answers. */
function echo({ method, url, headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>) {
  const body = JSON.stringify({ method, url, headers: Object.entries(headers).sort() });
  return { body, fields: ['content-type', 'application/json', 'content-length', String(body.length)] };
}

/** Two servers that differ in the fast path alone. */
async function startPair(
  handle: (request: PlainRequest) => ReadyAnswer | null,
  limits: Partial<HttpLimits> = {},
) {
  const all = { ...defaultLimits, ...limits };
  const seen = { fast: 0, node: 0 };
  let accepted = 0;
  const start = async (isFast: boolean) => {
    const server = createServer(
      { headersTimeout: all.headersTimeoutMs, connectionsCheckingInterval: 20 },
      (request: IncomingMessage, response: ServerResponse) => {
        if (isFast) seen.node += 1;
        const { body, fields } = echo(request);
        response.writeHead(200, fields).end(request.method === 'HEAD' ? undefined : body);
      },
    );
    server.keepAliveTimeout = all.keepAliveTimeoutMs;
    server.maxRequestsPerSocket = all.maxRequestsPerConnection;
    const counted = (request: PlainRequest) => {
      const answer = handle(request);
      if (answer !== null) seen.fast += 1;
      return answer;
    };
    const fastPath = isFast ? addFastPath(server, counted, all) : null;
    if (isFast)
      server.on('connection', () => {
        accepted += 1;
      });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    closers.push(async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    });
    return { fastPath, port: (server.address() as AddressInfo).port };
  };
  const [fast, plain] = await Promise.all([start(true), start(false)]);
  return {
    seen,
    port: fast.port,
    plainPort: plain.port,
    accepted: () => accepted,
    openFast: () => fast.fastPath?.open ?? 0,
  };
}

const ready = (request: PlainRequest): ReadyAnswer | null => {
  if (request.url.startsWith('/node')) return null;
  if (request.url === '/throws') throw new Error('not today');
  const { body, fields } = echo(request);
  return { head: answerHead(200, fields), body: request.method === 'HEAD' ? null : body };
};

function open(port: number, bytes = ''): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  if (bytes !== '') socket.write(bytes, 'latin1');
  return socket;
}

/** Sends bytes, then closes this half; all that comes back, without dates. */
async function exchange(port: number, bytes: string): Promise<string> {
  const socket = open(port);
  socket.end(bytes, 'latin1');
  return (await text(socket)).replaceAll(/^Date: .*\r\n/gm, '');
}

const get = (url: string, fields = '') => `GET ${url} HTTP/1.1\r\nhost: x\r\n${fields}\r\n`;

describe('the fast path', () => {
  it('answers as node:http does, byte for byte', async () => {
    const { port, plainPort, seen } = await startPair(ready, { maxRequestsPerConnection: 3 });
    const same = async (bytes: string, fast: number) => {
      seen.fast = 0;
      const answer = await exchange(port, bytes);
      assert.equal(answer, await exchange(plainPort, bytes), JSON.stringify(bytes.slice(0, 200)));
      assert.equal(seen.fast, fast, JSON.stringify(bytes.slice(0, 200)));
      return answer;
    };
    await same(get('/'), 1);
    await same(get('/', 'connection: close\r\n'), 1);
    await same(get('/', 'Accept-Encoding: gzip\r\ncookie: a=b\r\nx: \r\n'), 1);
    await same('HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n', 1);
    await same(get('/1') + get('/2'), 2);
    assert.match(
      await same(get('/1') + get('/2') + get('/3'), 3),
      /Connection: close\r\n\r\n[^\n]*"\/3"[^\n]*$/,
    );
  });

  it('leaves a connection to node:http with the first request that is not for it', async () => {
    const { port, plainPort, seen } = await startPair(ready);
    const bytes = get('/1') + get('/2') + get('/node/3') + get('/4', 'connection: close\r\n');
    assert.equal(await exchange(port, bytes), await exchange(plainPort, bytes));
    assert.deepEqual(seen, { fast: 2, node: 2 });
    assert.equal(await exchange(port, get('/throws')), await exchange(plainPort, get('/throws')));
  });

  it('understands hostile bytes as node:http does', { timeout: 60_000 }, async () => {
    const { port, plainPort } = await startPair(ready);
    const next = get('/smuggled');
    const hostile = [
      `${get('/', 'content-length: 5\r\ntransfer-encoding: chunked\r\n')}0\r\n\r\n${next}`,
      get('/', 'content-length: 44\r\n') + next,
      get('/', 'content-length: 0\r\ncontent-length: 44\r\n') + next,
      `${get('/', 'transfer-encoding: chunked\r\n')}0\r\n\r\n${next}`,
      get('/', 'transfer-encoding: xchunked\r\n') + next,
      `${get('/', 'transfer-encoding : chunked\r\n')}0\r\n\r\n${next}`,
      get('/', 'a: b\r\n content-length: 44\r\n') + next,
      get('/', 'a: b\n\r\n') + next,
      get('/', 'a: b\nc: d\r\n') + next,
      get('/', 'a: b\r\r\n') + next,
      get('/', 'a: \0\r\n') + next,
      get('/', '\0: b\r\n') + next,
      get('/', 'a\tb: c\r\n') + next,
      get('/', 'a: b\tc\r\n') + next,
      get('/', 'a: \xff\r\n') + next,
      get('/', 'host: y\r\n') + next,
      get('/', 'connection: upgrade\r\nupgrade: websocket\r\n') + next,
      get('/', 'expect: 100-continue\r\ncontent-length: 0\r\n') + next,
      get('/', 'connection: close\r\n') + next,
      get('/', 'connection: close, x\r\n') + next,
      get('http://y/') + next,
      get('/a b') + next,
      get('/\x01') + next,
      get('/#x') + next,
      get('/"<>\\^`{|}') + next,
      `get / HTTP/1.1\r\nhost: x\r\n\r\n${next}`,
      `GET / HTTP/1.1\nhost: x\n\n${next}`,
      `GET / HTTP/1.0\r\nhost: x\r\n\r\n${next}`,
      `GET / HTTP/1.0\r\nhost: x\r\nconnection: keep-alive\r\n\r\n${next}`,
      `GET / HTTP/2.0\r\nhost: x\r\n\r\n${next}`,
      `GET / HTTP/1.1\r\n\r\n${next}`,
      `GET /\r\n\r\n${next}`,
      `\r\n\r\n${get('/')}${next}`,
      `${get('/')}\r\n${next}`,
      `${get('/')}garbage\r\n\r\n${next}`,
      `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${next.length}\r\n\r\n${next}`,
      `CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n${next}`,
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      '\0'.repeat(1_000),
      get('/').slice(0, -2),
      get('/', `a: ${'b'.repeat(15_000)}\r\n`) + next,
      get('/', Array.from({ length: 500 }, (_, n) => `h${n}: v\r\n`).join('')) + next,
      '',
    ];
    for (const bytes of hostile) {
      const [fast, plain] = await Promise.all([exchange(port, bytes), exchange(plainPort, bytes)]);
      // Garbage behind an answer that has been given gets an answer of its own here, and none there.
      const isSame = fast.startsWith(plain) && /^(?:HTTP\/1\.1 400 [^{]*)?$/.test(fast.slice(plain.length));
      assert.ok(isSame, `${JSON.stringify(bytes.slice(0, 200))}\n${fast}\n${plain}`);
    }
    // The server closes while this is still being sent, so its 431 may be lost.
    await exchange(port, get('/', 'x: y\r\n'.repeat(100_000))).catch(() => {});
    assert.match(await exchange(port, get('/still-there')), /^HTTP\/1\.1 200/);
  });

  it('gives the same answer wherever the head is cut in two', { timeout: 60_000 }, async () => {
    const { port, openFast, accepted, seen } = await startPair(ready);
    const bytes = get('/cut', 'connection: close\r\n');
    for (let at = 1; at < bytes.length; at++) {
      const socket = open(port, bytes.slice(0, at)).setNoDelay(true);
      const answer = text(socket);
      await once(socket, 'connect');
      // The first part has arrived when node:http has taken the connection.
      while (accepted() < at || openFast() > 0) await new Promise(setImmediate);
      socket.write(bytes.slice(at));
      assert.match(await answer, /"url":"\/cut"/, `cut at ${at}`);
    }
    assert.equal(seen.fast + seen.node, bytes.length - 1);
  });

  it('answers a long train of requests in order, whoever reads slowly', { timeout: 60_000 }, async () => {
    const { port, seen } = await startPair(ready);
    const count = 3_000;
    const socket = open(port);
    socket.pause();
    for (let n = 0; n < count; n++) socket.write(get(n === 2_500 ? '/node/2500' : `/${n}`));
    socket.end();
    const answers = [...(await text(socket)).matchAll(/"url":"\/(?:node\/)?(\d+)"/g)].map((match) =>
      Number(match[1]),
    );
    assert.deepEqual(
      answers,
      Array.from({ length: count }, (_, n) => n),
    );
    // A head that stands across two reads goes to node:http, and so does the rest.
    assert.ok(seen.fast > 0 && seen.node >= 500);
    assert.equal(seen.fast + seen.node, count);
  });
});

describe('the fast path bounds', () => {
  let held = 0;
  const big = (request: PlainRequest): ReadyAnswer | null => {
    if (request.url !== '/big') return ready(request);
    const head = answerHead(200, ['content-length', String(BIG.length)]);
    const hold = () => {
      held += 1;
      return () => {
        held -= 1;
      };
    };
    return { head, body: BIG, hold };
  };

  async function start(limits: Partial<HttpLimits>) {
    const telemetry = await createTelemetry({ serviceName: 't', processMetrics: false, write() {} });
    const base = { logger: telemetry.logger, telemetry, bodyLimitBytes: 1_000, trustProxy: false };
    const server = await createHttpServer({ ...base, readyHandler: big, limits });
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
    return { server, port, metrics: async () => (await telemetry.metrics.render()).body };
  }

  it('silent connections, as node:http does', { timeout: 20_000 }, async () => {
    const { server, port } = await start({ headersTimeoutMs: 100 });
    assert.match(await text(open(port)), /^HTTP\/1\.1 408 [\s\S]*"code":"request-timeout"/);
    assert.match(await text(open(port, 'GET / HTTP/1.1\r\nx: ')), /^HTTP\/1\.1 408 /);
    assert.match(await text(open(port, `${get('/')}GET / HTT`)), /^HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 408 /);
    await server.close({ graceMs: 0 });
  });

  it('connections that are kept open for nothing', { timeout: 20_000 }, async () => {
    const { server, port } = await start({ keepAliveTimeoutMs: 50 });
    assert.match(await text(open(port, get('/'))), /^HTTP\/1\.1 200 /);
    await server.close({ graceMs: 0 });
  });

  it('clients that do not take their answer', { timeout: 20_000 }, async () => {
    const { server, port } = await start({ idleTimeoutMs: 100 });
    const socket = open(port, get('/big') + get('/'));
    socket.pause();
    await once(socket, 'connect');
    while (held === 0) await new Promise(setImmediate);
    while (held > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    socket.destroy();
    await server.close({ graceMs: 0 });
  });

  it('the number of connections, and counts them', async () => {
    const { server, port, metrics } = await start({ maxConnections: 1 });
    const first = open(port, get('/'));
    await once(first, 'data');
    assert.match(
      await metrics(),
      /vitascope_http_connections 1\n[\s\S]*vitascope_http_fast_path_connections 1\n/,
    );
    assert.equal(await text(open(port, get('/'))), '');
    first.destroy();
    while (!(await metrics()).includes('vitascope_http_fast_path_connections 0\n'))
      await new Promise(setImmediate);
    await server.close({ graceMs: 0 });
  });

  it('what a client holds that breaks off', { timeout: 20_000 }, async () => {
    const { server, port } = await start({});
    const socket = open(port, get('/big'));
    await once(socket, 'data');
    assert.equal(held, 1);
    socket.resetAndDestroy();
    while (held > 0) await new Promise(setImmediate);
    await server.close({ graceMs: 0 });
  });

  it('nothing of an answer that is being sent when the server drains', { timeout: 20_000 }, async () => {
    const { server, port } = await start({});
    const idle = open(port, get('/'));
    await once(idle, 'data');
    const busy = open(port, get('/big'));
    await once(busy, 'readable');
    const closed = server.close({ graceMs: 15_000 });
    await once(idle.resume(), 'close');
    const answer = await buffer(busy);
    assert.equal(answer.length - (answer.indexOf('\r\n\r\n') + 4), BIG.length);
    assert.deepEqual(await closed, { cutOff: 0 });
    assert.equal(held, 0);
  });

  it('how long a drain waits for such an answer', { timeout: 20_000 }, async () => {
    const { server, port } = await start({});
    const busy = open(port, get('/big'));
    await once(busy, 'readable');
    assert.deepEqual(await server.close({ graceMs: 20 }), { cutOff: 1 });
    busy.destroy();
  });
});
