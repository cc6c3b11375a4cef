import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { describe, type TestContext, test } from 'node:test';
import { newId, silentLogger } from '@vitascope/platform/kernel';
import { createChanges } from './changes.ts';
import { createLibraryFeed, type FeedEvent } from './library-feed.ts';
import { openShelf } from './testing/shelf.ts';

async function openFeed(context: TestContext, kept: number) {
  const { database, store, assetId } = await openShelf(context);
  const changes = createChanges({ database, logger: silentLogger });
  let loads = 0;
  const feed = createLibraryFeed({
    changes,
    kept,
    load(ids) {
      loads += 1;
      return store.findMany(ids);
    },
    onError: (error) => assert.fail(error),
  });
  context.after(async () => {
    feed.close();
    await changes.stop();
  });
  const listen = (after: string | null = null) => {
    const events: FeedEvent[] = [];
    const came = new EventEmitter();
    const stop = feed.subscribe(after, (event) => {
      events.push(event);
      came.emit('event');
    });
    const count = async (wanted: number): Promise<readonly FeedEvent[]> => {
      while (events.length < wanted) await once(came, 'event');
      return events;
    };
    return { stop: stop ?? assert.fail(), events, count };
  };
  return { assetId, changes, listen, loads: () => loads };
}

describe('the feed of the library', () => {
  test('loads once what changes often, for however many listen', async (context) => {
    const { assetId, changes, listen, loads } = await openFeed(context, 10);
    const readers = [listen(), listen(), listen()];
    for (let time = 0; time < 50; time++) changes.announce(assetId, 'progress');
    changes.announce(newId('as'), 'shape');
    for (const reader of readers)
      assert.deepEqual(
        (await reader.count(3)).map(({ kind }) => kind),
        ['ready', 'asset', 'gone'],
      );
    assert.equal(loads(), 1);
  });

  test('tells who comes back what was missed, or to reload where that is kept no more', async (context) => {
    const { assetId, changes, listen } = await openFeed(context, 2);
    const all = listen();
    for (let time = 0; time < 6; time++) {
      changes.announce(assetId, 'shape');
      await all.count(time + 2);
    }
    const ids = all.events.map(({ id }) => id);
    assert.deepEqual(
      listen(ids.at(-2)).events.map(({ id }) => id),
      ids.slice(-1),
    );
    assert.deepEqual(listen(ids.at(-1)).events, []);
    assert.deepEqual(
      listen(ids[0]).events.map(({ kind }) => kind),
      ['reload'],
    );
  });

  test('says to reload where too much has changed to tell it one by one', async (context) => {
    const { changes, listen } = await openFeed(context, 10);
    const reader = listen();
    for (let index = 0; index <= 2_000; index++) changes.announce(newId('as'), 'progress');
    assert.deepEqual(
      (await reader.count(2)).map(({ kind }) => kind),
      ['ready', 'reload'],
    );
  });

  test('has an end to how many listen', async (context) => {
    const { listen } = await openFeed(context, 10);
    const stops = Array.from({ length: 500 }, () => listen().stop);
    assert.throws(() => listen());
    stops[0]?.();
    listen();
  });
});
