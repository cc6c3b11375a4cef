/** Admission, counted at a server whose handlers end when the test says so. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { createTelemetry } from '../telemetry/index.ts';
import { createHttpServer } from './index.ts';

const LIMITS = { maxRunning: 2, maxWaiting: 3, maxWaitMs: 1_000 };

async function open() {
  const telemetry = await createTelemetry({ serviceName: 't', processMetrics: false, write() {} });
  const clock = { time: 0, now: () => clock.time };
  const gates: PromiseWithResolvers<void>[] = [];
  const started: PromiseWithResolvers<void>[] = [];
  let arrived = 0;
  const arrivals: { readonly count: number; readonly told: PromiseWithResolvers<void> }[] = [];
  const server = await createHttpServer({
    logger: telemetry.logger,
    telemetry,
    bodyLimitBytes: 1_000,
    trustProxy: false,
    clock,
    admission: {
      ...LIMITS,
      needsPlace: ({ url }) => {
        if (url?.startsWith('/api') !== true) return false;
        arrived += 1;
        for (const { count, told } of arrivals) if (arrived >= count) told.resolve();
        return true;
      },
    },
  });
  server.app.get('/api', async () => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    started.shift()?.resolve();
    await gate.promise;
    return { done: true };
  });
  server.app.post('/api', async ({ body }) => ({ body }));
  server.app.get('/elsewhere', async () => 'here');
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  const agent = new Agent({ maxSockets: 100 });
  const ask = () => httpRequest(`${url}/api`, { agent }).end();
  return {
    clock,
    gates,
    url,
    telemetry,
    /** Resolves with the answer. */
    async ask() {
      const request = ask();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.resume();
      return response;
    },
    hangUp() {
      const request = ask();
      request.on('error', () => {});
      return request;
    },
    /** When so many requests have come. */
    async cameIn(count: number) {
      const told = Promise.withResolvers<void>();
      arrivals.push({ count, told });
      if (arrived >= count) told.resolve();
      await told.promise;
      // The decision is made in the same turn as the arrival is counted.
      await new Promise(setImmediate);
    },
    async nextStarted() {
      const next = Promise.withResolvers<void>();
      started.push(next);
      return next.promise;
    },
    async close() {
      agent.destroy();
      await server.close({ graceMs: 0 });
    },
  };
}

describe('admission', { timeout: 60_000 }, () => {
  it('works on so many, lets so many wait, and refuses the rest with a time to come back', async () => {
    const server = await open();
    const asked: Promise<IncomingMessage>[] = [];
    for (let count = 1; count <= 9; count++) {
      asked.push(server.ask());
      await server.cameIn(count);
    }
    const refused = await Promise.all(asked.slice(5));
    assert.deepEqual(
      refused.map(({ statusCode }) => statusCode),
      [503, 503, 503, 503],
    );
    const waits = refused.map(({ headers }) => Number(headers['retry-after']));
    assert.ok(
      waits.every((seconds) => seconds >= 1 && seconds <= 5),
      String(waits),
    );
    assert.ok(new Set(waits).size > 1, 'All are told to come back at once.');
    assert.equal(server.gates.length, 2);
    // Who watches over the server, and what is not for the API, gets through.
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    assert.equal((await fetch(`${server.url}/elsewhere`)).status, 200);
    for (let done = 0; done < 5; done++) {
      if (server.gates[done] === undefined) await server.nextStarted();
      server.gates[done]?.resolve();
    }
    const served = await Promise.all(asked.slice(0, 5));
    assert.deepEqual(
      served.map(({ statusCode }) => statusCode),
      [200, 200, 200, 200, 200],
    );
    await server.close();
  });

  it('refuses in order what came in one piece, and minds nobody who has hung up', async () => {
    const server = await open();
    const asked: Promise<IncomingMessage>[] = [];
    for (let count = 1; count <= 5; count++) {
      asked.push(server.ask());
      await server.cameIn(count);
    }
    const gone = server.hangUp();
    await server.cameIn(6);
    gone.destroy();
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nhost: x\r\n${more}\r\n`;
    socket.write(get('/api') + get('/elsewhere') + get('/api') + get('/healthz', 'connection: close\r\n'));
    const statuses = [...(await text(socket)).matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
    assert.deepEqual(statuses, ['503', '200', '503', '200']);
    for (let done = 0; done < 5; done++) {
      if (server.gates[done] === undefined) await server.nextStarted();
      server.gates[done]?.resolve();
    }
    await Promise.all(asked);
    await server.close();
  });

  it('refuses who has waited for too long instead of working for nobody', async () => {
    const server = await open();
    const asked: Promise<IncomingMessage>[] = [];
    for (let count = 1; count <= 4; count++) {
      asked.push(server.ask());
      await server.cameIn(count);
    }
    server.clock.time += LIMITS.maxWaitMs + 1;
    server.gates[0]?.resolve();
    const late = await Promise.all(asked.slice(2));
    assert.deepEqual(
      late.map(({ statusCode }) => statusCode),
      [503, 503],
    );
    assert.equal(server.gates.length, 2);
    server.gates[1]?.resolve();
    await Promise.all(asked);
    await server.close();
  });

  it('gives the place of who hangs up to the next', async () => {
    const server = await open();
    const first = server.hangUp();
    await server.cameIn(1);
    const second = server.hangUp();
    await server.cameIn(2);
    const waiting = server.hangUp();
    await server.cameIn(3);
    const last = server.ask();
    await server.cameIn(4);
    waiting.destroy();
    // Hearing of it takes the server a moment.
    while (!(await server.telemetry.metrics.render()).body.includes('requests_waiting 1\n'))
      await new Promise(setImmediate);
    const begun = server.nextStarted();
    first.destroy();
    await begun;
    server.gates[2]?.resolve();
    assert.equal((await last).statusCode, 200);
    assert.equal(server.gates.length, 3);
    second.destroy();
    for (const gate of server.gates) gate.resolve();
    await server.close();
  });

  it('is not held up by bodies that trickle in, small or large', async () => {
    const server = await open();
    const port = Number(new URL(server.url).port);
    const slow = [10, 10, 10, 10, 10, 10, 900, 20_000, 20_000, 20_000, 20_000, 20_000].map((bytes) => {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      socket.write(
        `POST /api HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n{`,
      );
      return socket;
    });
    await server.cameIn(slow.length);
    const begun = server.nextStarted();
    const reading = server.ask();
    await begun;
    server.gates[0]?.resolve();
    assert.equal((await reading).statusCode, 200);
    const post = () =>
      fetch(`${server.url}/api`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"a":1}',
      });
    assert.deepEqual(await (await post()).json(), { body: { a: 1 } });
    for (const socket of slow) socket.destroy();
    await server.close();
  });

  it('counts a request with a body among those at work once it is whole', async () => {
    const server = await open();
    const asked: Promise<IncomingMessage>[] = [];
    for (let count = 1; count <= 5; count++) {
      asked.push(server.ask());
      await server.cameIn(count);
    }
    const refused = await fetch(`${server.url}/api`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    assert.equal(refused.status, 503);
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
    assert.equal(((await refused.json()) as { code: string }).code, 'overloaded');
    for (let done = 0; done < 5; done++) {
      if (server.gates[done] === undefined) await server.nextStarted();
      server.gates[done]?.resolve();
    }
    await Promise.all(asked);
    await server.close();
  });
});
