// Letting a television in from a phone: by its address or its code, with keys alone, and not by mistake.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { launchChromium } from './chromium.ts';

const PASSWORD = 'correct horse battery';
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:device_code';

interface Begun {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
}

describe('the page that lets a television in', () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  const ask = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/v1/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  before(async () => {
    data = await makeDataDir();
    // As if behind a proxy, so that the television can be somewhere else.
    const environment = { VITASCOPE_HTTP_TRUST_PROXY: 'true' };
    server = await startServerProcess({ dataDir: data.path, environment });
    browser = await launchChromium();
    const token = /\/account\/set-up#token=(\S+)/.exec(server.output())?.[1];
    const owner = { token, email: 'ada@example.org', name: 'Ada', password: PASSWORD };
    assert.equal((await ask('/set-up', owner)).status, 201);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await data?.remove();
  });
  beforeEach(async () => {
    await context?.close();
    context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
    page = await context.newPage();
  });

  async function begin(name: string, address = '127.0.0.1'): Promise<Begun> {
    const answer = await ask('/device/code', { name, kind: 'tv' }, { 'x-forwarded-for': address });
    return (await answer.json()) as Begun;
  }
  async function poll({ device_code: deviceCode }: Begun): Promise<string> {
    const body = { grant_type: GRANT_TYPE, device_code: deviceCode };
    const said = (await (await ask('/device/token', body)).json()) as { error?: string; email?: string };
    return said.email ?? said.error ?? '';
  }
  async function heading(text: string): Promise<void> {
    await page.locator('h1', { hasText: text }).waitFor();
  }
  const keys = async (...pressed: string[]) => {
    for (const key of pressed) await page.keyboard.press(key);
  };
  const type = (text: string) => page.keyboard.type(text);

  async function signIn(): Promise<void> {
    await heading('Who are you?');
    await type('ada@example.org');
    await keys('Tab');
    await type(PASSWORD);
    await keys('Enter');
  }

  test('by the address in its picture, with keys alone', async () => {
    const begun = await begin('Living room');
    await page.goto(begun.verification_uri_complete);
    await signIn();
    await heading('Let it in?');
    assert.equal(new URL(page.url()).hash, '');
    const facts = await page.locator('dl').textContent();
    for (const fact of [begun.user_code, 'Living room', 'Television', 'your network'])
      assert.ok(facts?.includes(fact), facts ?? '');
    assert.equal(await page.getByRole('alert').count(), 0);
    await keys('Tab', 'Enter');
    await heading('Done.');
    assert.equal(await poll(begun), 'ada@example.org');
  });

  test('by its code, typed as people type, after a mistake', async () => {
    const begun = await begin('Kitchen');
    await page.goto(begun.verification_uri);
    await heading('What does the screen say?');
    await type('bcdf');
    await keys('Enter');
    await page.getByText('The code has eight letters.').waitFor();
    await keys('ControlOrMeta+A');
    await type(begun.user_code.toLowerCase().replace('-', ' '));
    await keys('Enter');
    await signIn();
    await heading('Let it in?');
    await page.getByRole('button', { name: 'Refuse' }).click();
    await heading('Done.');
    assert.equal(await poll(begun), 'access_denied');
  });

  test('one from elsewhere comes with a warning, and what it calls itself is text', async () => {
    const begun = await begin('<img src=x onerror=alert(1)><b>Your bank</b>', '203.0.113.9');
    await page.goto(begun.verification_uri_complete);
    await signIn();
    await heading('Let it in?');
    await page.getByRole('alert').filter({ hasText: 'refuse it' }).waitFor();
    const facts = (await page.locator('dl').textContent()) ?? '';
    assert.ok(facts.includes('<img src=x'), facts);
    assert.equal(await page.locator('dl img').count(), 0);
    assert.ok(facts.includes('203.0.113.9'), facts);
    const overflow = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
    assert.equal(await page.evaluate(overflow), false);
    assert.equal(await poll(begun), 'authorization_pending');
  });

  test('a code that nobody shows, and a wrong password, are said in words', async () => {
    await page.goto(`${server.url}/account/device#code=BBBB-BBBB`);
    await heading('Who are you?');
    await type('ada@example.org');
    await keys('Tab');
    await type('not the password');
    await keys('Enter');
    await page.getByRole('alert').filter({ hasText: 'do not belong together' }).waitFor();
    await type(PASSWORD);
    await keys('Enter');
    await page.getByRole('alert').filter({ hasText: 'No screen shows this code' }).waitFor();
  });
});
