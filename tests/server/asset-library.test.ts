// The library as the staff works with it: found, renamed, and acted on by the dozen.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { makeDataDir, type ServerProcess, startServerProcess } from './server-process.ts';
import { type AssetAnswer, uploadWhole, waitForAsset } from './upload.ts';

describe('the library', () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  before(async () => {
    data = await makeDataDir();
    server = await startServerProcess({ dataDir: data.path });
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
  });

  const send = (method: string, path: string, body: unknown) =>
    server.fetch(path, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const json = async <T>(response: Promise<Response>): Promise<T> => (await (await response).json()) as T;
  const list = (query: string) =>
    json<{ items: AssetAnswer[]; nextCursor: string | null; total: number | null }>(
      server.fetch(`/api/v1/assets?${query}`),
    );
  /** No film: it is refused soon. */
  async function upload(name: string): Promise<string> {
    const id = await uploadWhole(server, { name, bytes: Buffer.from(`no film, but ${name}`) });
    await waitForAsset(server, id, 'complete');
    return id;
  }

  test('is listed by name, state and in order, with how many there are', async () => {
    const ids = [await upload('beta.mp4'), await upload('Alpha.mp4'), await upload('alphabet.mp4')];
    const found = await list('q=ALPHA&sort=name&state=rejected,failed&limit=1');
    assert.deepEqual(
      found.items.map(({ name, state }) => [name, state]),
      [['Alpha.mp4', 'rejected']],
    );
    assert.equal(found.total, 2);
    const next = await list(`q=ALPHA&sort=name&limit=1&cursor=${found.nextCursor}`);
    assert.deepEqual([next.items[0]?.id, next.total], [ids[2], null]);
    assert.deepEqual((await list('state=complete')).items, []);
    for (const wrong of [
      `sort=size&cursor=${found.nextCursor}`,
      'cursor=x',
      'state=gone',
      'sort=age',
      'limit=201',
    ])
      assert.equal((await server.fetch(`/api/v1/assets?${wrong}`)).status, 400, wrong);
  });

  test('has names that the staff may change', async () => {
    const id = await upload('raw.mp4');
    const renamed = await json<AssetAnswer>(
      send('PATCH', `/api/v1/assets/${id}`, { name: '  The Third Man ' }),
    );
    assert.equal(renamed.name, 'The Third Man');
    assert.equal((await json<AssetAnswer>(server.fetch(`/api/v1/assets/${id}`))).name, 'The Third Man');
    for (const wrong of [
      { name: ' ' },
      { name: 'a\u202eb' },
      { name: 'a\0' },
      {},
      { name: 'a', state: 'complete' },
    ])
      assert.equal((await send('PATCH', `/api/v1/assets/${id}`, wrong)).status, 400, JSON.stringify(wrong));
    const nobody = await send('PATCH', '/api/v1/assets/as_00000000000000000000000000', { name: 'x' });
    assert.equal(nobody.status, 404);
  });

  test('takes one action for many, each for itself, and the log names all of them', async () => {
    const [one, two] = [await upload('one.mp4'), await upload('two.mp4')];
    const unknown = 'as_00000000000000000000000000';
    type Results = { results: { id: string; error: { code: string } | null }[] };
    const act = async (action: string, ids: string[]) =>
      (await json<Results>(send('POST', '/api/v1/assets/actions', { action, ids }))).results.map(
        ({ id, error }) => [id, error?.code ?? null],
      );
    assert.deepEqual(await act('cancel', [one]), [[one, 'asset-busy']]);
    assert.deepEqual(await act('redrive', [two]), [[two, null]]);
    assert.deepEqual(await act('delete', [one, unknown, two, one]), [
      [one, null],
      [unknown, 'asset-not-found'],
      [two, null],
    ]);
    for (const id of [one, two]) assert.equal((await server.fetch(`/api/v1/assets/${id}`)).status, 404);
    const { items } = await json<{ items: { action: string }[] }>(
      server.fetch(`/api/v1/audit?subject=${one}`),
    );
    assert.deepEqual(
      items.map(({ action }) => action).filter((action) => action.endsWith('/actions')),
      ['POST /api/v1/assets/actions', 'POST /api/v1/assets/actions'],
    );
    const many = Array.from({ length: 201 }, () => unknown);
    assert.equal((await send('POST', '/api/v1/assets/actions', { action: 'delete', ids: many })).status, 400);
    assert.equal((await send('POST', '/api/v1/assets/actions', { action: 'play', ids: [one] })).status, 400);
  });

  test('tells what changes, and what was missed meanwhile', async (context) => {
    const listen = async (lastEventId?: string) => {
      const leave = new AbortController();
      context.after(() => leave.abort());
      const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
      const { body, status } = await server.fetch('/api/v1/assets/events', { headers, signal: leave.signal });
      assert.equal(status, 200);
      return eventsOf(body ?? assert.fail());
    };
    const stream = await listen();
    const ready = (await stream.next()).value ?? assert.fail();
    assert.deepEqual([ready.event, ready.data], ['ready', {}]);
    const id = await upload('watched.mp4');
    const until = async (events: AsyncGenerator<SentEvent>, isIt: (event: SentEvent) => boolean) => {
      for (;;) {
        const { value } = await events.next();
        if (value === undefined) assert.fail('The stream has ended.');
        if (isIt(value)) return value;
      }
    };
    const refused = await until(stream, ({ data }) => data['id'] === id && data['state'] === 'rejected');
    assert.equal(refused.event, 'asset');
    assert.deepEqual(
      [refused.data['name'], refused.data['percent'], refused.data['renditions']],
      ['watched.mp4', 0, []],
    );
    assert.equal((await server.fetch(`/api/v1/assets/${id}`, { method: 'DELETE' })).status, 204);
    const gone = await until(stream, ({ event }) => event === 'gone');
    assert.deepEqual(gone.data, { id });

    const again = await listen(refused.id);
    assert.equal((await until(again, () => true)).id, gone.id, 'What was seen is not told again.');
    for (const unknown of ['nonsense', `${'0'.repeat(12)}-1`])
      assert.equal((await (await listen(unknown)).next()).value?.event, 'reload');
  });

  test('does not delete among many what titles link, unless it is forced', async () => {
    const id = await upload('linked.mp4');
    const title = {
      kind: 'film',
      originalLanguage: 'en',
      texts: { en: { name: 'Linked' } },
      assets: [{ assetId: id, purpose: 'main' }],
    };
    assert.equal((await send('POST', '/api/v1/catalog/titles', title)).status, 201);
    const act = async (force: boolean) =>
      json<{ results: { error: { code: string } | null }[] }>(
        send('POST', '/api/v1/assets/actions', { action: 'delete', ids: [id], force }),
      );
    assert.equal((await act(false)).results[0]?.error?.code, 'asset-linked');
    assert.equal((await act(true)).results[0]?.error, null);
  });
});

interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<SentEvent> {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, id, event, data] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (id !== undefined) yield { id, event: event ?? '', data: JSON.parse(data ?? '') };
    }
  }
}
