// Who gets in where: every route of the API's description × everybody who may ask. What is not explained here fails.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';

const PASSWORD = 'correct horse battery';
const staffRoles = ['owner', 'admin', 'editor', 'support'] as const;
const everybody = [
  'nobody',
  'wrong key',
  'ended session',
  'viewer',
  ...staffRoles,
  'owner key',
  'reading key',
  'writing key',
  'deleted key',
] as const;
type Who = (typeof everybody)[number];

const reading: readonly Who[] = ['owner', 'admin', 'editor', 'support', 'owner key', 'reading key'];
const writing: readonly Who[] = ['owner', 'admin', 'editor', 'owner key', 'writing key'];
const watchingOver: readonly Who[] = ['owner', 'admin', 'support', 'owner key'];
const managing: readonly Who[] = ['owner', 'admin', 'owner key'];
const helping: readonly Who[] = ['owner', 'admin', 'support', 'owner key'];
const owning: readonly Who[] = ['owner', 'owner key'];
const signedIn: readonly Who[] = ['viewer', ...staffRoles];

/** Who is let in; `anybody` where what is sent decides, and not who sends it. */
const expected: Readonly<Record<string, readonly Who[] | 'anybody'>> = {
  'GET /healthz': 'anybody',
  'GET /readyz': 'anybody',
  'GET /api/v1/service': 'anybody', // what a page has to know before anybody is signed in
  'GET /api/v1/oembed': 'anybody', // of titles that anybody may see
  'POST /api/v1/embeds/{titleId}/playback': 'anybody', // what is free, where the operator lets other sites show it
  'GET /api/v1/assets': reading,
  'GET /api/v1/assets/summaries': reading,
  'GET /api/v1/assets/trash': reading,
  'GET /api/v1/assets/{id}': reading,
  'GET /api/v1/assets/{id}/details': reading,
  'GET /api/v1/assets/events': reading,
  'GET /api/v1/assets/{id}/events': reading,
  'PATCH /api/v1/assets/{id}': writing,
  'POST /api/v1/assets/actions': writing,
  'POST /api/v1/assets/{id}/playback': reading,
  'POST /api/v1/assets/{id}/cancel': writing,
  'POST /api/v1/assets/{id}/redrive': writing,
  'POST /api/v1/assets/{id}/restore': writing,
  'DELETE /api/v1/assets/{id}': writing,
  'GET /api/v1/assets/{id}/text-tracks': reading,
  'POST /api/v1/assets/{id}/text-tracks': writing,
  'GET /api/v1/assets/{id}/text-tracks/{textTrackId}/file': reading,
  'PATCH /api/v1/assets/{id}/text-tracks/{textTrackId}': writing,
  'DELETE /api/v1/assets/{id}/text-tracks/{textTrackId}': writing,
  'GET /api/v1/system': watchingOver,
  'GET /api/v1/system/status': watchingOver,
  'GET /api/v1/system/jobs/failed': watchingOver,
  'POST /api/v1/system/jobs/{id}/redrive': managing,
  'GET /api/v1/system/sample-library': [...staffRoles, 'owner key'],
  'POST /api/v1/system/sample-library': owning,
  'GET /api/v1/catalog/previews/{token}': 'anybody', // the token is the right
  'GET /images/{id}/{file}': 'anybody', // the id is the right, and pictures are for every page
  'GET /api/v1/profiles': signedIn,
  'POST /api/v1/profiles': signedIn,
  'GET /api/v1/profiles/{id}': signedIn,
  'PATCH /api/v1/profiles/{id}': signedIn,
  'PUT /api/v1/profiles/{id}/limits': signedIn,
  'POST /api/v1/profiles/{id}/delete': signedIn,
  'PUT /api/v1/profiles/{id}/pin': signedIn,
  'POST /api/v1/profiles/{id}/unlock': signedIn,
  'POST /api/v1/profiles/{id}/lock': signedIn,
  'GET /api/v1/devices': signedIn,
  'PATCH /api/v1/devices/{id}': signedIn,
  'POST /api/v1/devices/{id}/revoke': signedIn,
  'GET /api/v1/browse': signedIn,
  'GET /api/v1/browse/{id}': signedIn,
  'GET /api/v1/browse/{id}/related': signedIn,
  'GET /api/v1/search': signedIn,
  'GET /api/v1/people/{id}': signedIn,
  'GET /api/v1/terms': signedIn,
  'GET /api/v1/home': signedIn,
  'GET /api/v1/home/rows/{id}': signedIn,
  'POST /api/v1/playback-preparations': signedIn,
  'POST /api/v1/playback-sessions': signedIn,
  'GET /api/v1/playback-sessions': signedIn,
  'GET /api/v1/playback-sessions/{id}': signedIn,
  'POST /api/v1/playback-sessions/{id}/end': signedIn,
  'POST /api/v1/playback-sessions/{id}/token': signedIn,
  'GET /api/v1/entitlements': helping,
  'POST /api/v1/entitlements': helping, // support gives promotions only: tested in modules/playback
  'GET /api/v1/entitlements/{id}': helping,
  'POST /api/v1/entitlements/{id}/revoke': helping, // likewise
  'GET /api/v1/playback-decisions': helping,
  'POST /api/v1/playback-sessions/{id}/heartbeats': 'anybody', // the token in the body is the right
  'GET /api/v1/profiles/{id}/watch-states': signedIn,
  'PUT /api/v1/profiles/{id}/watch-states/{titleId}': signedIn,
  'GET /api/v1/profiles/{id}/continue-watching': signedIn,
  'DELETE /api/v1/profiles/{id}/continue-watching/{titleId}': signedIn,
  'GET /api/v1/profiles/{id}/next-up/{titleId}': signedIn,
  'GET /api/v1/profiles/{id}/history': signedIn,
  'DELETE /api/v1/profiles/{id}/history': signedIn,
  'DELETE /api/v1/profiles/{id}/history/{titleId}': signedIn,
  'GET /api/v1/profiles/{id}/my-list': signedIn,
  'PUT /api/v1/profiles/{id}/my-list/{titleId}': signedIn,
  'DELETE /api/v1/profiles/{id}/my-list/{titleId}': signedIn,
  'GET /api/v1/profiles/{id}/ratings': signedIn,
  'PUT /api/v1/profiles/{id}/ratings/{titleId}': signedIn,
  'DELETE /api/v1/profiles/{id}/ratings/{titleId}': signedIn,
  'GET /api/v1/accounts': helping,
  'GET /api/v1/accounts/{id}': helping,
  'POST /api/v1/accounts/{id}/sign-out-everywhere': helping, // of the staff, only those above: tested in modules/identity
  'GET /api/v1/staff': watchingOver,
  'PUT /api/v1/staff': managing,
  'DELETE /api/v1/staff/{id}': managing,
  'POST /api/v1/system/secret/rotate': owning,
  'GET /api/v1/staff/invitations': managing,
  'POST /api/v1/staff/invitations': managing,
  'POST /api/v1/staff/invitations/{id}/resend': managing,
  'DELETE /api/v1/staff/invitations/{id}': managing,
  'POST /api/v1/auth/invitation': 'anybody', // the token is the right
  'POST /api/v1/auth/invitation/accept': 'anybody', // likewise
  'GET /api/v1/auth/providers': 'anybody',
  'GET /api/v1/auth/providers/{provider}/start': 'anybody',
  'GET /api/v1/auth/providers/{provider}/callback': 'anybody', // the flow and the provider decide
  'POST /api/v1/auth/providers/{provider}/backchannel-logout': 'anybody', // the token's signature decides
  'POST /api/v1/auth/providers/{provider}/link': signedIn,
  'GET /api/v1/account/identities': signedIn,
  'POST /api/v1/account/identities/{id}/unlink': signedIn,
  'GET /api/v1/account/consents': signedIn,
  'POST /api/v1/account/consents': signedIn,
  'POST /api/v1/account/consents/{id}/withdraw': signedIn,
  'POST /api/v1/account/exports': signedIn,
  'GET /api/v1/account/exports': signedIn,
  'GET /api/v1/account/exports/{id}/data': signedIn,
  'POST /api/v1/account/delete': signedIn, // without a body, so that nobody is deleted
  'POST /api/v1/staff/forget-second-factor': owning,
  'GET /api/v1/api-keys': managing,
  'POST /api/v1/api-keys': managing,
  'DELETE /api/v1/api-keys/{id}': managing,
  'GET /api/v1/audit': managing,
  'GET /api/v1/audit/head': managing,
  'GET /api/v1/webhooks': managing,
  'POST /api/v1/webhooks': managing,
  'GET /api/v1/webhooks/{id}': managing,
  'PATCH /api/v1/webhooks/{id}': managing,
  'DELETE /api/v1/webhooks/{id}': managing,
  'POST /api/v1/webhooks/{id}/secret': managing,
  'POST /api/v1/webhooks/{id}/test': managing,
  'GET /api/v1/webhooks/{id}/deliveries': managing,
  'POST /api/v1/webhooks/{id}/deliveries/{deliveryId}/redeliver': managing,
  'GET /api/v1/mail': owning,
  'GET /api/v1/mail/{id}': owning,
  'POST /api/v1/auth/sign-up': 'anybody',
  'POST /api/v1/auth/sign-up/complete': 'anybody',
  'POST /api/v1/auth/set-up': 'anybody',
  'POST /api/v1/auth/sign-in': 'anybody',
  'POST /api/v1/auth/sign-in/code': 'anybody', // the challenge and the code are the right
  'POST /api/v1/auth/sign-in/passkey/options': 'anybody',
  'POST /api/v1/auth/sign-in/passkey': 'anybody', // the passkey is the right
  'POST /api/v1/auth/device/code': 'anybody',
  'POST /api/v1/auth/device/token': 'anybody', // the device code is the right
  'POST /api/v1/auth/device/look-up': signedIn,
  'POST /api/v1/auth/device/approve': signedIn,
  'POST /api/v1/auth/device/deny': signedIn,
  'POST /api/v1/auth/sign-out': 'anybody',
  'POST /api/v1/auth/password-reset': 'anybody',
  'POST /api/v1/auth/password-reset/complete': 'anybody',
  'GET /api/v1/auth/session': signedIn,
  'GET /api/v1/auth/sessions': signedIn,
  'DELETE /api/v1/auth/sessions/{id}': signedIn,
  'GET /api/v1/auth/second-factor': signedIn,
  'POST /api/v1/auth/second-factor/enrol': signedIn,
  'POST /api/v1/auth/second-factor/confirm': signedIn,
  'POST /api/v1/auth/second-factor/recovery-codes': signedIn,
  'POST /api/v1/auth/second-factor/remove': signedIn,
  'GET /api/v1/auth/passkeys': signedIn,
  'POST /api/v1/auth/passkeys': signedIn,
  'POST /api/v1/auth/passkeys/options': signedIn,
  'PATCH /api/v1/auth/passkeys/{id}': signedIn,
  'POST /api/v1/auth/passkeys/{id}/remove': signedIn,
  'POST /api/v1/auth/session/renew': 'anybody', // tested in modules/identity; here it would change who asks
  'POST /api/v1/auth/sign-out-everywhere': 'anybody', // likewise
  'POST /api/v1/auth/password': 'anybody', // likewise: the body is looked at first
};

