import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { silentLogger, VitascopeError } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';
import { createMouldCache } from './mould-cache.ts';
import type { SegmentFeed, WholeSegment } from './playable.ts';
import { createSegmentClaims } from './segment-claims.ts';
import { createSegmentDoor, type SegmentDoor } from './segment-door.ts';
import { handEncoder, openShelf, SEGMENTS } from './testing/shelf.ts';

const telemetry = await createTelemetry({ serviceName: 'test', processMetrics: false, logLevel: 'silent' });

async function openDoor(context: TestContext) {
  const shelf = await openShelf(context);
  const encoder = handEncoder();
  const committed: string[] = [];
  const another = (): SegmentDoor =>
    createSegmentDoor({
      pool: encoder.pool,
      blobs: shelf.blobs,
      segments: shelf.segments,
      claims: createSegmentClaims(shelf.database),
      moulds: createMouldCache(shelf.store),
      logger: silentLogger,
      telemetry,
      onCommitted: (assetId) => committed.push(assetId),
      onKilled: () => {},
    });
  const door = another();
  context.after(() => door.close());
  const key = (number: number, renditionId = '720p') => ({ assetId: shelf.assetId, renditionId, number });
  return { ...shelf, encoder, door, committed, key, another };
}

/** Follows a segment to its end. */
function read(feed: SegmentFeed): Promise<{ pieces: string[]; whole: WholeSegment }> {
  return new Promise((resolve, reject) => {
    const pieces: string[] = [];
    feed.follow({
      bytes: (piece) => pieces.push(piece.toString()),
      end: (whole) => resolve({ pieces, whole }),
      fail: reject,
    });
  });
}

/** The segment is the last of its rendition, so that nothing is made behind it. */
const LAST = SEGMENTS - 1;

