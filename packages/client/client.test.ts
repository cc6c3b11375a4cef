import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, test } from 'node:test';
import { ApiProblem, createClient } from './index.ts';

type Answerer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

interface Asked {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** A server that answers each request with the next answer; the last one stays. */
async function startServer(...answers: Answerer[]) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString();
      asked.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(request, response, body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closings.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answerer =>
  (_request, response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body));
const problem = (status: number, code: string, headers: Record<string, string> = {}): Answerer =>
  json(
    status,
    { type: `urn:vitascope:problem:${code}`, title: 'No', status, detail: 'No, because.', code },
    { 'content-type': 'application/problem+json', ...headers },
  );
const cut: Answerer = (request) => void request.socket.destroy();

test('fills the path, the query and the headers, and gives the answer with its ETag', async () => {
  const { url, asked } = await startServer(
    json(200, { id: 'ti_1' }, { etag: '"3"', 'x-request-id': 'rq_1' }),
  );
  const client = createClient({ baseUrl: `${url}/`, authorization: 'Bearer vk_1' });
  const answer = await client.PATCH('/api/v1/catalog/titles/{id}', {
    params: { path: { id: 'a/b?c' } },
    body: { tags: ['night'] },
    headers: { 'if-match': '"2"' },
  });
  assert.equal(answer.headers.get('etag'), '"3"');
  assert.equal(answer.requestId, 'rq_1');
  assert.equal(asked[0]?.line, 'PATCH /api/v1/catalog/titles/a%2Fb%3Fc');
  assert.equal(asked[0]?.headers['authorization'], 'Bearer vk_1');
  assert.equal(asked[0]?.headers['if-match'], '"2"');
  assert.deepEqual(JSON.parse(asked[0]?.body ?? ''), { tags: ['night'] });
});

test('refuses an id that would lead elsewhere', async () => {
  const client = createClient({ baseUrl: 'http://127.0.0.1:1' });
  for (const id of ['', '.', '..'])
    await assert.rejects(client.GET('/api/v1/assets/{id}', { params: { path: { id } } }), TypeError);
});

test('what the server refuses is thrown with its code and fields', async () => {
  const { url } = await startServer(
    json(
      400,
      {
        code: 'invalid-request',
        title: 'No',
        detail: 'Look.',
        fields: [{ path: 'body.name', message: 'short' }],
      },
      { 'x-request-id': 'rq_2' },
    ),
  );
  const told: ApiProblem[] = [];
  const client = createClient({ baseUrl: url, onProblem: (one) => void told.push(one) });
  const thrown = await client.GET('/api/v1/system').catch((error: unknown) => error);
  assert.ok(thrown instanceof ApiProblem);
  assert.equal(thrown.code, 'invalid-request');
  assert.equal(thrown.status, 400);
  assert.equal(thrown.message, 'Look.');
  assert.equal(thrown.requestId, 'rq_2');
  assert.deepEqual(thrown.fields, [{ path: 'body.name', message: 'short' }]);
  assert.deepEqual(told, [thrown]);
});

test("another program's page is named as such, whatever its status", async () => {
  const page =
    (status: number): Answerer =>
    (_request, response) =>
      void response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>nginx</h1>');
  const { url } = await startServer(page(200), page(404));
  const client = createClient({ baseUrl: url });
  for (const _ of [200, 404])
    await assert.rejects(client.GET('/api/v1/system'), { code: 'server-answer-invalid' });
});

test('a list is walked to its end, and a cursor that stands still ends it', async () => {
  const { url, asked } = await startServer(
    json(200, { items: [1, 2], nextCursor: 'c1' }),
    json(200, { items: [3], nextCursor: null }),
    json(200, { items: [4], nextCursor: 'c1' }),
  );
  const client = createClient({ baseUrl: url });
  const all: unknown[] = [];
  for await (const one of client.items('/api/v1/assets', { params: { query: { limit: 2 } } })) all.push(one);
  assert.deepEqual(all, [1, 2, 3]);
  assert.deepEqual(
    asked.map(({ line }) => line),
    ['GET /api/v1/assets?limit=2', 'GET /api/v1/assets?limit=2&cursor=c1'],
  );
  const walk = async () => {
    for await (const _ of client.items('/api/v1/assets'));
  };
  await assert.rejects(walk(), { code: 'server-answer-invalid' });
});

test('a busy server is asked again when it says, with the same key', async () => {
  const busy = problem(503, 'not-ready', { 'retry-after': '0' });
  const { url, asked } = await startServer(busy, busy, json(201, { id: 'pe_1' }));
  const client = createClient({ baseUrl: url });
  const body = { originalLanguage: 'en', names: { en: 'Ada' } };
  assert.equal((await client.POST('/api/v1/catalog/people', { body })).status, 201);
  const keys = asked.map(({ headers }) => headers['idempotency-key']);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
  assert.match(String(keys[0]), /^[0-9a-f]{32}$/);
});

test('attempts are bounded, and a server that asks for too much patience is believed', async () => {
  const { url, asked } = await startServer(problem(429, 'too-many-attempts', { 'retry-after': '0' }));
  const client = createClient({ baseUrl: url, retry: { retries: 3 } });
  await assert.rejects(client.GET('/api/v1/system'), { code: 'too-many-attempts', retryAfterSeconds: 0 });
  assert.equal(asked.length, 4);
  const slow = await startServer(problem(429, 'too-many-attempts', { 'retry-after': '900' }));
  await assert.rejects(createClient({ baseUrl: slow.url }).GET('/api/v1/system'), { retryAfterSeconds: 900 });
  assert.equal(slow.asked.length, 1);
});

test('a lost connection is tried again only where doing it twice is doing it once', async () => {
  const reading = await startServer(cut, json(200, { version: '1' }));
  const answer = await createClient({ baseUrl: reading.url }).GET('/api/v1/system');
  assert.equal(answer.data.version, '1');
  const writing = await startServer(cut, json(201, {}));
  const body = { originalLanguage: 'en', names: { en: 'Ada' } };
  await assert.rejects(createClient({ baseUrl: writing.url }).POST('/api/v1/catalog/people', { body }), {
    code: 'server-unreachable',
    status: 0,
  });
  assert.equal(writing.asked.length, 1);
});

test('a server that is silent is given up, and so is one that the caller no longer waits for', async () => {
  const { url, asked } = await startServer(() => {});
  const client = createClient({ baseUrl: url, timeoutMs: 100 });
  await assert.rejects(client.GET('/api/v1/system'), { code: 'server-timeout' });
  assert.equal(asked.length, 1);
  const controller = new AbortController();
  const waiting = client.GET('/api/v1/system', { signal: controller.signal, timeoutMs: 60_000 });
  controller.abort(new Error('Enough.'));
  await assert.rejects(waiting, { message: 'Enough.' });
});

test('a stream is handed on unread and outlives the time for an answer', async () => {
  let finish = (): void => {};
  const { url } = await startServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
    finish = () => void response.end('data: 2\n\n');
  });
  const client = createClient({ baseUrl: url, timeoutMs: 300 });
  const { data } = await client.GET('/api/v1/assets/{id}/events', {
    params: { path: { id: 'as_1' } },
    as: 'response',
  });
  const expired = AbortSignal.timeout(400);
  await once(expired, 'abort');
  finish();
  assert.equal(await data.text(), 'data: 1\n\ndata: 2\n\n');
});
