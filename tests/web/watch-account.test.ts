// Getting into Watch, and what a viewer sets there: as people do it, with a browser.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { createAccountClient } from '../server/account-client.ts';
import { axe, openStage, type Stage, sampleTitles } from './stage.ts';
import type { Visit } from './visit.ts';

const unauthorized = /401/;

describe('accounts in Watch', { timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({
      titles: sampleTitles.slice(0, 1),
      profiles: [{ name: 'Vera' }, { name: 'Teo' }],
    });
  });
  after(() => stage?.close());

  const heading = (page: Page, text: string) => page.getByRole('heading', { level: 1, name: text }).waitFor();
  const fill = (page: Page, label: string, text: string) =>
    page.getByLabel(label, { exact: true }).fill(text);
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

  /** The newest link in a mail to the address. */
  async function mailed(email: string, path: string): Promise<string> {
    for (;;) {
      const { items } = (await (await stage.server.fetch('/api/v1/mail')).json()) as {
        items: { id: string; recipient: string }[];
      };
      for (const { id } of items.filter(({ recipient }) => recipient === email)) {
        const mail = (await (await stage.server.fetch(`/api/v1/mail/${id}`)).json()) as { body: string };
        const link = new RegExp(`https?://[^/\\s]+(${path}#token=\\S+)`).exec(mail.body)?.[1];
        if (link !== undefined) return link;
      }
      await delay(100);
    }
  }

  async function signIn({ page }: Visit, password = stage.viewer.password): Promise<void> {
    await fill(page, 'E-mail address', stage.viewer.email);
    await fill(page, 'Password', password);
    await press(page, 'Sign in');
  }

  test('a phone signs up by a mail and has a profile to watch with', async () => {
    const visit = await stage.context({ width: 390, height: 844 });
    const { page } = visit;
    await page.goto('/');
    await heading(page, 'The doors are open.');
    await page.getByRole('link', { name: 'Make an account' }).click();
    await heading(page, 'Take a seat.');
    await fill(page, 'Your name', 'Grace');
    await fill(page, 'E-mail address', 'grace@example.org');
    await press(page, 'Send me the link');
    await heading(page, 'Look into your mail.');
    await page.goto(await mailed('grace@example.org', '/account/sign-up'));
    await heading(page, 'Choose a password.');
    await fill(page, 'New password', 'short');
    await press(page, 'Make my account');
    assert.equal(await page.getByLabel('New password', { exact: true }).evaluate(isInvalid), true);
    await fill(page, 'New password', 'a long enough one');
    await press(page, 'Make my account');
    await page.waitForURL((url) => url.pathname === '/');
    const profiles = await visit.context.request.get('/api/v1/profiles');
    assert.deepEqual(
      ((await profiles.json()) as { items: { name: string }[] }).items.map(({ name }) => name),
      ['Grace'],
    );
    visit.expectNoTrouble(unauthorized);
  });

  test('a wrong password is said in words, and the way leads on to where one wanted to go', async () => {
    const visit = await stage.context();
    const { page } = visit;
    await page.goto('/settings/devices');
    await heading(page, 'The doors are open.');
    await signIn(visit, 'not the password');
    await page.getByRole('alert').filter({ hasText: 'do not belong together' }).waitFor();
    assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '');
    await signIn(visit);
    await heading(page, 'Devices');
    assert.equal(new URL(page.url()).pathname, '/settings/devices');
    await page.getByText('This one').waitFor();
    visit.expectNoTrouble(unauthorized);
  });

  test('no link leads to another site after signing in', async () => {
    const visit = await stage.context({ as: 'viewer' });
    for (const next of ['//evil.example/', 'https://evil.example/', '/\\evil.example']) {
      await visit.page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await visit.page.waitForURL((url) => url.pathname !== '/sign-in');
      assert.equal(new URL(visit.page.url()).origin, new URL(stage.server.url).origin);
    }
  });

  test('a forgotten password is replaced by a mail, whatever the address', async () => {
    const visit = await stage.context();
    const { page } = visit;
    await page.goto('/account/forgotten');
    await fill(page, 'E-mail address', 'nobody@example.org');
    await press(page, 'Send the link');
    await heading(page, 'Look into your mail.');
    await page.goto('/account/forgotten');
    await fill(page, 'E-mail address', 'grace@example.org');
    await press(page, 'Send the link');
    await heading(page, 'Look into your mail.');
    const link = await mailed('grace@example.org', '/account/reset');
    await page.goto(link);
    await fill(page, 'New password', 'another long one');
    await press(page, 'Save the password');
    await heading(page, 'Your new password is in force.');
    await page.goto('about:blank');
    await page.goto(link);
    await fill(page, 'New password', 'and a third one');
    await press(page, 'Save the password');
    await page.getByRole('alert').filter({ hasText: 'has been used' }).waitFor();
  });

  test('who is watching: a PIN, another profile for kids, changes, and an end', async () => {
    const visit = await stage.context({ as: 'viewer' });
    const { page } = visit;
    await page.goto('/who');
    await heading(page, 'Who is watching?');
    await press(page, 'Edit profiles');
    await page.getByRole('link', { name: 'Teo' }).click();
    await heading(page, 'Teo');
    await press(page, 'Set a PIN');
    await fill(page, 'New PIN', '2468');
    await fill(page, 'Password of the account', stage.viewer.password);
    await press(page, 'Save the PIN');
    await page.getByText('Each session has to say it').waitFor();
    await page.getByRole('link', { name: 'Who is watching' }).click();
    await page.getByRole('link', { name: 'Add a profile' }).click();
    await heading(page, 'Who else is watching?');
    await fill(page, 'Name', 'Kim');
    await page.getByRole('switch', { name: 'Kids mode' }).click();
    await fill(page, 'Password of the account', stage.viewer.password);
    await press(page, 'Make the profile');
    await page.getByRole('button', { name: 'Kim' }).waitFor();

    const other = await stage.context({ as: 'viewer' });
    await other.page.goto('/who?next=/settings');
    await other.page.getByRole('button', { name: 'Teo' }).click();
    await fill(other.page, 'PIN', '1111');
    await press(other.page, 'Enter');
    await other.page.getByRole('alert').filter({ hasText: 'not right' }).waitFor();
    await fill(other.page, 'PIN', '2468');
    await press(other.page, 'Enter');
    await heading(other.page, 'General');

    await press(page, 'Edit profiles');
    await page.getByRole('link', { name: 'Kim' }).click();
    await press(page, 'Delete the profile');
    const window = page.getByRole('dialog', { name: 'Delete Kim?' });
    await window.getByLabel('Password of the account').fill(stage.viewer.password);
    await window.getByRole('button', { name: 'Delete the profile' }).click();
    await heading(page, 'Who is watching?');
    await page.getByText('Kim').waitFor({ state: 'detached' });
    visit.expectNoTrouble();
  });

  test('an authenticator app is set up, and its code is asked for', async () => {
    const visit = await stage.context();
    const { page } = visit;
    await page.goto('/account/forgotten');
    await page.goto(`/sign-in?next=${encodeURIComponent('/settings/security')}`);
    await fill(page, 'E-mail address', 'grace@example.org');
    await fill(page, 'Password', 'another long one');
    await press(page, 'Sign in');
    await press(page, 'Set up an app');
    await fill(page, 'Password of the account', 'another long one');
    await press(page, 'Go on');
    const secret = await page.locator('[class*=secret]').textContent();
    await fill(page, 'Code', totp(secret ?? '', Date.now()));
    await press(page, 'Confirm');
    await page.getByText('Keep these codes').waitFor();
    const recovery = await page.locator('ul[class*=codes] li').first().textContent();

    const other = await stage.context();
    await other.page.goto(`/sign-in?next=${encodeURIComponent('/settings')}`);
    await fill(other.page, 'E-mail address', 'grace@example.org');
    await fill(other.page, 'Password', 'another long one');
    await press(other.page, 'Sign in');
    await heading(other.page, 'Enter your code.');
    await fill(other.page, 'Code', '000000');
    await press(other.page, 'Sign in');
    await other.page.getByRole('alert').filter({ hasText: 'not right' }).waitFor();
    await fill(other.page, 'Code', recovery ?? '');
    await press(other.page, 'Sign in');
    await heading(other.page, 'General');
  });

  test('a passkey is made, signs in, and is removed', async () => {
    const origin = stage.server.url.replace('127.0.0.1', 'localhost'); // browsers have passkeys for names only
    const visit = await stage.context({ more: { baseURL: origin } });
    const { page } = visit;
    const cdp = await visit.context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto('/sign-in?next=/settings/security');
    await signIn(visit);
    await press(page, 'Make a passkey on this device');
    await page.getByText('never used').waitFor();
    await page.goto('/settings');
    await press(page, 'Sign out');
    await heading(page, 'The doors are open.');
    await press(page, 'Use a passkey');
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    await page.goto('/settings/security');
    await page.getByText('Last used').waitFor();
    await page.getByRole('button', { name: 'Remove This device' }).click();
    await fill(page, 'Password of the account', stage.viewer.password);
    await press(page, 'Remove');
    await page.getByText('Last used').waitFor({ state: 'detached' });
  });

  test('a television shows a code and is signed in when somebody lets it in', async () => {
    const visit = await stage.context({ width: 1920, height: 1080 });
    const { page } = visit;
    await page.goto('/tv?next=/settings');
    const code = page.locator('[class*=user-code]');
    await code.waitFor();
    const userCode = (await code.textContent()) ?? '';
    const phone = createAccountClient(stage.server);
    const { email, password } = stage.viewer;
    assert.equal((await phone.ask('POST', '/api/v1/auth/sign-in', { email, password })).status, 200);
    const approved = await phone.ask('POST', '/api/v1/auth/device/approve', { userCode });
    assert.equal(approved.status, 204, JSON.stringify(approved.body));
    await heading(page, 'General');
  });

  test('every page is accessible, in both themes and from right to left', async () => {
    const pages = {
      nobody: ['/sign-in', '/sign-up', '/account/forgotten', '/account/device', '/account/set-up', '/tv'],
      viewer: [
        ...[
          '/who',
          '/who/new',
          `/who/${stage.viewer.profiles.get('Vera')}`,
          '/settings',
          '/settings/playback',
        ],
        ...['/settings/security', '/settings/devices', '/settings/privacy'],
      ],
    } as const;
    const looks = [
      { theme: 'dark', locale: 'en-GB', direction: 'ltr' },
      { theme: 'light', locale: 'ar', direction: 'rtl' },
    ];
    for (const { theme, locale, direction } of looks)
      for (const as of ['nobody', 'viewer'] as const) {
        const visit = await stage.context({ as, width: 360, height: 780, locale, reducedMotion: true });
        await visit.context.addInitScript(`localStorage.setItem('vitascope.watch.theme', '${theme}')`);
        for (const path of pages[as]) {
          await visit.page.goto(path);
          await visit.page.locator('h1').waitFor();
          await visit.page.waitForLoadState('networkidle');
          assert.equal(await visit.page.locator('html').getAttribute('dir'), direction);
          assert.ok(Number(await visit.page.evaluate(overflow)) <= 0, `${path} is wider than a phone`);
          await axe(visit.page);
        }
        await visit.close();
      }
  });
});

const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

function isInvalid(element: unknown): boolean {
  return !(element as { readonly validity: { readonly valid: boolean } }).validity.valid;
}

/** RFC 6238 with SHA-1, six digits and 30 seconds. */
function totp(secret: string, now: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/[^A-Z2-7]/g, '')]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
