// A server with something of each kind in it, and those who ask it: the owner key, an owner's session, a viewer's.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { makeSource } from '../media/make.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { uploadWhole, waitForAsset } from '../server/upload.ts';
import type { Operation } from './operations.ts';

const ownerPassword = 'canary-password-0f8e7d6c';
const viewerPin = '73194628';
/** The sweeps are to reach the routes, not the limit before them. */
const unlimited = {
  VITASCOPE_HTTP_ACTOR_REQUESTS_PER_MINUTE: '0',
  VITASCOPE_HTTP_ADDRESS_REQUESTS_PER_MINUTE: '0',
};

export interface PopulatedServer {
  readonly server: ServerProcess;
  readonly dataDir: string;
  /** Ids by their prefix; `preview` is a preview's token. */
  readonly ids: Map<string, string>;
  /** Tokens and keys that were handed out, by what they are. */
  readonly secrets: Map<string, string>;
  /** Signs the owner in (again). */
  signIn(): Promise<void>;
  /** From here on, the owner's session is the one that this answer opened. */
  keep(response: Response): void;
  /** Sends as whoever may: the owner's session where an account is needed, the owner key elsewhere. */
  send(operation: Operation, target: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** `text` is what stands wherever people may write what they like. */
export async function startPopulatedServer(
  text: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<PopulatedServer> {
  const data = await makeDataDir();
  const server = await startServerProcess({
    dataDir: data.path,
    environment: { ...unlimited, ...environment },
  });
  const ids = new Map<string, string>();
  const secrets = new Map<string, string>([
    ['owner key', server.ownerKey],
    ['password', ownerPassword],
    ['PIN', viewerPin],
  ]);
  let cookie = '';
  const json = async (
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> => {
    const response = await server.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    assert.ok(response.status < 300, `${path}: ${response.status} ${await response.clone().text()}`);
    return response;
  };
  const idOf = async (response: Response): Promise<string> => ((await response.json()) as { id: string }).id;
  const keep = (response: Response): void => {
    const cookies = response.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '');
    cookie = cookies.join('; ');
    secrets.set(
      'session',
      decodeURIComponent(cookies[0]?.split('=')[1] ?? '').split('.')[0] ?? assert.fail(),
    );
  };

  const token =
    /\/account\/set-up#token=(\S+)/.exec(server.output())?.[1] ?? assert.fail('There is no set-up link.');
  secrets.set('set-up link', token);
  const owner = {
    token,
    email: 'canary-owner@example.org',
    name: text.slice(0, 100),
    password: ownerPassword,
  };
  keep(await json('/api/v1/auth/set-up', owner));

  const bytes = await readFile((await makeSource()).path);
  ids.set('as', await uploadWhole(server, { name: text.slice(0, 200), bytes }));
  await waitForAsset(server, ids.get('as') ?? '', 'playable');
  const names = { en: text.slice(0, 100) };
  const person = { originalLanguage: 'en', names };
  ids.set('pe', await idOf(await json('/api/v1/catalog/people', person)));
  const term = { kind: 'genre', slug: 'hostile', originalLanguage: 'en', names };
  ids.set('tm', await idOf(await json('/api/v1/catalog/terms', term)));
  const title = {
    kind: 'film',
    originalLanguage: 'en',
    texts: { en: { name: text.slice(0, 300), tagline: text.slice(0, 300), synopsis: text } },
    genres: ['hostile'],
    ratings: [{ territory: '*', system: text.slice(0, 40), label: text.slice(0, 20), minimumAge: 0 }],
    credits: [{ personId: ids.get('pe'), role: 'actor', character: text.slice(0, 200) }],
    assets: [{ assetId: ids.get('as'), purpose: 'main', names }],
    publication: { released: true },
    windows: [{ offer: { kind: 'free' } }],
  };
  ids.set('ti', await idOf(await json('/api/v1/catalog/titles', title)));
  const preview = await json(`/api/v1/catalog/titles/${ids.get('ti')}/previews`, {
    note: text.slice(0, 200),
  });
  const { path = '' } = (await preview.json()) as { path?: string };
  ids.set('preview', path.split('/').at(-1) ?? '');
  secrets.set('preview link', ids.get('preview') ?? assert.fail());
  const asOwner = (path: string, body: unknown): Promise<Response> =>
    json(path, body, { cookie, authorization: '' });
  const profile = { name: text.slice(0, 100), password: ownerPassword };
  ids.set('pr', await idOf(await asOwner('/api/v1/profiles', profile)));
  const key = (await (
    await json(
      '/api/v1/api-keys',
      { name: text.slice(0, 100), permissions: ['assets.read'] },
      {
        cookie,
        authorization: '',
      },
    )
  ).json()) as { key: string };
  secrets.set('API key', key.key);
  await populateNewer();

  /** What stands above the catalogue and the accounts. */
  async function populateNewer(): Promise<void> {
    const colour = { create: { width: 400, height: 600, channels: 3, background: '#386' } } as const;
    const picture = await server.fetch('/api/v1/catalog/images?kind=poster', {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(await sharp(colour).png().toBuffer()),
    });
    ids.set('im', await idOf(picture));
    const row = { kind: 'editorial', originalLanguage: 'en', names, titleIds: [ids.get('ti')] };
    ids.set('ro', await idOf(await json('/api/v1/catalog/rows', row)));
    const feed = await server.fetch('/api/v1/catalog/imports?format=json&dryRun=true', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ type: 'term', kind: 'tag', slug: 'sea', originalLanguage: 'en', names }]),
    });
    ids.set('fd', await idOf(feed));
    const hook = { url: 'https://hooks.example.org/a', types: ['*'], description: text.slice(0, 200) };
    const { id, secret } = (await (await asOwner('/api/v1/webhooks', hook)).json()) as {
      id: string;
      secret: string;
    };
    ids.set('wh', id);
    secrets.set('secret of the webhook', secret);
    const invitation = { email: 'canary-guest@example.org', role: 'editor' };
    ids.set('in', await idOf(await asOwner('/api/v1/staff/invitations', invitation)));
    const consent = { document: 'terms', version: '1' };
    ids.set('co', await idOf(await asOwner('/api/v1/account/consents', consent)));
    ids.set('ex', await idOf(await asOwner('/api/v1/account/exports', { password: ownerPassword })));
    const read = async (path: string) =>
      (await (await server.fetch(path, { headers: { cookie, authorization: '' } })).json()) as {
        readonly id?: string;
        readonly items?: readonly { readonly id: string }[];
      };
    ids.set('ac', (await read('/api/v1/auth/session')).id ?? assert.fail());
    ids.set('de', (await read('/api/v1/devices')).items?.[0]?.id ?? assert.fail());
    const grant = { accountId: ids.get('ac'), source: 'staff', scope: { kind: 'everything' } };
    ids.set('en', await idOf(await asOwner('/api/v1/entitlements', grant)));
    const wish = { profileId: ids.get('pr'), titleId: ids.get('ti'), device: 'web' };
    const playing = (await (await asOwner('/api/v1/playback-sessions', wish)).json()) as {
      readonly id: string;
      readonly heartbeat: { readonly token: string } | null;
    };
    ids.set('ps', playing.id);
    secrets.set('token of the heartbeats', playing.heartbeat?.token ?? assert.fail());
    ids.set('pd', (await read('/api/v1/playback-decisions')).items?.[0]?.id ?? assert.fail());
  }

  return {
    server,
    dataDir: data.path,
    ids,
    secrets,
    keep,
    async signIn() {
      keep(
        await json(
          '/api/v1/auth/sign-in',
          { email: 'canary-owner@example.org', password: ownerPassword },
          {
            authorization: '',
          },
        ),
      );
    },
    send({ method }, target, init = {}) {
      const needsAccount = !/^\/api\/v1\/(assets|catalog|staff|mail|system|uploads)\b/.test(target);
      return fetch(`${server.url}${target}`, {
        method,
        ...init,
        headers: {
          ...(needsAccount ? { cookie } : { authorization: `Bearer ${server.ownerKey}` }),
          ...init.headers,
        },
      });
    },
    async close() {
      await server.stop();
      await data.remove();
    },
  };
}
