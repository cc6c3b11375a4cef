// A provider of OpenID Connect that is somebody else's program, for tests: the package oidc-provider on loopback.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export const CLIENT_ID = 'vitascope';
export const CLIENT_SECRET = 'a secret of the client, and long enough';

export interface TestProvider {
  readonly issuer: string;
  /** Who signs in next, and what the provider says about them. */
  person: { readonly id: string; readonly claims: Readonly<Record<string, unknown>> };
  /** Where the provider says that its session is over. */
  logoutUri: string | undefined;
  /** Other keys from now on, as after a rotation; and what else was set. */
  rotateKeys(): void;
  /** Answers nothing, or with so many bytes of rubbish, until told otherwise. */
  trouble: 'none' | 'silent' | 'refusing' | 'endless';
  /** Follows a browser from the address to where it is sent away from the provider. */
  browse(url: string): Promise<URL>;
  /** Ends the provider's own session, which then tells its clients. */
  logOut(): Promise<void>;
  close(): Promise<void>;
}

export async function openProvider(redirectUris: readonly string[]): Promise<TestProvider> {
  let handler: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  const server = createServer((request, response) => {
    if (provider.trouble === 'silent') return;
    if (provider.trouble === 'refusing') {
      response.writeHead(500).end('{}');
      return;
    }
    if (provider.trouble === 'endless') {
      response.writeHead(200, { 'content-type': 'application/json' });
      const write = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, ' ')));
        if (!response.destroyed) response.once('drain', write);
      };
      response.on('error', () => {});
      write();
      return;
    }
    handler(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cookies = new Map<string, string>();
  let browsing = '';

  async function fetchAsBrowser(url: URL, body?: string): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      method: body === undefined ? 'GET' : 'POST',
      body: body ?? null,
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }

  const provider: TestProvider = {
    issuer,
    person: { id: 'ada', claims: {} },
    trouble: 'none',
    logoutUri: undefined,
    rotateKeys() {
      handler = makeProvider(provider, redirectUris).callback();
    },
    async browse(start) {
      // Another person has another browser.
      if (browsing !== provider.person.id) cookies.clear();
      browsing = provider.person.id;
      let url = new URL(start);
      for (let hops = 0; hops < 10 && url.origin === issuer; hops++) {
        const response = await fetchAsBrowser(url);
        const location = response.headers.get('location');
        if (location === null) throw new Error(`The provider stays at ${url}: ${await response.text()}`);
        url = new URL(location, url);
      }
      return url;
    },
    async logOut() {
      const page = await (await fetchAsBrowser(new URL('/session/end', issuer))).text();
      const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
      await fetchAsBrowser(new URL('/session/end/confirm', issuer), `xsrf=${xsrf}&logout=yes`);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  provider.rotateKeys();
  return provider;
}

let rotations = 0;

function makeProvider(test: TestProvider, redirectUris: readonly string[]): Provider {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  rotations += 1;
  const provider = new Provider(test.issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: redirectUris,
        ...(test.logoutUri === undefined
          ? {}
          : { backchannel_logout_uri: test.logoutUri, backchannel_logout_session_required: true }),
      },
    ],
    jwks: { keys: [{ ...key, kid: `key-${rotations}`, use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a key for cookies'] },
    claims: { openid: ['sub', 'groups', 'sid'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...test.person.claims }),
    }),
    async loadExistingGrant({ oidc }: import('oidc-provider').Context) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    // Logout tokens go to loopback here.
    fetch: (url: string, init: object) => fetch(url, { ...init, dispatcher: undefined } as object),
  });
  provider.use(async (context, next) => {
    if (!context.path.startsWith('/interaction/')) return next();
    const login = { accountId: test.person.id };
    await provider.interactionFinished(context.req, context.res, { login });
  });
  return provider;
}
