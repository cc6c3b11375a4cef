// Slow readers over real sockets: what they hold, and who goes first when it is too much.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { it } from 'node:test';
import { createUnsentBodies } from './unsent-bodies.ts';

const BODY_BYTES = 16 * 1024 * 1024; // more than the system's buffers of a connection take

it('counts a body once, drops the oldest readers past the limit, and lets go of what was read', async () => {
  const bodies = [0, 1, 2].map((n) => Buffer.alloc(BODY_BYTES, n));
  let dropped = 0;
  const unsent = createUnsentBodies(2 * BODY_BYTES, () => {
    dropped += 1;
  });
  const responses: ServerResponse[] = [];
  const server = createServer((request, response) => {
    const body = bodies[Number(request.url?.slice(1))] as Buffer;
    response.writeHead(200, { 'content-length': body.length, connection: 'close' });
    response.end(body);
    unsent.track(response, body);
    responses.push(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];
  const open = async (n: number) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.pause();
    socket.write(`GET /${n} HTTP/1.1\r\nHost: a\r\n\r\n`);
    sockets.push(socket);
    await once(server, 'request');
    return socket;
  };

  await open(0);
  await open(0);
  await open(1);
  assert.equal(unsent.bytes, 2 * BODY_BYTES);
  assert.equal(dropped, 0);
  await open(2);
  assert.equal(dropped, 2, 'both readers of the oldest body');
  assert.deepEqual(
    responses.map(({ destroyed }) => destroyed),
    [true, true, false, false],
  );
  assert.equal(unsent.bytes, 2 * BODY_BYTES);
  const reader = sockets[3] as Socket;
  const closed = once(responses[3] as ServerResponse, 'close');
  reader.resume();
  await closed;
  assert.equal(unsent.bytes, BODY_BYTES);
  for (const socket of sockets) socket.destroy();
  await once(responses[2] as ServerResponse, 'close');
  assert.equal(unsent.bytes, 0);
  server.close();
});

it('cuts off readers of any kind, once each, and counts what they held no longer', () => {
  const cut: string[] = [];
  const unsent = createUnsentBodies(BODY_BYTES, () => {});
  const [first, second] = [Buffer.alloc(BODY_BYTES), Buffer.alloc(BODY_BYTES)];
  const release = unsent.hold(first, () => cut.push('first'));
  unsent.hold(Buffer.alloc(1_000), () => cut.push('small'))();
  assert.equal(unsent.bytes, BODY_BYTES);
  const releaseSecond = unsent.hold(second, () => cut.push('second'));
  assert.deepEqual(cut, ['first']);
  release();
  assert.equal(unsent.bytes, BODY_BYTES);
  releaseSecond();
  assert.equal(unsent.bytes, 0);
});
