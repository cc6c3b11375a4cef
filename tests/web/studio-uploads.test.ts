// An upload from Studio is cut off again and again, and arrives whole all the same.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../browser/chromium.ts';
import { openSlowLine, type SlowLine } from '../e2e/slow-line.ts';
import { makeSource } from '../media/make.ts';
import { freePort } from '../server/free-port.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;
const PASSWORD = 'correct horse battery';
const owner = { email: 'olive@example.org', name: 'Olive', password: PASSWORD };
const LARGE = 24_000_000;

/** What the bar of an upload says, in hundredths. */
async function uploadedTo(page: Page, name: string, share: number): Promise<void> {
  const bar = page.getByRole('progressbar', { name: `Upload of ${name}` });
  for (const deadline = performance.now() + 60_000; ; await page.waitForTimeout(50)) {
    const said = (await bar.count()) === 0 ? -1 : Number(await bar.first().getAttribute('aria-valuenow'));
    if (said >= share) return;
    assert.ok(performance.now() < deadline, `${name} stands at ${said} %`);
  }
}

describe('uploads from Studio', { skip }, () => {
  let folder: string;
  let server: ServerProcess;
  let browser: Browser;
  let line: SlowLine;
  let data: { readonly path: string; remove(): Promise<void> };
  let port: number;

  const start = () => startServerProcess({ dataDir: data.path, port });
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vitascope-uploads-'));
    data = await makeDataDir();
    port = await freePort();
    [server, browser] = await Promise.all([start(), launchChromium()]);
    line = await openSlowLine(server.url, 3_000_000);
    const token = /\/account\/set-up#token=(\S+)/.exec(server.output())?.[1];
    const made = await fetch(`${server.url}/api/v1/auth/set-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, ...owner }),
    });
    assert.equal(made.status, 201, await made.text());
  });
  after(async () => {
    await browser?.close();
    await line?.close();
    await server?.stop();
    await data?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  async function signedIn(): Promise<BrowserContext> {
    const context = await browser.newContext({ baseURL: line.origin, locale: 'en-GB' });
    const { email, password } = owner;
    const answer = await context.request.post('/api/v1/auth/sign-in', { data: { email, password } });
    assert.equal(answer.status(), 200);
    return context;
  }

  async function open(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto('/studio/');
    await page.getByRole('button', { name: 'Choose films' }).waitFor();
    return page;
  }

  /** A film with megabytes behind it that no player looks at. */
  async function large(name: string): Promise<string> {
    const padding = Buffer.concat([Buffer.alloc(8), randomBytes(LARGE)]);
    padding.writeUInt32BE(padding.length, 0);
    padding.write('free', 4);
    const path = join(folder, name);
    await writeFile(path, Buffer.concat([await readFile((await makeSource({ seconds: 8 })).path), padding]));
    return path;
  }

  const assets = async () =>
    (
      (await (await server.fetch('/api/v1/assets')).json()) as {
        items: { name: string; sizeBytes: number }[];
      }
    ).items;

  test('survive a lost network, a restarted server, and a closed page whose file is chosen again', async () => {
    const name = 'cut off.mp4';
    const path = await large(name);
    const context = await signedIn();
    const page = await open(context);
    // At once, before the library has said that it is empty and another page comes in the place of the first.
    await page.locator('input[data-upload=files]').setInputFiles(path);

    await uploadedTo(page, name, 15);
    await context.setOffline(true);
    line.cut();
    await page.getByText('The connection is lost', { exact: false }).first().waitFor();
    line.mend();
    await context.setOffline(false);
    await uploadedTo(page, name, 35);

    // At once: an orderly stop would wait for the upload.
    await server.stop('SIGKILL');
    server = await start();
    await uploadedTo(page, name, 55);

    await page.close({ runBeforeUnload: false });
    const again = await open(context);
    const words = again.getByText(/^Choose the same file again to go on from \d+ %$/);
    await words.waitFor();
    const share = Number(/(\d+) %/.exec((await words.textContent()) ?? '')?.[1]);
    assert.ok(share >= 30 && share < 100, `${share} %`);
    await again.locator('input[data-upload=again]').setInputFiles(path);
    await again.getByText('carried on', { exact: false }).waitFor();
    line.hurry();
    await again.getByText('Uploaded', { exact: true }).waitFor({ timeout: 60_000 });
    const { size } = await stat(path);
    assert.deepEqual(
      (await assets()).map(({ name: own, sizeBytes }) => [own, sizeBytes]),
      [[name, size]],
    );
    await context.close();
  });

  test('go on by themselves in the next visit where the browser keeps a handle of the file', async () => {
    await line.close();
    line = await openSlowLine(server.url, 3_000_000);
    const context = await signedIn();
    const page = await open(context);
    // A real handle of the browser's own file system; only the window in which one is chosen is left out.
    await page.evaluate(`(async () => {
      const root = await navigator.storage.getDirectory();
      const handle = await root.getFileHandle('kept.mp4', { create: true });
      const out = await handle.createWritable();
      await out.write(new Uint8Array(${LARGE}));
      await out.close();
      Object.assign(window, { showOpenFilePicker: async () => [handle] });
    })()`);
    await page.getByRole('button', { name: 'Choose films' }).click();
    await uploadedTo(page, 'kept.mp4', 20);
    await page.close({ runBeforeUnload: false });
    const again = await open(context);
    await again.getByText('carried on', { exact: false }).waitFor();
    line.hurry();
    await again.getByText('Uploaded', { exact: true }).waitFor({ timeout: 60_000 });
    assert.ok((await assets()).some(({ name, sizeBytes }) => name === 'kept.mp4' && sizeBytes === LARGE));
    await context.close();
  });

  test('are paused, resumed and cancelled; those that wait their turn begin when one is over', async () => {
    await line.close();
    line = await openSlowLine(server.url, 1_000_000);
    const context = await signedIn();
    const page = await open(context);
    const paths = [];
    for (const number of [1, 2, 3, 4]) paths.push(await large(`queue ${number}.mp4`));
    await page.locator('input[data-upload=files]').setInputFiles(paths);
    for (const number of [1, 2, 3]) await uploadedTo(page, `queue ${number}.mp4`, 1);
    await page.getByText('Waits its turn').waitFor();
    await page.getByRole('button', { name: 'Pause queue 1.mp4' }).click();
    await page.getByText(/^Paused at \d+ %$/).waitFor();
    await uploadedTo(page, 'queue 4.mp4', 1);
    await page.getByRole('button', { name: 'Cancel the upload of queue 2.mp4' }).click();
    await page.getByText('queue 2.mp4').waitFor({ state: 'detached' });
    // It stays in its corner in other rooms.
    await page.getByRole('link', { name: 'System' }).click();
    await uploadedTo(page, 'queue 3.mp4', 2);
    await page.getByRole('button', { name: 'Resume queue 1.mp4' }).click();
    line.hurry();
    await page.getByText('3 uploads are complete').waitFor({ timeout: 60_000 });
    assert.deepEqual(
      (await assets())
        .map(({ name }) => name)
        .filter((name) => name.startsWith('queue'))
        .sort(),
      ['queue 1.mp4', 'queue 3.mp4', 'queue 4.mp4'],
    );
    await context.close();
  });
});
