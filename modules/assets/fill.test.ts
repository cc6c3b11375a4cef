import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Job, Jobs } from '@vitascope/platform/jobs';
import { silentLogger, VitascopeError } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';
import { createFill } from './fill.ts';
import { createMouldCache } from './mould-cache.ts';
import { createSegmentClaims } from './segment-claims.ts';
import { createSegmentDoor } from './segment-door.ts';
import { type AskedSegment, handEncoder, openShelf } from './testing/shelf.ts';

const telemetry = await createTelemetry({ serviceName: 'test', processMetrics: false, logLevel: 'silent' });

/** Gives everything that was asked for. */
async function giveAll(
  { request, options, done }: AskedSegment,
  isWanted = (_rendition: string, _segment: number): boolean => true,
): Promise<void> {
  for (let i = 0; i < request.cuts.length - 1; i++)
    for (const { id } of request.renditions.filter(({ id }) => isWanted(id, request.firstSegment + i)))
      await options.onChunk({
        rendition: id,
        segment: request.firstSegment + i,
        endsChunk: true,
        last: true,
        bytes: Buffer.from('x'),
      });
  done();
}

async function openFill(context: TestContext) {
  const { store, blobs, segments, database, assetId } = await openShelf(context);
  const encoder = handEncoder();
  const moulds = createMouldCache(store);
  const shared = { pool: encoder.pool, blobs, moulds, logger: silentLogger };
  const door = createSegmentDoor({
    ...shared,
    segments,
    claims: createSegmentClaims(database),
    telemetry,
    onCommitted: () => {},
    onKilled: () => {},
  });
  const fill = createFill({
    ...shared,
    store,
    door,
    jobs: {} as Jobs, // only planning sends
    onChanged: () => {},
    onKilled: async () => {},
  });
  const data = { assetId, renditionIds: ['720p', '360p'], first: 0, last: 3 };
  const attempt = () =>
    fill.run({ id: '', data, attempt: 1, signal: new AbortController().signal } as Job<typeof data>);

  const stored = async () =>
    Array.from((await store.storedNumbers(assetId, 0, 3)).values(), ({ size }) => size);
  return { encoder, door, assetId, attempt, stored, segments };
}

test('a segment that a viewer was having made and gave up is made by the next attempt', async (context) => {
  const { encoder, door, assetId, attempt, stored } = await openFill(context);
  const feed = await door.request({ assetId, renditionId: '720p', number: 1 });
  const leave = feed.follow({ bytes: () => {}, end: () => {}, fail: () => {} });
  await encoder.next();
  const first = attempt();
  await giveAll(await encoder.next());
  await assert.rejects(first, /1 segments of asset .* left to others/);
  leave();

  const second = attempt();
  const call = await encoder.next();
  assert.deepEqual([call.name, call.request.renditions.length, call.request.cuts.length], ['720p/1', 1, 2]);
  await giveAll(call);
  await second;
  assert.deepEqual(await stored(), [4, 4]);
});

const killed = () =>
  new VitascopeError(
    { code: 'encoder-killed', kind: 'unavailable', title: 'Killed' },
    'The encoder process was ended from outside in the middle of a job.',
  );

test('processes that are ended from outside cost no attempt, unless it happens again and again', async (context) => {
  const { encoder, attempt, stored } = await openFill(context);
  const patient = attempt();
  for (let kill = 0; kill < 2; kill++) (await encoder.next()).fail(killed());
  await giveAll(await encoder.next());
  await patient;
  assert.deepEqual(await stored(), [4, 4]);
});

test('what a process had made of a segment when it was ended is not made again', async (context) => {
  const { encoder, attempt, segments, assetId } = await openFill(context);
  const running = attempt();
  const first = await encoder.next();
  await first.piece('one ', false, true);
  await first.piece('half of two', false, false);
  first.fail(killed());
  const second = await encoder.next();
  const { request } = second;
  assert.deepEqual('begun' in request && request.begun, { '720p': 1 });
  await second.piece('two', true);
  await giveAll(second, (rendition, segment) => rendition === '360p' || segment > 0);
  await running;
  const whole = await segments.read({ assetId, renditionId: '720p', number: 0 });
  assert.equal(whole?.bytes.toString(), 'one two');
});

test('an attempt is over when nothing comes of process after process', async (context) => {
  const { encoder, attempt, stored } = await openFill(context);
  const outcome = assert.rejects(attempt(), { code: 'encoder-killed' });
  for (let kill = 0; kill < 3; kill++) (await encoder.next()).fail(killed());
  await outcome;
  assert.deepEqual(await stored(), []);
});
