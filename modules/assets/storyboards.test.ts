import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { crc32 } from 'node:zlib';
import type { DrawSheetRequest } from '@vitascope/encoder';
import type { Jobs } from '@vitascope/platform/jobs';
import { silentLogger, VitascopeError } from '@vitascope/platform/kernel';
import { sql } from 'kysely';
import type { FillJob } from './fill.ts';
import { createMouldCache } from './mould-cache.ts';
import { storyboardPlan } from './storyboard.ts';
import { createStoryboardStore } from './storyboard-store.ts';
import { createStoryboards, sheetBlobKey } from './storyboards.ts';
import { openShelf } from './testing/shelf.ts';

const signal = new AbortController().signal;

/** The storyboard of a film of 40 minutes, three sheets, drawn by the test; jobs are kept instead of run. */
async function openBoards(context: TestContext) {
  const shelf = await openShelf(context);
  const { database, blobs, store, assetId } = shelf;
  await sql`update assets.assets set timeline = jsonb_set(timeline, '{durationMs}', '2400000')`.execute(
    database.kysely,
  );
  const sent: { data: FillJob; priority: number | undefined; key: string | undefined }[] = [];
  const asked: number[] = [];
  const changed: string[] = [];
  let draw: (sheet: number) => Promise<string> = async (sheet) => `sheet ${sheet}`;
  const moulds = createMouldCache(store);
  const boards = createStoryboardStore(database);
  const storyboards = createStoryboards({
    jobs: {
      async send(_queue: unknown, data: FillJob, options: { priority?: number; singletonKey?: string }) {
        sent.push({ data, priority: options.priority, key: options.singletonKey });
        return 'id';
      },
    } as unknown as Jobs,
    pool: {
      async drawSheet({ sheet }: Omit<DrawSheetRequest, 'op'>) {
        asked.push(sheet);
        return { jpeg: Buffer.from(await draw(sheet)), tileWidth: 160, tileHeight: 90 };
      },
    },
    blobs,
    boards,
    moulds,
    logger: silentLogger,
    onChanged(id) {
      moulds.forget(id);
      changed.push(id);
    },
  });
  const mould = await moulds.get(assetId);
  const id = storyboardPlan(mould)?.id ?? '';
  return {
    ...shelf,
    storyboards,
    boards,
    moulds,
    sent,
    asked,
    changed,
    id,
    /** Runs the job that was sent last. */
    runLast: async () => {
      const job = sent.at(-1);
      if (job === undefined) throw new Error('no job was sent');
      await storyboards.run({ data: job.data, signal });
    },
    drawWith(next: typeof draw) {
      draw = next;
    },
  };
}

const killed = () =>
  new VitascopeError(
    { code: 'encoder-crashed', kind: 'internal', title: 'Crashed' },
    'The encoder process exited with code 1 in the middle of a job.',
  );

test('is made sheet by sheet, each a job behind all segments, and shown when it is whole', async (context) => {
  const { storyboards, moulds, sent, asked, changed, runLast, assetId, id } = await openBoards(context);
  await storyboards.plan(assetId);
  assert.deepEqual(sent, [
    {
      data: { assetId, renditionIds: [id], first: 0, last: 0 },
      priority: 0,
      key: `${assetId}/${id}/0`,
    },
  ]);
  assert.equal((await storyboards.progress(assetId))?.state, 'waiting');
  await runLast();
  await runLast();
  assert.deepEqual(await storyboards.progress(assetId), {
    state: 'making',
    tiles: 240,
    intervalMs: 10_000,
    sheets: 3,
    ready: 2,
    sizeBytes: 14,
    reason: null,
  });
  assert.equal((await moulds.get(assetId)).storyboard, null);
  await assert.rejects(storyboards.sheet({ assetId, renditionId: id, number: 0 }), {
    code: 'sheet-not-found',
  });
  await runLast();
  assert.deepEqual(asked, [0, 1, 2]);
  assert.deepEqual(changed, [assetId]);
  const { storyboard, revision } = await moulds.get(assetId);
  assert.equal(storyboard?.sheets.length, 3);
  assert.ok(revision.endsWith(id), 'manifests are written anew');
  const sheet = await storyboards.sheet({ assetId, renditionId: id, number: 2 });
  assert.deepEqual([sheet.bytes.toString(), sheet.crc32], ['sheet 2', crc32('sheet 2')]);
  await assert.rejects(storyboards.sheet({ assetId, renditionId: id, number: 3 }), {
    code: 'sheet-not-found',
  });
  await storyboards.plan(assetId);
  assert.equal(sent.length, 3, 'nothing is left to do');
});