describe('the segment door', () => {
  test('a hundred requests of one segment are one making, and all get the same bytes', async (context) => {
    const { door, key, encoder, segments } = await openDoor(context);
    const feeds = await Promise.all(Array.from({ length: 100 }, () => door.request(key(LAST))));
    const reading = Promise.all(feeds.map(read));
    const call = await encoder.next();
    await call.piece('first ');
    // Who comes in the middle gets what is there already.
    const late = read(await door.request(key(LAST)));
    await call.piece('second', true);
    call.done();
    for (const { pieces, whole } of [...(await reading), await late]) {
      assert.equal(pieces.join(''), 'first second');
      assert.equal(whole.bytes.toString(), 'first second');
    }
    assert.equal(encoder.calls.length, 1);
    assert.equal((await segments.read(key(LAST)))?.bytes.toString(), 'first second');
  });

  test('waiters are fed before the segment is whole, and it is visible only when whole', async (context) => {
    const { door, key, encoder, segments } = await openDoor(context);
    const first = Promise.withResolvers<string>();
    const feed = await door.request(key(LAST));
    feed.follow({ bytes: (piece) => first.resolve(piece.toString()), end: () => {}, fail: first.reject });
    const call = await encoder.next();
    await call.piece('first');
    assert.equal(await first.promise, 'first');
    assert.equal(feed.whole, null);
    assert.equal(await segments.read(key(LAST)), null);
    const end = read(feed);
    call.done();
    await end;
    assert.notEqual(await segments.read(key(LAST)), null);
  });

  test('what is stored is given without the encoder', async (context) => {
    const { door, key, encoder, segments } = await openDoor(context);
    await segments.commit(key(2), [Buffer.from('stored')]);
    const { pieces } = await read(await door.request(key(2)));
    assert.deepEqual([pieces.join(''), encoder.calls.length], ['stored', 0]);
  });

  test('a failure reaches everybody who waits, stores nothing, and the next request tries again', async (context) => {
    const { door, key, encoder, segments } = await openDoor(context);
    const waiting = await Promise.all([door.request(key(LAST)), door.request(key(LAST))]);
    const outcomes = Promise.allSettled(waiting.map(read));
    const call = await encoder.next();
    await call.piece('half');
    call.fail(new Error('no such luck'));
    for (const outcome of await outcomes) {
      assert.equal(outcome.status, 'rejected');
      assert.match(String(outcome.reason), /no such luck/);
    }
    assert.equal(await segments.read(key(LAST)), null);
    const again = read(await door.request(key(LAST)));
    const second = await encoder.next();
    await second.piece('whole', true);
    second.done();
    assert.equal((await again).whole.bytes.toString(), 'whole');
  });

  test('one who leaves disturbs nobody; when the last leaves a making that has not begun, it is given up', async (context) => {
    const { door, key, encoder } = await openDoor(context);
    const feed = await door.request(key(LAST));
    const follow = () => feed.follow({ bytes: () => {}, end: () => {}, fail: () => {} });
    const [leaveFirst, leaveSecond] = [follow(), follow()];
    const call = await encoder.next();
    leaveFirst();
    assert.equal(call.options.signal?.aborted, false);
    leaveSecond();
    assert.equal(call.options.signal?.aborted, true);
    // Whoever comes next begins anew instead of joining what was given up.
    const again = read(await door.request(key(LAST)));
    const second = await encoder.next();
    await second.piece('whole', true);
    second.done();
    assert.equal((await again).whole.bytes.toString(), 'whole');
  });

  test('a making under way goes on when its viewers leave, but no longer before others', async (context) => {
    const { door, key, encoder, segments } = await openDoor(context);
    const feed = await door.request(key(LAST));
    const leave = feed.follow({ bytes: () => {}, end: () => {}, fail: () => {} });
    const call = await encoder.next();
    call.start();
    assert.equal(call.priority, 'interactive');
    leave();
    assert.deepEqual([call.options.signal?.aborted, call.priority], [false, 'ahead']);
    await call.piece('half ');
    const joined = read(await door.request(key(LAST)));
    assert.equal(call.priority, 'interactive');
    await call.piece('whole', true);
    call.done();
    assert.equal((await joined).whole.bytes.toString(), 'half whole');
    assert.notEqual(await segments.read(key(LAST)), null);
    assert.equal(encoder.calls.length, 1);
  });

  test('the two segments behind the one a viewer waited for are made at low priority, one after the other', async (context) => {
    const { door, key, encoder } = await openDoor(context);
    const viewer = read(await door.request(key(0)));
    for (const number of [0, 1, 2]) {
      const call = await encoder.next();
      assert.equal(call.name, `720p/${number}`);
      assert.equal(call.priority, number === 0 ? 'interactive' : 'ahead');
      await call.piece('x', true);
      call.done();
    }
    await viewer;
    assert.equal(encoder.calls.length, 3);
  });

  test('a making whose process was taken is begun again while somebody waits', async (context) => {
    const { door, key, encoder } = await openDoor(context);
    const viewer = read(await door.request(key(LAST)));
    const taken = await encoder.next();
    taken.fail(
      new VitascopeError(
        { code: 'encoder-preempted', kind: 'unavailable', title: 'A viewer needed the process' },
        'taken',
      ),
    );
    const again = await encoder.next();
    assert.equal(again.priority, 'interactive');
    await again.piece('x', true);
    again.done();
    assert.equal((await viewer).whole.bytes.toString(), 'x');
  });

  test('two processes make a segment once: the second waits for the first', async (context) => {
    const { door, key, encoder, another } = await openDoor(context);
    const here = read(await door.request(key(LAST)));
    const call = await encoder.next();
    const there = read(await another().request(key(LAST)));
    await call.piece('made once', true);
    call.done();
    assert.equal((await here).whole.bytes.toString(), 'made once');
    assert.equal((await there).whole.bytes.toString(), 'made once');
    assert.equal(encoder.calls.length, 1);
  });

  test('a viewer does not wait for the fill: whichever is ready first counts for both', async (context) => {
    const { door, key, encoder, segments, committed, assetId } = await openDoor(context);
    const adopted = door.adopt(key(LAST));
    assert.notEqual(adopted, null);
    assert.equal(door.adopt(key(LAST)), null);
    adopted?.add(Buffer.from('the same '));
    const viewer = read(await door.request(key(LAST)));
    const other = read(await door.request(key(LAST)));
    const call = await encoder.next();
    assert.equal(call.priority, 'interactive');
    await call.piece('the ');
    adopted?.add(Buffer.from('bytes'));
    await adopted?.commit();
    for (const reading of [viewer, other]) {
      const { pieces, whole } = await reading;
      assert.deepEqual([pieces, whole.bytes.toString()], [['the ', 'same bytes'], 'the same bytes']);
    }
    await call.piece('same bytes', true);
    call.done();
    assert.equal((await segments.read(key(LAST)))?.bytes.toString(), 'the same bytes');
    assert.deepEqual(committed, [assetId]);
    assert.equal(encoder.calls.length, 1);
  });

  test('a fill that fails takes nothing from the viewer who asked meanwhile', async (context) => {
    const { door, key, encoder } = await openDoor(context);
    const adopted = door.adopt(key(LAST));
    const viewer = read(await door.request(key(LAST)));
    adopted?.fail(new Error('the process was killed'));
    const call = await encoder.next();
    await call.piece('whole', true);
    call.done();
    assert.equal((await viewer).whole.bytes.toString(), 'whole');
  });

  test('the fill leaves alone what a viewer is having made', async (context) => {
    const { door, key, encoder } = await openDoor(context);
    const viewer = read(await door.request(key(LAST)));
    const call = await encoder.next();
    assert.equal(door.adopt(key(LAST)), null);
    await call.piece('x', true);
    call.done();
    await viewer;
  });

  test('refuses renditions and segments that do not exist, and asks the encoder for nothing', async (context) => {
    const { door, key, encoder } = await openDoor(context);
    await assert.rejects(door.request(key(0, '1080p')), { code: 'rendition-not-found' });
    for (const number of [-1, SEGMENTS, 2 ** 53, 0.5, Number.NaN])
      await assert.rejects(door.request(key(number)), { code: 'segment-not-found' }, String(number));
    await assert.rejects(door.request({ ...key(0), assetId: 'as_00000000000000000000000000' }), {
      code: 'asset-not-found',
    });
    assert.equal(encoder.calls.length, 0);
  });

  test('dropping an asset ends what is being made of it', async (context) => {
    const { door, key, encoder, assetId } = await openDoor(context);
    const viewer = read(await door.request(key(LAST)));
    const call = await encoder.next();
    door.drop(assetId);
    assert.equal(call.options.signal?.aborted, true);
    await assert.rejects(viewer);
  });
});
