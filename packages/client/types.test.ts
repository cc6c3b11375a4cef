// What does not compile. `npm run check` compiles this file: an expectation that is not met is an error there.
import { test } from 'node:test';
import { type BodyOf, type Client, createClient, type ItemOf } from './index.ts';

/** Compiled, never called. */
async function compiled(client: Client): Promise<unknown> {
  const { data } = await client.GET('/api/v1/assets/{id}', { params: { path: { id: 'as_1' } } });
  const state: 'examining' | 'playable' | 'complete' | 'rejected' | 'failed' | 'cancelled' = data.state;
  // @ts-expect-error: the answer has no such field
  data.colour;
  // @ts-expect-error: there is no such path
  await client.GET('/api/v1/asset');
  // @ts-expect-error: it has no such method
  await client.POST('/api/v1/system');
  // @ts-expect-error: the id is missing
  await client.GET('/api/v1/assets/{id}');
  // @ts-expect-error: the body is missing
  await client.POST('/api/v1/auth/sign-in', {});
  // @ts-expect-error: a field of the body is missing
  await client.POST('/api/v1/auth/sign-in', { body: { email: 'ada@example.org' } });
  // @ts-expect-error: a field of the body has another type
  await client.POST('/api/v1/auth/sign-in', { body: { email: 'ada@example.org', password: 1 } });
  const term = { kind: 'genre', slug: 'a', originalLanguage: 'en', names: {} } as const;
  // @ts-expect-error: the body has no such field
  await client.POST('/api/v1/catalog/terms', { body: { ...term, colour: 'red' } });
  // @ts-expect-error: a query parameter has another type
  await client.GET('/api/v1/assets', { params: { query: { limit: 'many' } } });
  // @ts-expect-error: this is no list
  client.items('/api/v1/system');
  // @ts-expect-error: it is no JSON, so it has to be asked for as a response
  await client.GET('/api/v1/assets/{id}/events', { params: { path: { id: 'as_1' } } });
  const picture = {
    params: { query: { kind: 'poster' } },
    body: new Uint8Array(1),
    contentType: 'image/png',
  } as const;
  await client.POST('/api/v1/catalog/images', picture);
  // @ts-expect-error: what is no JSON says what it is
  await client.POST('/api/v1/catalog/images', {
    params: { query: { kind: 'poster' } },
    body: new Uint8Array(1),
  });
  const kind: BodyOf<'POST', '/api/v1/catalog/titles'>['kind'] = 'film';
  const name: ItemOf<'/api/v1/assets'>['name'] = 'film.mp4';
  return [state, kind, name];
}

test('a client can be made without options', () => {
  void compiled;
  createClient();
});
