// What a profile goes on with, has played, keeps and thinks, over HTTP; and whose business that is.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newId } from '@vitascope/platform/kernel';
import { type Bench, type Household, openBench } from '../testing/bench.ts';
import { beginViewing, type Saying } from './testing.ts';

const MINUTE_MS = 60_000;
const END: Saying = { sequence: 9, atMs: 40_000, positionMs: 99_000, state: 'ended' };

describe('the watch state of a profile', () => {
  let bench: Bench;
  before(async () => {
    bench = await openBench({ playback: { screens: 100 } });
  });
  after(() => bench?.close());

  const of = (household: Household) => {
    const { client, profileId } = household;
    const path = `/api/v1/profiles/${profileId}`;
    const ask = (method: string, at: string, body?: unknown) =>
      client.fetch(method, `${path}/${at}`, body, { 'if-match': '*' });
    return {
      ask,
      async play(titleId: string, beat: Saying = { sequence: 1 }) {
        const viewing = await beginViewing(bench, household, titleId);
        bench.clock.time += MINUTE_MS;
        assert.equal((await viewing.say([beat])).body.acknowledged, true);
      },
      async continued() {
        const { body } = await ask('GET', 'continue-watching');
        return body.items.map((item: { title: { id: string }; reason: string; positionMs: number }) => [
          item.title.id,
          item.reason,
          item.positionMs,
        ]);
      },
      async history() {
        const { body } = await ask('GET', 'history');
        return body.items.map(({ title }: { title: { id: string } }) => title.id);
      },
      async state(titleId: string) {
        return (await ask('GET', `watch-states?titleIds=${titleId}`)).body.items[0];
      },
      async mark(titleId: string, watched: boolean) {
        // A mark at the moment of a beat would not be after it.
        bench.clock.time += 1_000;
        assert.equal((await ask('PUT', `watch-states/${titleId}`, { watched })).status, 200);
      },
    };
  };

  /** A series of two seasons with two episodes each, and a special. */
  async function series() {
    const { id } = await bench.title({ kind: 'series', assets: [] });
    const season = async (number: number) =>
      (await bench.title({ kind: 'season', parentId: id, number, assets: [] })).id;
    const episode = async (parentId: string, number: number) =>
      (await bench.title({ kind: 'episode', parentId, number })).id;
    const [specials, one, two] = [await season(0), await season(1), await season(2)];
    return {
      id,
      two,
      special: await episode(specials, 1),
      episodes: [
        await episode(one, 1),
        await episode(one, 2),
        await episode(two, 1),
        await episode(two, 2),
      ] as const,
    };
  }

  test('goes on with what was left, latest first, and not with what was watched', async () => {
    const ada = of(await bench.household());
    const [first, second, third] = [await bench.title(), await bench.title(), await bench.title()];
    await ada.play(first.id, { sequence: 1, positionMs: 30_000 });
    await ada.play(second.id);
    await ada.play(third.id, END);
    assert.deepEqual(await ada.continued(), [
      [second.id, 'resume', 10_000],
      [first.id, 'resume', 30_000],
    ]);
    await ada.play(first.id, { sequence: 1, positionMs: 50_000 });
    assert.deepEqual(await ada.continued(), [
      [first.id, 'resume', 50_000],
      [second.id, 'resume', 10_000],
    ]);
    await ada.mark(first.id, true);
    assert.deepEqual(await ada.continued(), [[second.id, 'resume', 10_000]]);
    assert.equal((await ada.ask('DELETE', `continue-watching/${second.id}`)).status, 204);
    assert.deepEqual(await ada.continued(), []);
    await ada.play(second.id);
    assert.deepEqual(await ada.continued(), [[second.id, 'resume', 10_000]]);
    assert.deepEqual(await ada.history(), [second.id, first.id, third.id]);
  });

  test('goes on with one episode of a series: the one that was left, or the one after the last', async () => {
    const ada = of(await bench.household());
    const { id, episodes, special, two } = await series();
    const [one, , three, four] = episodes;
    const next = async () => {
      const { body } = await ada.ask('GET', `next-up/${id}`);
      return body.next === null ? null : [body.next.title.id, body.next.reason];
    };
    assert.deepEqual(await next(), [one, 'first-episode']);
    await ada.play(one, END);
    assert.deepEqual(await ada.continued(), [[episodes[1], 'next-episode', 0]]);
    await ada.play(episodes[1], { sequence: 1, positionMs: 20_000 });
    assert.deepEqual(await ada.continued(), [[episodes[1], 'resume', 20_000]]);
    await ada.play(episodes[1], END);
    assert.deepEqual(await next(), [three, 'next-episode']);
    await ada.play(special, END);
    assert.deepEqual(await ada.continued(), [], 'Nothing follows the last special.');
    await ada.mark(two, true);
    assert.equal((await ada.state(four)).watched, true);
    assert.equal(await next(), null);
    await ada.mark(four, false);
    bench.clock.time += MINUTE_MS;
    await ada.play(three, END);
    assert.deepEqual(await ada.continued(), [[four, 'next-episode', 0]]);
    assert.equal((await ada.ask('DELETE', `continue-watching/${four}`)).status, 204);
    assert.deepEqual(await ada.continued(), []);
  });

  test('is given out page by page', async () => {
    const ada = of(await bench.household());
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { id } = await bench.title();
      ids.unshift(id);
      await ada.play(id);
      assert.equal((await ada.ask('PUT', `my-list/${id}`)).status, 204);
      assert.equal((await ada.ask('PUT', `ratings/${id}`, { rating: 'love' })).status, 204);
    }
    for (const list of ['continue-watching', 'history', 'my-list', 'ratings']) {
      const found: string[] = [];
      let cursor: string | null = null;
      do {
        const { body }: { body: { items: { title: { id: string } }[]; nextCursor: string | null } } =
          await ada.ask('GET', `${list}?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
        found.push(...body.items.map(({ title }) => title.id));
        cursor = body.nextCursor;
      } while (cursor !== null);
      assert.deepEqual(found, ids, list);
      const wrong = await ada.ask('GET', `${list}?cursor=nonsense`);
      assert.deepEqual([wrong.status, wrong.body.code], [400, 'watch-cursor-invalid'], list);
    }
  });

  test('hides from the history what the profile wants hidden, until it is played again', async () => {
    const ada = of(await bench.household());
    const [first, second] = [await bench.title(), await bench.title()];
    await ada.play(first.id);
    await ada.play(second.id);
    assert.equal((await ada.ask('DELETE', `history/${first.id}`)).status, 204);
    assert.deepEqual(await ada.history(), [second.id]);
    assert.equal((await ada.state(first.id)).positionMs, 10_000, 'It is remembered where it was left.');
    assert.equal((await ada.ask('DELETE', 'history')).status, 204);
    assert.deepEqual(await ada.history(), []);
    await ada.play(first.id);
    assert.deepEqual(await ada.history(), [first.id]);
  });

  test('keeps a list and ratings', async () => {
    const ada = of(await bench.household());
    const { id } = await bench.title();
    await ada.ask('PUT', `my-list/${id}`);
    await ada.ask('PUT', `my-list/${id}`);
    await ada.ask('PUT', `ratings/${id}`, { rating: 'like' });
    await ada.ask('PUT', `ratings/${id}`, { rating: 'dislike' });
    const { inMyList, rating } = await ada.state(id);
    assert.deepEqual([inMyList, rating], [true, 'dislike']);
    assert.equal((await ada.ask('GET', 'my-list')).body.items.length, 1);
    assert.equal((await ada.ask('PUT', `ratings/${id}`, { rating: 'five stars' })).status, 400);
    assert.equal((await ada.ask('DELETE', `my-list/${id}`)).status, 204);
    assert.equal((await ada.ask('DELETE', `ratings/${id}`)).status, 204);
    const after = await ada.state(id);
    assert.deepEqual([after.inMyList, after.rating], [false, null]);
  });

  test('shows nothing that the profile may not see, or not any more', async () => {
    const household = await bench.household();
    const ada = of(household);
    const { id } = await bench.title({
      ratings: [{ territory: '*', system: 'FSK', label: '16', minimumAge: 16 }],
    });
    await ada.play(id);
    await ada.ask('PUT', `my-list/${id}`);
    await ada.ask('PUT', `ratings/${id}`, { rating: 'like' });
    const limits = { password: 'correct horse battery', maturityLimit: null, isKids: true };
    assert.equal((await ada.ask('PUT', 'limits', limits)).status, 200);
    for (const list of ['continue-watching', 'history', 'my-list', 'ratings']) {
      const { status, body } = await ada.ask('GET', list);
      assert.deepEqual([status, body.items], [200, []], list);
    }
    for (const [method, at, body] of [
      ['PUT', 'my-list', undefined],
      ['PUT', 'ratings', { rating: 'like' }],
      ['PUT', 'watch-states', { watched: true }],
      ['GET', 'next-up', undefined],
      ['DELETE', 'continue-watching', undefined],
    ] as const) {
      const hidden = await ada.ask(method, `${at}/${id}`, body);
      const absent = await ada.ask(method, `${at}/${newId('ti')}`, body);
      assert.deepEqual([hidden.status, hidden.body.code], [404, 'title-not-found'], `${method} ${at}`);
      assert.deepEqual([absent.status, absent.body.code], [404, 'title-not-found'], `${method} ${at}`);
    }
  });

  test('is for the account that is signed in, and for a profile whose PIN has been said', async () => {
    const [ada, bob] = [await bench.household(), await bench.household()];
    const { id } = await bench.title();
    const routes = [
      ['GET', `watch-states?titleIds=${id}`],
      ['PUT', `watch-states/${id}`, { watched: true }],
      ['GET', 'continue-watching'],
      ['DELETE', `continue-watching/${id}`],
      ['GET', `next-up/${id}`],
      ['GET', 'history'],
      ['DELETE', 'history'],
      ['DELETE', `history/${id}`],
      ['GET', 'my-list'],
      ['PUT', `my-list/${id}`],
      ['DELETE', `my-list/${id}`],
      ['GET', 'ratings'],
      ['PUT', `ratings/${id}`, { rating: 'like' }],
      ['DELETE', `ratings/${id}`],
    ] as const;
    const pin = { password: 'correct horse battery', pin: '1234' };
    assert.equal((await of(ada).ask('PUT', 'pin', pin)).status, 200);
    for (const [method, path, body] of routes) {
      const foreign = await of({ ...bob, profileId: ada.profileId }).ask(method, path, body);
      assert.deepEqual([foreign.status, foreign.body.code], [404, 'profile-not-found'], path);
      const locked = await of(ada).ask(method, path, body);
      assert.deepEqual([locked.status, locked.body.code], [403, 'profile-locked'], path);
      const nobody = await of({ ...ada, client: bench.client() }).ask(method, path, body);
      assert.deepEqual([nobody.status, nobody.body.code], [401, 'sign-in-needed'], path);
    }
    assert.equal((await of(ada).ask('POST', 'unlock', { pin: '1234' })).status, 200);
    assert.deepEqual(await of(ada).history(), []);
  });

  test('goes with the profile, and with the account', async () => {
    const ada = await bench.household();
    const { id } = await bench.title();
    const there = of(ada);
    await there.play(id);
    await there.ask('PUT', `my-list/${id}`);
    await there.ask('PUT', `ratings/${id}`, { rating: 'like' });
    const viewing = await beginViewing(bench, ada, id);
    bench.clock.time += MINUTE_MS;
    const gone = await there.ask('POST', 'delete', { password: 'correct horse battery' });
    assert.equal(gone.status, 204);
    for (const table of ['watch_states', 'list_entries', 'ratings', 'sessions']) {
      const rows = await bench.database.kysely
        .withSchema('playback')
        .selectFrom(table)
        .select('profile_id')
        .where('account_id', '=', ada.accountId)
        .execute();
      assert.deepEqual(rows, [], table);
    }
    // A player that knows nothing of it does no harm, and is told.
    assert.equal((await viewing.say([{ sequence: 1 }])).status, 200);
    while ((await viewing.say([{ sequence: 2 }])).body.ended !== 'gone')
      await new Promise((resolve) => setTimeout(resolve, 20));
  });

  test('gives rows of the home page their titles', async () => {
    const household = await bench.household();
    const ada = of(household);
    const [first, second] = [await bench.title(), await bench.title()];
    for (const { id } of [first, second]) {
      await ada.play(id);
      await ada.ask('PUT', `my-list/${id}`);
    }
    for (const list of ['continue-watching', 'my-list'] as const) {
      const titleIds = (after: string | null) =>
        bench.server.watch.titleIds(household.profileId, list, { after, limit: 1 });
      const page = await titleIds(null);
      assert.deepEqual(page.ids, [second.id], list);
      assert.deepEqual((await titleIds(page.nextCursor)).ids, [first.id], list);
    }
  });
});
