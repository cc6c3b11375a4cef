// Profiles: what they hold, who changes what of them, and their PINs.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { KIDS_LIMIT, maturityLimitOf } from './profile.ts';
import { type Bench, type Client, OWNER_KEY, openBench, PASSWORD } from './testing.ts';

test('kids mode lowers the limit and never lifts it', () => {
  const table: readonly [number | null, boolean, number | null][] = [
    [null, false, null],
    [16, false, 16],
    [0, false, 0],
    [null, true, KIDS_LIMIT],
    [18, true, KIDS_LIMIT],
    [6, true, 6],
    [0, true, 0],
  ];
  for (const [maturityLimit, isKids, wanted] of table)
    assert.equal(maturityLimitOf({ maturityLimit, isKids }), wanted, `${maturityLimit} ${isKids}`);
});

describe('profiles', () => {
  let bench: Bench;
  let ada: Client;
  beforeEach(async () => {
    bench = await openBench();
    ada = await bench.account('ada@example.org');
  });
  afterEach(() => bench?.close());

  const path = (id: string, more = ''): string => `/api/v1/profiles/${id}${more}`;
  /** Whatever version it is at. */
  const change = (client: Client, id: string, body: object) =>
    client.fetch('PATCH', path(id), body, { 'if-match': '*' });
  const create = (client: Client, profile: object) =>
    client.fetch('POST', '/api/v1/profiles', { password: PASSWORD, ...profile });
  const made = async (profile: object): Promise<string> => {
    const answer = await create(ada, profile);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body.id;
  };

  test('hold what somebody likes, in the spelling of the standard', async () => {
    const id = await made({
      name: ' Ada ',
      avatar: 'fox-2',
      language: 'PT-br',
      audioLanguages: ['DE', 'zh-hant'],
      captionLanguages: ['en-gb'],
      captions: 'on',
      maturityLimit: 16,
    });
    const wanted = {
      id,
      revision: 1,
      name: 'Ada',
      avatar: 'fox-2',
      language: 'pt-BR',
      audioLanguages: ['de', 'zh-Hant'],
      captionLanguages: ['en-GB'],
      captions: 'on',
      maturityLimit: 16,
      isKids: false,
      effectiveMaturityLimit: 16,
      hasPin: false,
      isLocked: false,
    };
    assert.deepEqual((await ada.fetch('GET', path(id))).body, wanted);
    const changed = await change(ada, id, { captions: 'off', language: null });
    assert.deepEqual(changed.body, { ...wanted, revision: 2, captions: 'off', language: null });
    assert.deepEqual((await ada.fetch('GET', '/api/v1/profiles')).body, { items: [changed.body] });
    for (const bad of [
      { language: 'not a language' },
      { avatar: '../fox' },
      { audioLanguages: Array(11).fill('de') },
      { name: '' },
      { maturityLimit: 0 },
      { hasPin: false },
    ])
      assert.equal((await change(ada, id, bad)).status, 400, JSON.stringify(bad));
  });

  test('are so many at most, also when they are made at once, and no two have one name', async () => {
    const answers = await Promise.all(['A', 'B', 'C', 'D', 'E'].map((name) => create(ada, { name })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 201, 409, 409]);
    assert.equal(await bench.count('profiles'), 3);
    const { items } = (await ada.fetch('GET', '/api/v1/profiles')).body;
    const [first, second] = items;
    const renamed = await change(ada, second.id, { name: first.name.toLowerCase() });
    assert.deepEqual([renamed.status, renamed.body.code], [409, 'profile-name-taken']);
    // Its own name in another spelling is nobody else's.
    assert.equal((await change(ada, second.id, { name: second.name.toLowerCase() })).status, 200);
    const both = await Promise.all(
      items.slice(0, 2).map(({ id }: { id: string }) => change(ada, id, { name: 'Same' })),
    );
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
  });

  test('are changed by who has seen them as they are, so that no change is lost', async () => {
    const id = await made({ name: 'Ada' });
    const read = await ada.fetch('GET', path(id));
    const etag = read.headers.get('etag') ?? '';
    assert.equal(etag, '"1"');
    const without = await ada.fetch('PATCH', path(id), { captions: 'on' });
    assert.deepEqual([without.status, without.body.code], [428, 'precondition-required']);
    const limits = { maturityLimit: 6, isKids: false, password: PASSWORD };
    assert.equal((await ada.fetch('PUT', path(id, '/limits'), limits)).status, 428);
    const all = await Promise.all(
      ['off', 'on', 'forced', 'on', 'off'].map((captions) =>
        ada.fetch('PATCH', path(id), { captions }, { 'if-match': etag }),
      ),
    );
    assert.deepEqual(all.map(({ status }) => status).sort(), [200, 412, 412, 412, 412]);
    const late = await ada.fetch('PUT', path(id, '/limits'), limits, { 'if-match': etag });
    assert.deepEqual([late.status, late.body.details], [412, { etag: '"2"' }]);
    const fresh = await ada.fetch('PUT', path(id, '/limits'), limits, { 'if-match': '"2"' });
    assert.deepEqual([fresh.status, fresh.headers.get('etag')], [200, '"3"']);
  });

  test('let whoever watches change what they like, and not what they may see', async () => {
    const id = await made({ name: 'Kid', isKids: true });
    const wrong = { password: 'a child guesses this' };
    const limits = { maturityLimit: 18, isKids: false };
    for (const [method, more, body] of [
      ['PUT', '/limits', limits],
      ['PUT', '/pin', { pin: null }],
      ['POST', '/delete', {}],
    ] as const) {
      const refused = await ada.fetch(method, path(id, more), { ...body, ...wrong }, { 'if-match': '*' });
      assert.deepEqual([refused.status, refused.body.code], [403, 'password-wrong'], more);
      assert.equal((await ada.fetch(method, path(id, more), body)).status, 400, more);
    }
    assert.equal((await create(ada, { name: 'Free', ...wrong })).body.code, 'password-wrong');
    assert.equal((await ada.fetch('GET', path(id))).body.effectiveMaturityLimit, KIDS_LIMIT);
    const lifted = await ada.fetch(
      'PUT',
      path(id, '/limits'),
      { ...limits, password: PASSWORD },
      { 'if-match': '*' },
    );
    assert.deepEqual([lifted.body.maturityLimit, lifted.body.isKids], [18, false]);
    assert.equal((await ada.fetch('POST', path(id, '/delete'), { password: PASSWORD })).status, 204);
    assert.equal((await ada.fetch('GET', path(id))).body.code, 'profile-not-found');
  });

  test('with a PIN are locked in each session until it says the PIN, and again when the PIN is another', async () => {
    const id = await made({ name: 'Ada' });
    const set = (pin: string | null) => ada.fetch('PUT', path(id, '/pin'), { pin, password: PASSWORD });
    const unlock = (client: Client, pin: string) => client.fetch('POST', path(id, '/unlock'), { pin });
    const isLocked = async (client: Client) => (await client.fetch('GET', path(id))).body.isLocked;
    assert.equal((await set('0420')).body.hasPin, true);
    assert.equal(await isLocked(ada), true);
    assert.equal((await change(ada, id, { name: 'Eve' })).body.code, 'profile-locked');
    const wrong = await unlock(ada, '0421');
    assert.deepEqual([wrong.status, wrong.body.code], [403, 'pin-wrong']);
    assert.equal((await unlock(ada, '0420')).body.isLocked, false);
    assert.equal((await change(ada, id, { name: 'Eve' })).status, 200);

    const tablet = bench.server.client();
    await tablet.fetch('POST', '/sign-in', { email: 'ada@example.org', password: PASSWORD });
    assert.deepEqual([await isLocked(ada), await isLocked(tablet)], [false, true]);
    assert.equal((await ada.fetch('POST', path(id, '/lock'))).body.isLocked, true);
    await unlock(ada, '0420');
    await set('111111');
    assert.equal(await isLocked(ada), true);
    assert.equal((await set(null)).body.isLocked, false);
    assert.equal(await isLocked(tablet), false);
  });

  test('count wrong PINs in all processes and sessions together, and keep none of them', async () => {
    const id = await made({ name: 'Ada' });
    await ada.fetch('PUT', path(id, '/pin'), { pin: '0420', password: PASSWORD });
    const other = (await bench.start()).client();
    await other.fetch('POST', '/sign-in', { email: 'ada@example.org', password: PASSWORD });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        (index % 2 === 0 ? ada : other).fetch('POST', path(id, '/unlock'), { pin: `100${index % 10}` }),
      ),
    );
    assert.equal(answers.filter(({ body }) => body.code === 'pin-wrong').length, 5);
    assert.equal(answers.filter(({ body }) => body.code === 'too-many-attempts').length, 7);
    assert.equal((await ada.fetch('POST', path(id, '/unlock'), { pin: '0420' })).status, 429);
    // The holder of the account is not shut out: a new PIN begins anew.
    await ada.fetch('PUT', path(id, '/pin'), { pin: '2222', password: PASSWORD });
    assert.equal((await ada.fetch('POST', path(id, '/unlock'), { pin: '2222' })).status, 200);
    const [hash = ''] = await bench.column('profiles', 'pin_hash');
    assert.ok(hash.length > 100 && !hash.includes('2222'), 'The PIN is not stored as a hash.');
  });

  test('are not there for another account, nor for the owner key', async () => {
    const id = await made({ name: 'Ada' });
    await ada.fetch('PUT', path(id, '/pin'), { pin: '0420', password: PASSWORD });
    const eve = await bench.account('eve@example.org');
    for (const [method, more, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'Eve' }],
      ['PUT', '/limits', { maturityLimit: null, isKids: false, password: PASSWORD }],
      ['PUT', '/pin', { pin: null, password: PASSWORD }],
      ['POST', '/unlock', { pin: '0420' }],
      ['POST', '/lock', undefined],
      ['POST', '/delete', { password: PASSWORD }],
    ] as const) {
      const answer = await eve.fetch(method, path(id, more), body, { 'if-match': '*' });
      assert.deepEqual([answer.status, answer.body.code], [404, 'profile-not-found'], `${method} ${more}`);
    }
    assert.deepEqual((await eve.fetch('GET', '/api/v1/profiles')).body.items, []);
    assert.equal((await create(eve, { name: 'Ada' })).status, 201);
    const key = { authorization: `Bearer ${OWNER_KEY}` };
    const program = bench.server.client();
    assert.equal(
      (await program.fetch('GET', '/api/v1/profiles', undefined, key)).body.code,
      'sign-in-needed',
    );
    assert.equal((await ada.fetch('GET', path(id))).body.name, 'Ada');
  });
});