/** The catalogue asks in one place for all of its routes; keys here have no right to it. */
const staffReading: readonly Who[] = ['owner', 'admin', 'editor', 'support', 'owner key'];
const staffWriting: readonly Who[] = ['owner', 'admin', 'editor', 'owner key'];

function expectedOf(route: string): readonly Who[] | 'anybody' | undefined {
  const [method, path] = route.split(' ');
  if (expected[route] === undefined && path?.startsWith('/api/v1/catalog/'))
    return method === 'GET' ? staffReading : staffWriting;
  return expected[route];
}

describe('authorization', () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  const headersOf = new Map<Who, Record<string, string>>();

  const ask = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    fetch(new URL(path, server.url), {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  const auth = (path: string, body: unknown) => ask('POST', `/api/v1/auth${path}`, {}, body);
  const cookieOf = (response: Response): Record<string, string> => ({
    cookie: response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? assert.fail('No session was opened.'),
  });

  /** The link in the newest mail to the address, as the operator reads it. */
  async function linkFor(recipient: string): Promise<string> {
    for (;;) {
      const { items } = (await (await server.fetch('/api/v1/mail')).json()) as {
        items: { id: string; recipient: string }[];
      };
      const mail = items.find((item) => item.recipient === recipient);
      if (mail === undefined) continue;
      const { body } = (await (await server.fetch(`/api/v1/mail/${mail.id}`)).json()) as { body: string };
      return /#token=(\S+)/.exec(body)?.[1] ?? assert.fail(body);
    }
  }

  async function account(name: string): Promise<Record<string, string>> {
    const email = `${name}@example.org`;
    assert.equal((await auth('/sign-up', { email, name })).status, 202);
    const token = await linkFor(email);
    return cookieOf(await auth('/sign-up/complete', { token, password: PASSWORD }));
  }

  before(async () => {
    data = await makeDataDir();
    server = await startServerProcess({ dataDir: data.path });
    const token = /\/account\/set-up#token=(\S+)/.exec(server.output())?.[1];
    const owner = { token, email: 'owner@example.org', name: 'Owner', password: PASSWORD };
    headersOf.set('owner', cookieOf(await auth('/set-up', owner)));
    headersOf.set('nobody', {});
    headersOf.set('wrong key', { authorization: 'Bearer vk_0123456789abcdefghijklmnop' });
    headersOf.set('owner key', { authorization: `Bearer ${server.ownerKey}` });
    headersOf.set('viewer', await account('viewer'));
    for (const role of ['admin', 'editor', 'support'] as const) {
      headersOf.set(role, await account(role));
      const wanted = { email: `${role}@example.org`, role };
      const granted = await ask('PUT', '/api/v1/staff', headersOf.get('owner') ?? {}, wanted);
      assert.equal(granted.status, 200);
    }
    for (const [who, permission] of [
      ['reading key', 'assets.read'],
      ['writing key', 'assets.write'],
      ['deleted key', 'assets.write'],
    ] as const) {
      const wanted = { name: who, permissions: [permission] };
      const response = await ask('POST', '/api/v1/api-keys', headersOf.get('owner') ?? {}, wanted);
      const { id, key } = (await response.json()) as { id: string; key: string };
      headersOf.set(who, { authorization: `Bearer ${key}` });
      if (who !== 'deleted key') continue;
      const gone = await ask('DELETE', `/api/v1/api-keys/${id}`, headersOf.get('owner') ?? {});
      assert.equal(gone.status, 204);
    }
    const ended = cookieOf(await auth('/sign-in', { email: 'owner@example.org', password: PASSWORD }));
    assert.equal((await ask('POST', '/api/v1/auth/sign-out', ended)).status, 204);
    headersOf.set('ended session', ended);
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
  });

  test('every route that the description lists lets in those who may, and nobody else', async () => {
    const document = JSON.parse(
      await readFile(new URL('../../docs/reference/openapi.json', import.meta.url), 'utf8'),
    );
    const routes = Object.entries(document.paths as Record<string, object>).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(
      routes.filter((route) => expectedOf(route) === undefined),
      [],
      'These routes are not explained.',
    );
    for (const route of routes) {
      const allowed = expectedOf(route);
      if (allowed === 'anybody') continue;
      const [method = '', path = ''] = route.split(' ');
      const id = path.includes('assets') ? 'as_00000000000000000000000000' : 'xx_0';
      const url = path.replaceAll(/\{\w+\}/g, id);
      const letIn: Who[] = [];
      for (const who of everybody) {
        const response = await ask(method, url, headersOf.get(who) ?? assert.fail(who));
        await response.body?.cancel();
        if (response.status !== 401 && response.status !== 403) letIn.push(who);
      }
      assert.deepEqual(letIn.toSorted(), allowed?.toSorted(), route);
    }
  });

  test('uploads are for those who may write', async () => {
    const letIn: Who[] = [];
    for (const who of everybody) {
      const response = await ask('POST', '/api/v1/uploads', {
        ...headersOf.get(who),
        'tus-resumable': '1.0.0',
        'upload-length': '10',
      });
      if (response.status === 201) letIn.push(who);
      else assert.ok([401, 403].includes(response.status), `${who}: ${response.status}`);
    }
    assert.deepEqual(letIn.toSorted(), writing.toSorted());
  });

  test('no secret of an account is in an answer or in what the server printed', async () => {
    const answers: string[] = [];
    for (const path of ['/api/v1/auth/session', '/api/v1/auth/sessions', '/api/v1/staff', '/api/v1/api-keys'])
      answers.push(await (await ask('GET', path, headersOf.get('owner') ?? {})).text());
    const printed = server.output().replace(/#(key|token)=\S+/g, '');
    for (const [who, { cookie, authorization }] of headersOf) {
      const secret = cookie?.split('=')[1]?.split('.')[0] ?? authorization?.split(' ')[1];
      if (secret === undefined) continue;
      for (const text of [...answers, printed]) assert.ok(!text.includes(secret), who);
    }
    for (const text of [...answers, printed]) assert.ok(!text.includes(PASSWORD));
    assert.ok(!printed.includes('@example.org'), 'An address is in the log.');
  });

  test('once there is an owner, the next start prints no link to set up', async () => {
    await server.stop();
    server = await startServerProcess({ dataDir: data.path });
    assert.ok(!server.output().includes('set-up'));
    const session = await ask('GET', '/api/v1/auth/session', headersOf.get('viewer') ?? {});
    assert.equal(session.status, 200);
  });
});
