import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { SourceText } from '@vitascope/encoder';
import type { Jobs } from '@vitascope/platform/jobs';
import { silentLogger, VitascopeError } from '@vitascope/platform/kernel';
import { createMouldCache } from '../mould-cache.ts';
import { openShelf } from '../testing/shelf.ts';
import { createSourceTextStore } from './source-text-store.ts';
import { createSourceTexts } from './source-texts.ts';
import { createTextStore } from './text-store.ts';
import { MOST_TEXT_TRACKS } from './text-track.ts';
import { createTextTracks } from './text-tracks.ts';

const signal = new AbortController().signal;
const vtt = (text: string) => Buffer.from(`WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n${text}\n`);

const text = (track: number, more: Partial<SourceText> = {}): SourceText => ({
  track,
  codec: 'mov_text',
  language: 'eng',
  title: null,
  isDefault: false,
  isForced: false,
  isForImpaired: false,
  state: 'unread',
  message: null,
  webvtt: null,
  ...more,
});
const read = (one: SourceText): SourceText => ({ ...one, state: 'read', webvtt: vtt(`track ${one.track}`) });

/** A film with subtitles that wait; the encoder is in the test's hands, and jobs are kept instead of run. */
async function openTexts(context: TestContext, found: readonly SourceText[]) {
  const shelf = await openShelf(context);
  const { assetId, database, blobs } = shelf;
  const sent: string[] = [];
  let readTexts = async (tracks: readonly number[]): Promise<SourceText[]> =>
    found.filter(({ track }) => tracks.includes(track)).map(read);
  const asked: (readonly number[])[] = [];
  const store = createSourceTextStore(database);
  const sourceTexts = createSourceTexts({
    jobs: {
      send: async (_queue: unknown, data: { assetId: string }) => void sent.push(data.assetId),
    } as unknown as Jobs,
    pool: {
      readTexts: async ({ tracks }) => {
        asked.push(tracks);
        return readTexts(tracks);
      },
    },
    blobs,
    store,
    moulds: createMouldCache(shelf.store),
    logger: silentLogger,
    onChanged() {},
  });
  const tracks = createTextTracks({
    blobs,
    store: createTextStore(database),
    expectAsset: async () => {},
    onChanged() {},
  });
  const note = () => shelf.store.transaction((transaction) => store.note(transaction, assetId, found));
  await note();
  return {
    assetId,
    blobs,
    sent,
    asked,
    sourceTexts,
    tracks,
    note,
    run: () => sourceTexts.run({ data: { assetId }, signal }),
    names: async () => (await tracks.list(assetId)).map(({ name }) => name),
    states: async () => (await sourceTexts.list(assetId)).map(({ state, reason }) => [state, reason?.code]),
    readWith(next: typeof readTexts) {
      readTexts = next;
    },
  };
}

const crash = () =>
  new VitascopeError(
    { code: 'encoder-crashed', kind: 'internal', title: 'Crashed' },
    'The encoder process exited.',
  );

test('an attempt that failed in the middle leaves no track twice, and one that comes again none anew', async (context) => {
  const texts = await openTexts(context, [text(2), text(3, { language: 'deu' })]);
  const put = texts.blobs.put.bind(texts.blobs);
  let puts = 0;
  context.mock.method(texts.blobs, 'put', async (...args: Parameters<typeof put>) => {
    puts += 1;
    if (puts === 2) throw new Error('the disk is full');
    return put(...args);
  });
  await assert.rejects(texts.run(), /disk is full/);
  assert.deepEqual(await texts.states(), [
    ['taken', undefined],
    ['waiting', undefined],
  ]);
  await texts.run();
  assert.deepEqual(texts.asked, [[2, 3], [3]]);
  assert.deepEqual(await texts.names(), ['English', 'Deutsch']);
  await texts.note();
  await texts.sourceTexts.take(texts.assetId, [read(text(2)), read(text(3))]);
  await texts.run();
  await texts.sourceTexts.retry(texts.assetId);
  assert.deepEqual(await texts.names(), ['English', 'Deutsch']);
  assert.deepEqual([texts.asked.length, texts.sent], [2, []]);
  const stored: string[] = [];
  for await (const { key } of texts.blobs.list(`assets/${texts.assetId}/`)) stored.push(key);
  assert.equal(stored.length, 2, 'nothing stays of what no row came of');
});

test('what an editor deleted does not come back, and what an editor made the default stays it', async (context) => {
  const texts = await openTexts(context, [text(2, { isDefault: true }), text(3, { language: 'deu' })]);
  const mine = await texts.tracks.add(texts.assetId, vtt('mine'), {
    language: 'fr',
    kind: 'subtitles',
    isForced: false,
    isDefault: true,
  });
  await texts.run();
  const [, english] = await texts.tracks.list(texts.assetId);
  assert.deepEqual([english?.name, english?.isDefault], ['English', false]);
  await texts.tracks.remove(texts.assetId, english?.id ?? '');
  await texts.sourceTexts.take(texts.assetId, [read(text(2)), read(text(3))]);
  await texts.run();
  assert.deepEqual(await texts.names(), [mine.name, 'Deutsch']);
});

test('subtitles that kill the encoder are given up, the film is not, and they can be tried again', async (context) => {
  const texts = await openTexts(context, [text(2)]);
  texts.readWith(async () => {
    throw crash();
  });
  await assert.rejects(texts.run());
  await assert.rejects(texts.run());
  await texts.run();
  assert.deepEqual(await texts.states(), [['failed', 'encoder-crashed']]);
  texts.readWith(async () => [read(text(2))]);
  await texts.sourceTexts.retry(texts.assetId);
  assert.deepEqual(texts.sent, [texts.assetId]);
  await texts.run();
  assert.deepEqual(await texts.states(), [['taken', undefined]]);
});

test('what waits although nobody reads it is found', async (context) => {
  const texts = await openTexts(context, [text(2), text(3, { state: 'pictures', codec: 'pgs' })]);
  assert.deepEqual(await texts.states(), [
    ['waiting', undefined],
    ['left-out', 'source-text-pictures'],
  ]);
  await texts.sourceTexts.planMissing();
  assert.deepEqual(texts.sent, [texts.assetId]);
  await texts.run();
  await texts.sourceTexts.planMissing();
  assert.equal(texts.sent.length, 1);
});

test('a film that is full gets no more, and says so; a file that is none is left out', async (context) => {
  const texts = await openTexts(context, [text(2), text(3)]);
  texts.readWith(async () => [{ ...read(text(2)), webvtt: Buffer.from('no captions') }, read(text(3))]);
  for (let n = 0; n < MOST_TEXT_TRACKS; n++)
    await texts.tracks.add(texts.assetId, vtt('mine'), {
      language: 'fr',
      kind: 'subtitles',
      isForced: false,
      isDefault: false,
    });
  await texts.run();
  assert.deepEqual(await texts.states(), [
    ['left-out', 'source-text-unreadable'],
    ['left-out', 'source-text-no-room'],
  ]);
  assert.equal((await texts.names()).length, MOST_TEXT_TRACKS);
});