test('goes on after a crash where it stood, and a job that runs twice changes nothing', async (context) => {
  const { storyboards, sent, asked, runLast, drawWith, assetId, boards } = await openBoards(context);
  await storyboards.plan(assetId);
  await runLast();
  const first = sent[0]?.data as FillJob;
  const crash = new VitascopeError(
    { code: 'encoder-killed', kind: 'unavailable', title: 'Killed' },
    'The encoder process was ended from outside in the middle of a job.',
  );
  drawWith(() => Promise.reject(crash));
  await assert.rejects(runLast(), { code: 'encoder-killed' });
  drawWith(async (sheet) => `sheet ${sheet}`);
  await storyboards.run({ data: first, signal });
  assert.deepEqual(asked, [0, 1, 1]);
  // Two at once: one of them finds that the other has been there.
  await Promise.all([storyboards.run({ data: first, signal }), storyboards.run({ data: first, signal })]);
  const board = await boards.find(assetId);
  assert.deepEqual([board?.state, board?.sheets.length, board?.sizeBytes], ['complete', 3, 21]);
});

test('what kills the encoder again and again is given up with a reason, and the asset is as good as before', async (context) => {
  const { storyboards, runLast, drawWith, assetId, asset, sent } = await openBoards(context);
  await storyboards.plan(assetId);
  drawWith(() => Promise.reject(killed()));
  for (let kill = 1; kill < 3; kill++) await assert.rejects(runLast(), { code: 'encoder-crashed' });
  await runLast();
  const given = await storyboards.progress(assetId);
  assert.equal(given?.state, 'failed');
  assert.equal(given.reason?.code, 'encoder-crashed');
  assert.match(given.reason?.message ?? '', /redrive/);
  assert.equal((await asset()).state, 'playable');
  await storyboards.plan(assetId);
  assert.equal(sent.length, 1, 'it is not tried again by itself');
  drawWith(async () => 'a sheet');
  await storyboards.retry(assetId);
  await storyboards.plan(assetId);
  await runLast();
  assert.equal((await storyboards.progress(assetId))?.state, 'making');
});

test('nothing stays behind of an asset that is deleted while a sheet is drawn', async (context) => {
  const { storyboards, store, blobs, runLast, drawWith, assetId, id } = await openBoards(context);
  await storyboards.plan(assetId);
  drawWith(async () => {
    await store.transaction((transaction) => store.remove(transaction, assetId));
    return 'too late';
  });
  await runLast();
  assert.equal(await blobs.stat(sheetBlobKey({ assetId, renditionId: id, number: 0 })), null);
  await storyboards.plan(assetId);
  assert.equal(await storyboards.progress(assetId), null);
});

test('a damaged sheet is taken back and made again', async (context) => {
  const { storyboards, blobs, runLast, assetId, id, sent } = await openBoards(context);
  await storyboards.plan(assetId);
  for (let sheet = 0; sheet < 3; sheet++) await runLast();
  const key = { assetId, renditionId: id, number: 1 };
  await blobs.put(sheetBlobKey(key), Buffer.from('rubbish'));
  await assert.rejects(storyboards.sheet(key), { code: 'sheet-not-found' });
  assert.equal(sent.length, 4);
  for (let sheet = 0; sheet < 3; sheet++) await runLast();
  assert.equal((await storyboards.sheet(key)).bytes.toString(), 'sheet 1');
});

test('assets from before there were storyboards get theirs, those without pictures none', async (context) => {
  const { storyboards, database, sent, runLast, assetId } = await openBoards(context);
  await storyboards.planMissing();
  assert.deepEqual(
    sent.map(({ data }) => data.assetId),
    [assetId],
  );
  for (let sheet = 0; sheet < 3; sheet++) await runLast();
  await storyboards.planMissing();
  assert.equal(sent.length, 3);
  await sql`delete from assets.storyboards`.execute(database.kysely);
  await sql`update assets.assets set timeline = jsonb_set(timeline, '{video}', 'null')`.execute(
    database.kysely,
  );
  await storyboards.planMissing();
  await storyboards.plan(assetId);
  assert.equal(await storyboards.progress(assetId), null);
  assert.equal(sent.length, 3);
});
