// The home page as a signed-in profile gets it: with its own lists, in its language, and nothing that is not for it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newId } from '@vitascope/platform/kernel';
import { type Answer, type Bench, freeWindow, type Household, openBench } from './testing/bench.ts';
import { beginViewing } from './watch/testing.ts';

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

describe('the home page of a profile', () => {
  let bench: Bench;
  before(async () => {
    bench = await openBench({ geo: { fallback: 'DE' }, playback: { screens: 100 } });
  });
  after(() => bench?.close());

  const rated = (minimumAge: number) => [{ territory: '*', system: 'X', label: 'x', minimumAge }];
  const get = ({ client, profileId }: Household, path = '', query = ''): Promise<Answer> =>
    client.fetch('GET', `/api/v1/home${path}?profileId=${profileId}${query}`);
  const rowsOf = async (household: Household, query = ''): Promise<readonly Row[]> => {
    const { status, body } = await get(household, '', query);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items;
  };
  const ids = (row: Row | undefined) => row?.items.map(({ id }) => id);
  const ofKind = (rows: readonly Row[], kind: string) => rows.find((row) => row.kind === kind);
  const keep = async ({ client, profileId }: Household, titleId: string) => {
    bench.clock.time += 1_000;
    const { status } = await client.fetch('PUT', `/api/v1/profiles/${profileId}/my-list/${titleId}`);
    assert.equal(status, 204);
  };
  const play = async (household: Household, titleId: string) => {
    const viewing = await beginViewing(bench, household, titleId);
    bench.clock.time += 60_000;
    assert.equal((await viewing.say([{ sequence: 1 }])).body.acknowledged, true);
  };

  test('begins with what it goes on with and what it has kept, and knows nothing of other profiles', async () => {
    const ada = await bench.household(undefined, { language: 'de' });
    const eve = await bench.household();
    const [begun, kept] = [await bench.title(), await bench.title()];
    await play(ada, begun.id);
    await keep(ada, kept.id);
    const rows = await rowsOf(ada);
    assert.deepEqual(
      rows.slice(0, 3).map(({ kind, name }) => [kind, name]),
      [
        ['continue-watching', 'Weiterschauen'],
        ['my-list', 'Meine Liste'],
        ['new', 'Neu'],
      ],
    );
    assert.deepEqual(ids(rows[0]), [begun.id]);
    assert.deepEqual(ids(rows[1]), [kept.id]);
    assert.ok(ids(rows[2])?.includes(begun.id));
    const others = await rowsOf(eve);
    assert.deepEqual(
      others.filter(({ kind }) => kind === 'continue-watching' || kind === 'my-list'),
      [],
    );
    const foreign = await get({ ...eve, profileId: ada.profileId });
    assert.deepEqual([foreign.status, foreign.body.code], [404, 'profile-not-found']);
  });

  test('begins with as few titles as are asked for, and leads on from there', async () => {
    const ada = await bench.household();
    for (const { id } of [await bench.title(), await bench.title(), await bench.title()]) await keep(ada, id);
    const whole = await rowsOf(ada);
    const begun = await rowsOf(ada, '&titles=2');
    for (const kind of ['my-list', 'new']) {
      const [all, some] = [ids(ofKind(whole, kind)) ?? [], ofKind(begun, kind)];
      assert.deepEqual(ids(some), all.slice(0, 2), kind);
      const more = (await get(ada, `/rows/${some?.id}`, `&limit=1&cursor=${some?.nextCursor}`)).body;
      assert.deepEqual(ids(more), all.slice(2, 3), kind);
    }
    assert.equal((await get(ada, '', '&titles=0')).status, 400);
  });

  test('leads on through its own list and the catalogue by cursors', async () => {
    const ada = await bench.household();
    const titles = [await bench.title(), await bench.title(), await bench.title()].map(({ id }) => id);
    for (const id of titles) await keep(ada, id);
    for (const row of ['my-list', 'new']) {
      const first = (await get(ada, `/rows/${row}`, '&limit=2')).body;
      assert.equal(first.items.length, 2, row);
      const second = (await get(ada, `/rows/${row}`, `&limit=1&cursor=${first.nextCursor}`)).body;
      assert.deepEqual(
        [...first.items, ...second.items].map(({ id }) => id).toSorted(),
        titles.toSorted(),
        row,
      );
      const wrong = await get(ada, `/rows/${row}`, '&cursor=nonsense');
      assert.equal(wrong.status, 400, row);
    }
    assert.equal((await get(ada, '/rows/no-such-row')).body.code, 'home-row-not-found');
  });

  test('of children holds nothing else, in their own lists too, whatever page they ask for', async () => {
    const ada = await bench.household();
    const kid = { ...ada, profileId: await bench.profile(ada.client) };
    const genres = [newId('x').replace('_', '-')];
    const cartoon = await bench.title({ ratings: rated(0), genres });
    const thriller = await bench.title({ ratings: rated(16), genres });
    for (const { id } of [cartoon, thriller]) {
      await keep(kid, id);
      await play(kid, id);
    }
    const limits = { password: 'correct horse battery', isKids: true, maturityLimit: 12 };
    const path = `/api/v1/profiles/${kid.profileId}/limits`;
    const limited = await ada.client.fetch('PUT', path, limits, { 'if-match': '*' });
    assert.equal(limited.status, 200, JSON.stringify(limited.body));
    for (const query of ['', '&page=home', '&page=kids']) {
      const rows = await rowsOf(kid, query);
      assert.deepEqual(ids(ofKind(rows, 'continue-watching')), [cartoon.id]);
      assert.deepEqual(ids(ofKind(rows, 'my-list')), [cartoon.id]);
      assert.ok(rows.every((row) => !ids(row)?.includes(thriller.id)));
    }
    const more = await get(kid, '/rows/my-list');
    assert.deepEqual(ids(more.body), [cartoon.id]);
    assert.ok(ids(ofKind(await rowsOf(ada), 'new'))?.includes(thriller.id));
  });

  test('shows editors’ rows to whom they are for, and what plays by what the account holds', async () => {
    const ada = await bench.household(undefined, { language: 'de' });
    const premium = await bench.title({
      windows: [{ ...freeWindow, offer: { kind: 'subscription', plans: ['premium'] } }],
    });
    const page = 'festival';
    const row = (name: string, territories: readonly string[]) =>
      bench.catalog.homeRows.create(
        {
          page,
          position: 0,
          kind: 'editorial',
          originalLanguage: 'en',
          names: { en: name, de: `${name} (de)` },
          titleIds: [premium.id],
          collectionId: null,
          filter: { kinds: [], genre: null, tag: null, mood: null },
          limit: 20,
          isEnabled: true,
          audience: {
            opensAt: null,
            closesAt: null,
            territories,
            exceptTerritories: [],
            devices: [],
            plans: [],
            profiles: 'everybody',
          },
        },
        { actor: 'a tester' },
      );
    const [here, there] = [await row('Here', ['DE']), await row('There', ['FR'])];
    const rows = await rowsOf(ada, `&page=${page}`);
    assert.deepEqual(
      rows.map(({ id, name }) => [id, name]),
      [[here.id, 'Here (de)']],
    );
    const { availability } = (await get(ada, `/rows/${here.id}`, `&page=${page}`)).body.items[0];
    assert.deepEqual([availability.playable, availability.reason], [false, 'entitlement']);
    assert.equal((await get(ada, `/rows/${there.id}`, `&page=${page}`)).body.code, 'home-row-not-found');
  });

  test('is for those who are signed in and have said the PIN, and is kept by nobody in between', async () => {
    const ada = await bench.household();
    const locked = { ...ada, profileId: await bench.profile(ada.client) };
    const pin = { pin: '0420', password: 'correct horse battery' };
    await ada.client.fetch('PUT', `/api/v1/profiles/${locked.profileId}/pin`, pin);
    await bench.title();
    for (const path of ['', '/rows/new']) {
      const nobody = await bench.client().fetch('GET', `/api/v1/home${path}`);
      assert.deepEqual([nobody.status, nobody.body.code], [401, 'sign-in-needed']);
      assert.equal((await get(locked, path)).body.code, 'profile-locked');
      assert.equal((await ada.client.fetch('GET', `/api/v1/home${path}`)).status, 400);
      const { status, headers } = await get(ada, path);
      assert.deepEqual([status, headers.get('cache-control')], [200, 'no-store']);
    }
  });
});
