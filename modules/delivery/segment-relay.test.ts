// Segments in the making: who is fed when, and what happens when the making, or a client, fails.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import {
  ASSET,
  type ControlledFeed,
  libraryError,
  type Origin,
  openOrigin,
  randomSegment,
} from './testing.ts';
import { MAX_UNREAD_BYTES } from './waiting-client.ts';

describe('a segment in the making', () => {
  let origin: Origin;
  let number = 0;
  before(async () => {
    origin = await openOrigin();
  });
  beforeEach(() => {
    number += 1;
    origin.library.failure = null;
  });
  after(() => origin?.close());

  const url = () => origin.url(`720p/${number}.m4s`);
  const askedFor = () => origin.library.asked.filter((name) => name === `720p/${number}`).length;
  /** Resolves when so many requests wait. */
  const waiting = async (count: number) => {
    while (origin.delivery.stats().waitingRequests !== count) await turn();
  };
  /** The feed of the segment's second making. */
  const secondFeed = async () => {
    const first = await origin.library.feed(number);
    while (origin.library.feeds.get(`720p/${number}`) === first) await turn();
    assert.equal(askedFor(), 2);
    return origin.library.feeds.get(`720p/${number}`) as ControlledFeed;
  };
  const firstBytes = async (response: IncomingMessage): Promise<Buffer> => {
    const [bytes] = (await once(response, 'data')) as [Buffer];
    return bytes;
  };

  it('goes out as it comes, in chunks, with no length and no ETag', async () => {
    const pieces = [randomSegment(100_000), randomSegment(10), Buffer.alloc(0), randomSegment(70_000)];
    const answer = origin.begin(url());
    const feed = await origin.library.feed(number);
    feed.piece(pieces[0] as Buffer);
    const response = await answer;
    assert.equal(response.statusCode, 200);
    assert.equal(response.headers['transfer-encoding'], 'chunked');
    assert.equal(response.headers['content-length'], undefined);
    assert.equal(response.headers.etag, undefined);
    assert.equal(response.headers['content-type'], 'video/mp4');
    assert.equal(response.headers['cache-control'], 'public, max-age=31536000, immutable');
    const body = buffer(response);
    for (const piece of pieces.slice(1)) feed.piece(piece);
    feed.end();
    assert.deepEqual(await body, Buffer.concat(pieces));
    const again = await origin.fetch(url());
    assert.deepEqual(again.body, Buffer.concat(pieces));
    assert.ok(again.headers.etag);
    assert.equal(askedFor(), 1);
  });

  it('is made once for a thousand requests, and each has its beginning before any has the rest', async () => {
    const count = 1_000;
    const path = url();
    const agent = new Agent({ maxSockets: count });
    const answers = Array.from({ length: count }, () => {
      const request = httpRequest({ host: '127.0.0.1', port: origin.port, path, agent });
      request.end();
      return once(request, 'response').then(([response]) => response as IncomingMessage);
    });
    const feed = await origin.library.feed(number);
    await waiting(count);
    assert.equal(feed.followers.size, 1);
    const first = randomSegment(50_000);
    feed.piece(first);
    const responses = await Promise.all(answers);
    const bodies = responses.map(buffer);
    await turn();
    const late = origin.begin(path);
    const rest = randomSegment(50_000);
    feed.piece(rest);
    const lateBody = buffer(await late);
    feed.end();
    const segment = Buffer.concat([first, rest]);
    for (const body of await Promise.all([...bodies, lateBody])) assert.ok(segment.equals(body));
    assert.equal(askedFor(), 1);
    agent.destroy();
  });

  it('begins for a late request with what there is', async () => {
    const early = origin.begin(url());
    const feed = await origin.library.feed(number);
    const pieces = [randomSegment(40_000), randomSegment(40_000)];
    for (const piece of pieces) feed.piece(piece);
    await early;
    const late = await origin.begin(url());
    assert.ok((await firstBytes(late)).length > 0);
    feed.fail(new Error('done with it'));
    await assert.rejects(buffer(await early));
    await assert.rejects(buffer(late));
  });

  it('goes on for the others when one of them leaves', async () => {
    const [leaver, stayer] = [origin.begin(url()), origin.begin(url())];
    const feed = await origin.library.feed(number);
    await waiting(2);
    const pieces = [randomSegment(30_000), randomSegment(30_000)];
    feed.piece(pieces[0] as Buffer);
    (await leaver).destroy();
    const body = buffer(await stayer);
    await waiting(1);
    assert.equal(feed.followers.size, 1);
    feed.piece(pieces[1] as Buffer);
    feed.end();
    assert.deepEqual(await body, Buffer.concat(pieces));
  });

  it('is no longer followed when the last one has left, and asked for anew by the next', async () => {
    const request = httpRequest({ host: '127.0.0.1', port: origin.port, path: url() });
    request.on('error', () => {});
    request.end();
    const feed = await origin.library.feed(number);
    await waiting(1);
    request.destroy();
    await waiting(0);
    assert.equal(feed.followers.size, 0);
    assert.equal(origin.delivery.stats().pendingSegments, 0);
    const next = origin.begin(url());
    const second = await secondFeed();
    second.piece(Buffer.from('abc'));
    second.end();
    assert.equal((await buffer(await next)).toString(), 'abc');
  });

  it('that fails before its first byte is a 503 that says when to come back', async () => {
    const answer = origin.fetch(url());
    const feed = await origin.library.feed(number);
    feed.fail(new Error('the encoder died in /var/lib/secret'));
    const { status, headers, body } = await answer;
    assert.equal(status, 503);
    assert.equal(headers['retry-after'], '2');
    assert.equal(JSON.parse(body.toString()).code, 'segment-unavailable');
    assert.ok(!body.includes('secret'));
  });

  it('that fails after its first byte is cut off, never ended', async () => {
    const token = origin.token();
    const answer = origin.exchange(`GET /t/${token}/${ASSET}/720p/${number}.m4s HTTP/1.1\r\nHost: a\r\n\r\n`);
    const feed = await origin.library.feed(number);
    feed.piece(Buffer.from('beginning'));
    feed.fail(new Error('the encoder died'));
    const received = await answer;
    assert.ok(!received.includes('\r\n0\r\n'), 'no last chunk (rfc9112 §7.1)');
    assert.equal(origin.delivery.stats().waitingRequests, 0);
    const next = origin.fetch(url());
    (await secondFeed()).fail(libraryError('encoder-busy', 'No room.'));
    assert.equal((await next).status, 503);
  });

  it('whose pieces are not the whole is cut off, and not kept', async () => {
    const answer = origin.begin(url());
    const feed = await origin.library.feed(number);
    feed.piece(Buffer.from('beginning'));
    const body = assert.rejects(buffer(await answer));
    for (const follower of feed.followers) follower.end({ bytes: Buffer.from('something longer'), crc32: 1 });
    await body;
    const { hotBytes } = origin.delivery.stats();
    const next = origin.fetch(url());
    (await secondFeed()).fail(new Error('done with it'));
    await next;
    assert.equal(origin.delivery.stats().hotBytes, hotBytes);
  });

  it('that nobody will make now passes on the reason and the time to wait', async () => {
    origin.library.failure = null;
    await origin.fetch(origin.url('main.m3u8'));
    origin.library.failure = libraryError('encoder-busy', 'The encoder is busy.', {
      retryAfterSeconds: 7,
    });
    const { status, headers, body } = await origin.fetch(url());
    assert.equal(status, 503);
    assert.equal(headers['retry-after'], '7');
    assert.equal(JSON.parse(body.toString()).code, 'encoder-busy');
  });

  it('makes ranges, conditions and HTTP/1.0 wait for the whole', async () => {
    const path = url();
    const range = origin.fetch(path, { headers: { range: 'bytes=-4' } });
    const condition = origin.fetch(path, { headers: { 'if-none-match': '"no"' } });
    const old = origin.exchange(`GET ${path} HTTP/1.0\r\n\r\n`);
    const feed = await origin.library.feed(number);
    await waiting(3);
    feed.piece(Buffer.from('0123'));
    feed.piece(Buffer.from('456789'));
    feed.end();
    const part = await range;
    assert.equal(part.status, 206);
    assert.equal(part.body.toString(), '6789');
    assert.equal(part.headers['content-range'], 'bytes 6-9/10');
    assert.equal((await condition).headers['content-length'], '10');
    assert.match(await old, /Content-Length: 10\r\n.*\r\n\r\n0123456789$/is);
  });

  it('drops a client that does not read, and nobody else', async () => {
    const path = url();
    const slow = connect(origin.port, '127.0.0.1');
    slow.on('error', () => {});
    slow.pause();
    slow.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    const feed = await origin.library.feed(number);
    const fast = origin.begin(path);
    await waiting(2);
    const piece = randomSegment(4 * 1024 * 1024);
    let total = 0;
    const body = (async () => {
      for await (const chunk of await fast) total += (chunk as Buffer).length;
      return total;
    })();
    let given = 0;
    while (origin.delivery.stats().aborts['client-too-slow'] === 0) {
      feed.piece(piece);
      given += piece.length;
      while (total < given) await turn();
      assert.ok(given < 4 * MAX_UNREAD_BYTES, 'the slow one should have been dropped by now');
    }
    assert.equal(feed.followers.size, 1);
    feed.end();
    assert.equal(await body, given);
    slow.destroy();
  });

  it('is passed on but not kept when its asset is forgotten meanwhile', async () => {
    const answer = origin.fetch(url());
    const feed = await origin.library.feed(number);
    const { hotSegments } = origin.delivery.stats();
    origin.delivery.forget(ASSET);
    feed.piece(Buffer.from('abc'));
    feed.end();
    assert.equal((await answer).body.toString(), 'abc');
    assert.ok(origin.delivery.stats().hotSegments <= hotSegments);
    const again = origin.fetch(url());
    (await secondFeed()).fail(new Error('done with it'));
    await again;
  });
});

describe('an origin that stops', () => {
  it('finishes who waits while the server drains, and refuses who is left when it closes', async () => {
    const origin = await openOrigin();
    const [finished, begun] = [
      origin.fetch(origin.url('720p/1.m4s')),
      origin.begin(origin.url('720p/2.m4s')),
    ];
    const unbegun = origin.fetch(origin.url('720p/3.m4s'));
    const feeds = await Promise.all([1, 2, 3].map((number) => origin.library.feed(number)));
    origin.stopListening();
    feeds[0]?.piece(Buffer.from('abc'));
    feeds[1]?.piece(Buffer.from('abc'));
    feeds[0]?.end();
    assert.equal((await finished).body.toString(), 'abc');
    const body = buffer(await begun);
    origin.delivery.close();
    await assert.rejects(body);
    const refused = await unbegun;
    assert.equal(refused.status, 503);
    assert.equal(JSON.parse(refused.body.toString()).code, 'delivery-closed');
    for (const feed of feeds) assert.equal(feed.followers.size, feed === feeds[0] ? 1 : 0);
    await origin.close();
  });
});
