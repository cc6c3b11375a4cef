// Passkeys as a real browser makes and uses them, with a virtual authenticator, against the product.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { launchChromium } from './chromium.ts';
import { type LocalServer, servePlayerPage } from './serve-page.ts';

const PASSWORD = 'correct horse battery';

interface Said {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at what came, whatever it is.
  readonly body: any;
}

interface Person {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly authenticatorId: string;
  ask(path: string, body?: object, method?: string): Promise<Said>;
}

describe('passkeys in a browser', () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  let browser: Browser;
  let elsewhere: LocalServer;
  let origin: string;
  const contexts: BrowserContext[] = [];

  before(async () => {
    data = await makeDataDir();
    server = await startServerProcess({ dataDir: data.path });
    // Browsers have passkeys for names only.
    origin = server.url.replace('127.0.0.1', 'localhost');
    elsewhere = await servePlayerPage();
    browser = await launchChromium();
    const token = /\/account\/set-up#token=(\S+)/.exec(server.output())?.[1];
    const owner = { token, email: 'ada@example.org', name: 'Ada', password: PASSWORD };
    const made = await fetch(`${server.url}/api/v1/auth/set-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(owner),
    });
    assert.equal(made.status, 201);
  });
  after(async () => {
    for (const context of contexts) await context.close();
    await browser?.close();
    await elsewhere?.close();
    await server?.stop();
    await data?.remove();
  });

  /** A browser with cookies and an authenticator of its own. */
  async function person(): Promise<Person> {
    const context = await browser.newContext();
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(`${origin}/account/forgotten`);
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const ask = (path: string, body: object = {}, method = 'POST') =>
      page.evaluate(
        async (asked) => {
          const response = await fetch(`/api/v1/auth${asked.path}`, {
            method: asked.method,
            ...(asked.method === 'GET'
              ? {}
              : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(asked.body) }),
          });
          return { status: response.status, body: await response.json().catch(() => null) };
        },
        { path, body, method },
      );
    return { page, cdp, authenticatorId, ask };
  }

  // As text: what runs in the page knows types that this side does not.
  const create = (page: Page, options: object): Promise<object> =>
    page.evaluate(`(async () => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)});
      return (await navigator.credentials.create({ publicKey })).toJSON();
    })()`);
  const get = (page: Page, options: object): Promise<object> =>
    page.evaluate(`(async () => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(options)});
      return (await navigator.credentials.get({ publicKey })).toJSON();
    })()`);

  async function withPasskey(): Promise<Person> {
    const ada = await person();
    const signedIn = await ada.ask('/sign-in', { email: 'ada@example.org', password: PASSWORD });
    assert.equal(signedIn.status, 200);
    const options = await ada.ask('/passkeys/options');
    assert.equal(options.status, 200, JSON.stringify(options.body));
    const response = await create(ada.page, options.body);
    const added = await ada.ask('/passkeys', { response, name: 'This laptop' });
    assert.deepEqual([added.status, added.body.name], [201, 'This laptop'], JSON.stringify(added.body));
    await ada.ask('/sign-out');
    return ada;
  }
  const question = async (one: Person): Promise<object> => (await one.ask('/sign-in/passkey/options')).body;

  test('one is made, found again without an address, and signs in', async () => {
    const ada = await withPasskey();
    assert.equal((await ada.ask('/session', {}, 'GET')).status, 401);
    const response = await get(ada.page, await question(ada));
    const opened = await ada.ask('/sign-in/passkey', { response });
    assert.deepEqual(
      [opened.status, opened.body.email],
      [200, 'ada@example.org'],
      JSON.stringify(opened.body),
    );
    assert.equal((await ada.ask('/session', {}, 'GET')).status, 200);
    const again = await ada.ask('/sign-in/passkey', { response });
    assert.deepEqual([again.status, again.body.code], [403, 'passkey-refused']);
  });

  test('a device that does not know who holds it signs nobody in', async () => {
    const ada = await withPasskey();
    const { cdp, authenticatorId } = ada;
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await assert.rejects(get(ada.page, await question(ada)), /NotAllowedError/);
    // A browser that does not care about it is found out by what the device has signed.
    const response = await get(ada.page, { ...(await question(ada)), userVerification: 'discouraged' });
    assert.equal((await ada.ask('/sign-in/passkey', { response })).body.code, 'passkey-refused');
  });

  test('what is signed for a page of another origin counts for nothing here', async () => {
    const ada = await withPasskey();
    const asked = await question(ada);
    // The same host, so that the browser lends it the passkey: only the port is another.
    await ada.page.goto(elsewhere.origin.replace('127.0.0.1', 'localhost'));
    const response = await get(ada.page, asked);
    await ada.page.goto(`${origin}/account/forgotten`);
    const refused = await ada.ask('/sign-in/passkey', { response });
    assert.deepEqual([refused.status, refused.body.code], [403, 'passkey-refused']);
    assert.equal((await ada.ask('/session', {}, 'GET')).status, 401);
  });

  test('a copy of a device is noticed by its counter', async () => {
    const ada = await withPasskey();
    const { cdp, authenticatorId } = ada;
    const sign = async () => {
      const response = await get(ada.page, await question(ada));
      return (await ada.ask('/sign-in/passkey', { response })).status;
    };
    assert.equal(await sign(), 200);
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
    const [credential] = credentials;
    assert.ok(credential !== undefined && credential.signCount > 0);
    await cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId: credential.credentialId });
    await cdp.send('WebAuthn.addCredential', {
      authenticatorId,
      credential: { ...credential, signCount: 0 },
    });
    assert.equal(await sign(), 403);
  });

  test('at an address without a name the server says what to do', async () => {
    const response = await fetch(`${server.url}/api/v1/auth/sign-in/passkey/options`, { method: 'POST' });
    const { code, detail } = (await response.json()) as { code: string; detail: string };
    assert.equal(code, 'passkeys-unavailable');
    assert.match(detail, /VITASCOPE_PUBLIC_URL/);
  });
});
