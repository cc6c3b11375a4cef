// Who works here, what is connected and how the system is: as the staff sees it in Studio.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { uploadWhole, waitForAsset } from '../server/upload.ts';
import { axe, openStage, type Stage } from './stage.ts';

describe('people, connections and the system in Studio', { timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  const heading = (page: Page, text: string) => page.getByRole('heading', { level: 1, name: text }).waitFor();
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

  /** The address that a mail to somebody leads to. */
  async function mailed(email: string): Promise<string> {
    for (;;) {
      const { items } = (await (await stage.server.fetch('/api/v1/mail')).json()) as {
        items: { id: string; recipient: string }[];
      };
      const id = items.find(({ recipient }) => recipient === email)?.id;
      if (id !== undefined) {
        const mail = (await (await stage.server.fetch(`/api/v1/mail/${id}`)).json()) as { body: string };
        const path = /https?:\/\/[^/\s]+(\/account\/\S+)/.exec(mail.body)?.[1];
        if (path !== undefined) return path;
      }
      await delay(100);
    }
  }

  test('somebody is invited, comes by the link, gets another role and loses it', async () => {
    const owner = await stage.context({ as: 'owner' });
    const { page } = owner;
    await page.goto('/studio/people');
    await heading(page, 'People');
    await button(page, 'Invite somebody').click();
    await field(page, 'E-mail address').fill('edith@example.org');
    await button(page, 'Send the invitation').click();
    await page.getByRole('list', { name: 'Invitations' }).getByText('edith@example.org').waitFor();

    const invited = await stage.context();
    await invited.page.goto(await mailed('edith@example.org'));
    await heading(invited.page, 'You are invited.');
    await invited.page.getByText('edith@example.org is to work here as editor').waitFor();
    await field(invited.page, 'Your name').fill('Edith');
    await field(invited.page, 'New password').fill('a long enough one');
    await button(invited.page, 'Accept').click();
    await invited.page.waitForURL((url) => url.pathname.startsWith('/studio'));
    await invited.page.goto('/studio/system');
    await invited.page.getByText('shown to owners, admins and support').waitFor();

    await page.reload();
    await button(page, 'Actions for Edith').click();
    await page.getByRole('menuitemradio', { name: 'Support' }).click();
    await page.getByText('Edith is Support now.').waitFor();
    await page.keyboard.press('Escape');
    await button(page, 'Actions for Edith').click();
    await page.getByRole('menuitem', { name: 'Take the role' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take the role' }).click();
    await page
      .getByRole('list', { name: 'Staff' })
      .getByText('edith@example.org')
      .waitFor({ state: 'detached' });
    await invited.page.goto('/studio/');
    await heading(invited.page, 'Studio is for the staff');
    owner.expectNoTrouble();
  });

  test('a key is shown once, works with what it may do, and is refused when it is deleted', async () => {
    const { page } = await stage.context({ as: 'owner' });
    await page.goto('/studio/connections');
    await button(page, 'Make a key').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Nightly export');
    await dialog.getByRole('button', { name: 'Make a key' }).click();
    await page.getByText('It is shown this once.').waitFor();
    const key = (await page.getByRole('dialog').locator('code').textContent()) ?? '';
    const ask = (path: string) =>
      fetch(`${stage.server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
    assert.equal((await ask('/assets')).status, 200);
    assert.equal((await ask('/audit')).status, 403);
    await button(page, 'I have kept it').click();
    await page.getByText('Nightly export').waitFor();
    assert.equal(await page.getByText(key).count(), 0);
    await button(page, 'Delete the key Nightly export').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No program has a key yet.').waitFor();
    assert.equal((await ask('/assets')).status, 401);
  });

  test('a webhook is made, an address within the network refused, and a failed delivery is told', async () => {
    const { page } = await stage.context({ as: 'owner' });
    await page.goto('/studio/connections');
    await button(page, 'Add a webhook').click();
    await field(page, 'Address').fill('https://127.0.0.1/hook');
    await button(page, 'Save').click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await field(page, 'Address').fill('https://hooks.invalid/vitascope');
    await field(page, 'Description').fill('The newsroom');
    await button(page, 'Save').click();
    await page.getByText('Here is the secret of its signatures.').waitFor();
    await button(page, 'I have kept it').click();
    await page.getByRole('link', { name: 'The newsroom' }).click();
    await heading(page, 'The newsroom');
    await button(page, 'Send a test').click();
    await page.getByRole('list', { name: 'Deliveries' }).getByText('vitascope.webhook.test').waitFor();
    await button(page, 'Delete').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No server is told of anything yet.').waitFor();
  });

  test('what was refused is shown with its reason, and what was done with who did it', async () => {
    const bytes = Buffer.from('#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1:1/a.ts\n');
    const assetId = await uploadWhole(stage.server, { name: 'playlist.mp4', bytes });
    await waitForAsset(stage.server, assetId, 'playable');
    const { page } = await stage.context({ as: 'owner' });
    await page.goto('/studio/system');
    await page.getByRole('list', { name: 'Failures' }).getByText('playlist.mp4').waitFor();
    await page.getByRole('list', { name: 'What was done last.' }).getByText('Olive').first().waitFor();
    await page.getByRole('link', { name: 'All entries' }).click();
    await heading(page, 'Audit log');
    await page.getByRole('list', { name: 'Audit log' }).getByText('Olive').first().waitFor();
    await page.goto('/studio/system/mail');
    await page.getByRole('list', { name: 'Outbox' }).getByRole('button', { name: 'Read' }).first().click();
    await page.getByRole('dialog').getByText('/account/').first().waitFor();
  });

  test('each page is accessible on a phone and on a desk, in both themes', async () => {
    const pages = ['people', 'connections', 'system', 'system/audit', 'system/mail'];
    for (const [theme, width] of [
      ['light', 360],
      ['dark', 1280],
    ] as const) {
      const visit = await stage.context({ as: 'owner', width, reducedMotion: true });
      await visit.context.addInitScript(`localStorage.setItem('vitascope.studio.theme', '${theme}')`);
      for (const path of pages) {
        await visit.page.goto(`/studio/${path}`);
        await visit.page.locator('h1').waitFor();
        await visit.page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        assert.ok(Number(await visit.page.evaluate(overflow)) <= 0, `${path} is wider than ${width}`);
        await axe(visit.page);
      }
      await visit.close();
    }
  });
});
