import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createHttpServer } from '@vitascope/platform/http';
import { defineErrors, silentLogger } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';
import { registerCatalogRoutes } from './routes.ts';
import { actor, openCatalog, openImports } from './testing.ts';

const refused = defineErrors({ 'no-right': { kind: 'forbidden', title: 'No' } });
const film = { kind: 'film', originalLanguage: 'en', texts: { en: { name: 'The Third Man' } } };
const released = { publication: { released: true }, windows: [{ offer: { kind: 'free' } }] };

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many forms are looked into by many tests.
  readonly body: any;
}

/** The catalogue behind the real server. Only requests with `x-staff` are let in. */
async function openApi(context: TestContext) {
  const opened = await openCatalog(context);
  const { catalog } = opened;
  const { imports } = await openImports(context, opened);
  const telemetry = await createTelemetry({ serviceName: 'test', logLevel: 'silent', processMetrics: false });
  const server = await createHttpServer({
    logger: silentLogger,
    telemetry,
    bodyLimitBytes: 1_048_576,
    trustProxy: false,
  });
  registerCatalogRoutes(server.app, {
    catalog,
    imports,
    authorize: async (request) => {
      if (request.headers['x-staff'] === undefined) throw refused('no-right', 'Staff only.');
    },
    actorOf: () => actor,
  });
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  context.after(async () => {
    await server.close({ graceMs: 0 });
    await telemetry.close();
  });
  return async (
    method: string,
    path: string,
    sent: { body?: unknown; headers?: Record<string, string>; isStaff?: boolean } = {},
  ): Promise<Answer> => {
    const answer = await fetch(`${url}/api/v1/catalog${path}`, {
      method,
      headers: {
        ...(sent.isStaff === false ? {} : { 'x-staff': 'yes' }),
        ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...sent.headers,
      },
      ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
  };
}

describe('the catalogue over HTTP', () => {
  test('creates, reads, edits on condition, and deletes', async (context) => {
    const call = await openApi(context);
    const created = await call('POST', '/titles', { body: film });
    assert.equal(created.status, 201, JSON.stringify(created.body));
    const { id } = created.body;
    assert.equal(created.headers.get('location'), `/api/v1/catalog/titles/${id}`);
    assert.equal(created.headers.get('etag'), '"1"');
    assert.equal(created.body.slug, 'the-third-man');
    const read = await call('GET', '/titles/the-third-man');
    assert.deepEqual(read.body, created.body);

    const body = {
      genres: ['noir'],
      publication: { released: true, publishAt: '2001-02-03T04:05:06+01:00' },
    };
    for (const [headers, status, code] of [
      [{}, 428, 'precondition-required'],
      [{ 'if-match': '"2"' }, 412, 'precondition-failed'],
      [{ 'if-match': 'W/"1"' }, 412, 'precondition-failed'],
      [{ 'if-match': '1' }, 400, 'invalid-request'],
    ] as const) {
      const answer = await call('PATCH', `/titles/${id}`, { body, headers });
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
    }
    const edited = await call('PATCH', `/titles/${id}`, { body, headers: { 'if-match': '"0", "1"' } });
    assert.equal(edited.status, 200, JSON.stringify(edited.body));
    assert.equal(edited.headers.get('etag'), '"2"');
    const expected = { ...created.body, ...body, revision: 2, updatedAt: edited.body.updatedAt };
    expected.publication = {
      ...created.body.publication,
      released: true,
      publishAt: '2001-02-03T03:05:06.000Z',
    };
    assert.deepEqual(edited.body, expected);

    assert.equal((await call('DELETE', `/titles/${id}`)).status, 428);
    assert.equal((await call('DELETE', `/titles/${id}`, { headers: { 'if-match': '*' } })).status, 204);
    assert.equal((await call('GET', `/titles/${id}`)).status, 404);
  });

  test('tells the history and takes changes back', async (context) => {
    const call = await openApi(context);
    const { id } = (await call('POST', '/titles', { body: film })).body;
    await call('PATCH', `/titles/${id}`, { body: { tags: ['wrong'] }, headers: { 'if-match': '"1"' } });
    const { items } = (await call('GET', `/titles/${id}/changes`)).body;
    assert.deepEqual(
      items.map((change: Record<string, unknown>) => [change['action'], change['actor'], change['revision']]),
      [
        ['edited', actor, 2],
        ['created', actor, 1],
      ],
    );
    assert.deepEqual([items[0].fields, items[0].before.tags, items[0].after.tags], [['tags'], [], ['wrong']]);
    const undo = (change: string) => call('POST', `/titles/${id}/changes/${change}/undo`);
    const undone = await undo(items[0].id);
    assert.deepEqual([undone.status, undone.body.tags, undone.headers.get('etag')], [200, [], '"3"']);
    assert.equal((await undo(items[1].id)).status, 204);
    assert.equal((await undo(items[1].id)).body.code, 'change-superseded');
    const [deletion] = (await call('GET', `/titles/${id}/changes?limit=1`)).body.items;
    assert.equal((await undo(deletion.id)).body.slug, 'the-third-man');
  });

  test('lists in pages and by what was asked for', async (context) => {
    const call = await openApi(context);
    for (const name of ['One', 'Two', 'Three'])
      await call('POST', '/titles', {
        body: { ...film, texts: { en: { name } }, ...(name === 'Two' ? {} : released) },
      });
    const slugs = (answer: { body: { items: { slug: string }[] } }) =>
      answer.body.items.map(({ slug }) => slug);
    const first = await call('GET', '/titles?limit=2');
    const second = await call('GET', `/titles?limit=2&cursor=${first.body.nextCursor}`);
    assert.deepEqual([...slugs(first), ...slugs(second)], ['three', 'two', 'one']);
    assert.deepEqual(slugs(await call('GET', '/titles?state=draft')), ['two']);
    assert.deepEqual(slugs(await call('GET', '/browse')), ['three', 'one']);
    assert.equal((await call('GET', '/titles?cursor=nonsense')).body.code, 'cursor-invalid');
    assert.equal((await call('GET', `/browse?cursor=7.${'x'.repeat(40)}`)).body.code, 'cursor-invalid');
    assert.equal((await call('GET', '/titles?limit=1000')).status, 400);
  });

  test('editors find, count, sort and ask about another time', async (context) => {
    const call = await openApi(context);
    for (const name of ['Beta', 'Alpha'])
      await call('POST', '/titles', { body: { ...film, texts: { en: { name } } } });
    const sorted = await call(
      'GET',
      '/titles?whole=true&missing=poster&missingLanguage=de&sort=name&language=en&limit=1',
    );
    assert.equal(sorted.body.total, 2, JSON.stringify(sorted.body));
    assert.equal(sorted.body.items[0].texts.en.name, 'Alpha');
    const next = await call('GET', `/titles?sort=name&language=en&limit=1&cursor=${sorted.body.nextCursor}`);
    assert.deepEqual([next.body.items[0].texts.en.name, next.body.total], ['Beta', null]);
    assert.equal((await call('GET', '/titles?q=alp')).body.total, 1);
    assert.equal((await call('GET', '/titles?q=%20')).status, 400);
    assert.equal((await call('GET', '/titles?missing=nothing')).status, 400);
    await call('POST', '/people', { body: { originalLanguage: 'en', names: { en: 'Orson Welles' } } });
    assert.equal((await call('GET', '/people?q=wel')).body.items.length, 1);
    assert.deepEqual((await call('GET', '/people?q=reed')).body.items, []);
    const later = { released: true, publishAt: '2090-01-01T00:00:00Z' };
    const { body } = await call('POST', '/titles', { body: { ...film, ...released, publication: later } });
    const reason = async (at: string) =>
      (await call('GET', `/titles/${body.id}/availability?at=${at}`)).body.reason;
    assert.equal(await reason('2089-12-31T00:00:00Z'), 'scheduled');
    assert.equal(await reason('2090-01-01T00:00:00Z'), 'no-media');
    assert.equal((await call('GET', `/browse/${body.id}`)).status, 404);
    assert.equal((await call('GET', `/browse/${body.id}?at=2091-01-01T00:00:00Z`)).status, 200);
  });

  test('searches as one types', async (context) => {
    const call = await openApi(context);
    for (const name of ['The Third Man', 'The Third Wave'])
      await call('POST', '/titles', {
        body: { ...film, ...released, texts: { en: { name } }, genres: ['noir'] },
      });
    const found = await call('GET', '/search?q=third&limit=1&facets=true');
    assert.equal(found.status, 200, JSON.stringify(found.body));
    assert.deepEqual(found.body.facets, [
      { facet: 'kind', value: 'film', count: 2 },
      { facet: 'genre', value: 'noir', count: 2 },
    ]);
    assert.deepEqual([found.body.corrected, found.body.people, found.body.nextCursor], [false, [], '1']);
    const more = await call('GET', `/search?q=third&limit=1&cursor=${found.body.nextCursor}`);
    assert.notEqual(more.body.items[0].id, found.body.items[0].id);
    assert.equal((await call('GET', `/search?q=${'x'.repeat(201)}`)).status, 400);
    assert.equal((await call('GET', '/search?q=thrid')).body.corrected, true);
  });

  test('people and terms have the same routes', async (context) => {
    const call = await openApi(context);
    const person = await call('POST', '/people', {
      body: { originalLanguage: 'en', names: { en: 'Orson Welles' } },
    });
    assert.deepEqual([person.status, person.body.slug], [201, 'orson-welles']);
    const body = { kind: 'genre', slug: 'noir', originalLanguage: 'fr', names: { fr: 'Film noir' } };
    const term = await call('POST', '/terms', { body });
    assert.equal(term.status, 201, JSON.stringify(term.body));
    assert.equal((await call('POST', '/terms', { body })).body.code, 'slug-taken');
    const renamed = await call('PATCH', `/terms/${term.body.id}`, {
      body: { names: { fr: 'Noir' } },
      headers: { 'if-match': '"1"' },
    });
    assert.deepEqual(renamed.body.names, { fr: 'Noir' });
    assert.equal((await call('GET', '/people')).body.items.length, 1);
    assert.equal((await call('GET', '/terms')).body.items.length, 1);
    const nameless = await call('PATCH', `/people/${person.body.id}`, {
      body: { names: { de: 'Orson' } },
      headers: { 'if-match': '"1"' },
    });
    assert.equal(nameless.body.code, 'catalog-invalid');
  });

  test('editors learn why a viewer may not play', async (context) => {
    const call = await openApi(context);
    const windows = [{ territories: ['DE'], offer: { kind: 'subscription', plans: ['basic'] } }];
    const { id } = (await call('POST', '/titles', { body: { ...film, ...released, windows } })).body;
    const why = async (query: string) => (await call('GET', `/titles/${id}/availability?${query}`)).body;
    assert.deepEqual(await why('territory=FR'), {
      visible: false,
      playable: false,
      reason: 'territory',
      offers: [],
      opensAt: null,
      closesAt: null,
    });
    const here = await why('territory=DE&plans=basic,extra');
    assert.deepEqual(
      [here.visible, here.reason, here.offers],
      [true, 'no-media', [{ kind: 'subscription', plans: ['basic'] }]],
    );
  });

  test('rows are written, put in order on condition, and seen as a viewer would', async (context) => {
    const call = await openApi(context);
    for (const name of ['One', 'Two', 'Three'])
      await call('POST', '/titles', { body: { ...film, ...released, texts: { en: { name } } } });
    const usual = await call('GET', '/home?language=fr');
    assert.deepEqual(
      usual.body.items.map((row: { id: string; name: string }) => [row.id, row.name]),
      [['new', 'Nouveautés']],
    );
    const rows: string[] = [];
    for (const [name, audience] of [
      ['First', {}],
      ['Kids', { profiles: 'kids' }],
      ['Later', { opensAt: '2001-02-01T00:00:00Z' }],
    ] as const) {
      const body = { kind: 'new', originalLanguage: 'en', names: { en: name }, limit: 2, audience };
      const made = await call('POST', '/rows', { body });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      rows.push(made.body.id);
    }
    const page = await call('GET', '/pages/home');
    const tag = page.headers.get('etag') ?? '';
    const put = (ids: readonly string[], headers = {}) =>
      call('PUT', '/pages/home/order', { body: { ids }, headers });
    assert.equal((await put(rows.toReversed())).status, 428);
    const ordered = await put(rows.toReversed(), { 'if-match': tag });
    assert.equal(ordered.status, 200, JSON.stringify(ordered.body));
    assert.equal((await put(rows, { 'if-match': tag })).body.code, 'precondition-failed');
    const shown = async (query: string) =>
      (await call('GET', `/home?${query}`)).body.items.map((row: { name: string }) => row.name);
    assert.deepEqual(await shown(''), ['First']);
    assert.deepEqual(await shown('at=2001-02-02T00:00:00Z'), ['Later', 'First']);
    assert.deepEqual(await shown('kids=true&page=home'), ['New']);
    const [first] = (await call('GET', '/home')).body.items;
    const more = await call('GET', `/home/rows/${first.id}/titles?cursor=${first.nextCursor}`);
    assert.deepEqual([first.items.length, more.body.items.length, more.body.nextCursor], [2, 1, null]);
    assert.deepEqual((await call('GET', '/pages')).body.items, [{ page: 'home', rows: 3 }]);
    assert.equal((await call('POST', '/pages/home/adopt-defaults')).body.code, 'page-has-rows');
    assert.equal((await call('POST', '/pages/kids/adopt-defaults')).status, 201);
    const gone = await call('DELETE', `/rows/${rows[0]}`, { headers: { 'if-match': '*' } });
    assert.equal(gone.status, 204);
  });

  test('a preview link needs no key, everything else does', async (context) => {
    const call = await openApi(context);
    const { id } = (await call('POST', '/titles', { body: film })).body;
    const { token, path } = (await call('POST', `/titles/${id}/previews`, { body: { note: 'press' } })).body;
    assert.equal(path, `/api/v1/catalog/previews/${token}`);
    const { items } = (await call('GET', `/titles/${id}/previews`)).body;
    assert.ok(items.length === 1 && !JSON.stringify(items).includes(token));
    const shown = await call('GET', `/previews/${token}`, { isStaff: false });
    assert.deepEqual([shown.status, shown.body.name], [200, 'The Third Man']);
    assert.equal(shown.headers.get('cache-control'), 'no-store');
    for (const [method, at] of [
      ['GET', '/titles'],
      ['POST', '/titles'],
      ['GET', `/titles/${id}`],
      ['PATCH', `/titles/${id}`],
      ['DELETE', `/titles/${id}`],
      ['GET', `/titles/${id}/changes`],
      ['POST', `/titles/${id}/changes/ch_${'0'.repeat(26)}/undo`],
      ['GET', `/titles/${id}/availability`],
      ['GET', `/titles/${id}/previews`],
      ['POST', `/titles/${id}/previews`],
      ['DELETE', `/titles/${id}/previews/${items[0].id}`],
      ['GET', '/people'],
      ['POST', '/people'],
      ['GET', '/terms'],
      ['POST', '/terms'],
      ['GET', '/browse'],
      ['GET', '/home'],
      ['GET', '/home/rows/new/titles'],
      ['POST', '/rows'],
      ['GET', '/pages'],
      ['PUT', '/pages/home/order'],
      ['POST', '/imports?format=csv'],
      ['GET', '/imports'],
      ['GET', '/export'],
      ['GET', '/search?q=third'],
      ['GET', `/browse/${id}`],
    ] as const) {
      const answer = await call(method, at, { isStaff: false, headers: { 'if-match': '*' } });
      assert.deepEqual([answer.status, answer.body.code], [403, 'no-right'], `${method} ${at}`);
    }
    assert.equal((await call('DELETE', `/titles/${id}/previews/${items[0].id}`)).status, 204);
    assert.equal((await call('GET', `/previews/${token}`)).status, 404);
  });

  for (const [name, changes] of Object.entries({
    'an unknown field': { rights: 'all' },
    'a language that is none': { texts: { en: { name: 'x' }, __proto__x: { name: 'x' } } },
    'a language in another spelling': { texts: { en: { name: 'x' }, 'PT-br': { name: 'x' } } },
    'a name of nothing but space': { texts: { en: { name: '  ' } } },
    'a name with a control character': { texts: { en: { name: 'a\u0007b' } } },
    'a name that turns text around': { texts: { en: { name: 'a\u202eb' } } },
    'a name of many letters': { texts: { en: { name: 'x'.repeat(301) } } },
    'a slug that leaves its folder': { slug: '../etc' },
    'a genre with a capital letter': { genres: ['Noir'] },
    'the same genre twice': { genres: ['noir', 'noir'] },
    'a territory that is none': { windows: [{ territories: ['ZZ'], offer: { kind: 'free' } }] },
    'a time without a zone': { publication: { publishAt: '2001-01-01T00:00:00' } },
    'a time before all times': { publication: { publishAt: '0000-01-01T00:00:00Z' } },
    'a day that does not exist': { firstShownOn: '2001-02-30' },
    'a number that is none': { number: 1.5 },
    'too many tags': { tags: Array.from({ length: 51 }, (_, index) => `tag-${index}`) },
  })) {
    test(`refuses ${name}`, async (context) => {
      const call = await openApi(context);
      const answer = await call('POST', '/titles', { body: { ...film, ...changes } });
      assert.deepEqual(
        [answer.status, answer.body.code],
        [400, 'invalid-request'],
        JSON.stringify(answer.body),
      );
      assert.ok(answer.body.fields.length > 0);
    });
  }

  test('markup is text: it comes back as it was sent', async (context) => {
    const call = await openApi(context);
    const name = `<script>alert("1")</script> ' or 1=1; --`;
    const created = await call('POST', '/titles', {
      body: { ...film, ...released, texts: { en: { name } } },
    });
    const shown = await call('GET', `/browse/${created.body.id}`);
    assert.equal(shown.body.name, name);
    assert.match(shown.headers.get('content-type') ?? '', /^application\/json/);
  });
});
