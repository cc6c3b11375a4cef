// Script wherever people may write: it comes back as the text that it is, and the page runs none of it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../browser/chromium.ts';
import { makeSource } from '../media/make.ts';
import { uploadWhole } from '../server/upload.ts';
import { addressOf, exampleOf, isEnding, operations } from './operations.ts';
import { type PopulatedServer, startPopulatedServer } from './populated-server.ts';

const elsewhere = 'http://198.51.100.7'; // RFC 5737: nobody's

/** Each breaks out of another place: text, an attribute, a script, a style, a template, an address, markup of pictures. */
const payloads: readonly string[] = [
  `<img src=x onerror="document.title='pwned'">`,
  `"><script>document.title='pwned'</script>`,
  `'-(document.title='pwned')-'`,
  `</title></style></script><script src=${elsewhere}/x.js></script>`,
  `<svg onload=document.title='pwned'>`,
  `javascript:document.title='pwned'//`,
  `<iframe srcdoc="<script>parent.document.title='pwned'</script>">`,
  `{{constructor.constructor('document.title=1')()}}`,
  `<link rel=stylesheet href=${elsewhere}/x.css>`,
  `<base href=${elsewhere}/>`,
  `<a href="javascript:document.title='pwned'" autofocus onfocus="document.title='pwned'">film</a>`,
];

const all = payloads.join(' ');
const skip = findChromium() === null ? 'Chromium is not here' : false;

interface Seen {
  /** Requests to anywhere but the server. */
  readonly outside: string[];
  readonly dialogs: string[];
}

describe('script in what people write', () => {
  let populated: PopulatedServer;
  let browser: Browser | undefined;
  before(async () => {
    populated = await startPopulatedServer(all);
    if (skip === false) browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await populated?.close();
  });

  test('every writing route takes it as text or refuses it', async () => {
    let taken = 0;
    for (const operation of operations.filter((one) => one.body !== null && !isEnding(one))) {
      for (const payload of payloads) {
        const example = exampleOf(operation.body ?? {}, { ids: populated.ids, text: () => payload });
        const response = await populated.send(operation, addressOf(operation, populated.ids), {
          body: JSON.stringify(example),
          headers: { 'content-type': 'application/json', 'if-match': '*' },
        });
        await response.text();
        assert.ok(response.status < 500, `${operation.method} ${operation.path}: ${response.status}`);
        if (response.status < 300) taken++;
      }
    }
    assert.ok(taken > payloads.length, `${taken} were taken`);
  });

  test('every reading route gives it back as JSON that no browser takes for a page', async () => {
    let given = 0;
    for (const operation of operations.filter(({ method }) => method === 'GET')) {
      const response = await populated.send(operation, addressOf(operation, populated.ids));
      const type = response.headers.get('content-type') ?? '';
      if (type.startsWith('text/event-stream')) {
        await response.body?.cancel();
        continue;
      }
      const text = await response.text();
      if (!text.includes('pwned')) continue;
      given++;
      assert.match(type, /^application\/((problem\+)?json|x-ndjson)\b/, operation.path);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff', operation.path);
    }
    assert.ok(given >= 8, `${given} routes gave it back`);
  });

  async function look(use: (page: Page) => Promise<void>): Promise<Seen> {
    const context = await (browser ?? assert.fail()).newContext();
    const seen: Seen = { outside: [], dialogs: [] };
    const page = await context.newPage();
    page.on('request', (request) => {
      const { url } = { url: request.url() };
      if (!url.startsWith(populated.server.url) && !/^(blob|data):/.test(url)) seen.outside.push(url);
    });
    page.on('dialog', (dialog) => {
      seen.dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    try {
      await use(page);
      assert.doesNotMatch(await page.title(), /^(pwned|1)$/);
    } finally {
      await context.close();
    }
    return seen;
  }

  test('Studio shows a film of that name, and Watch plays it, and nothing runs', {
    skip,
  }, async () => {
    const { server } = populated;
    // Of a file's name, what stands behind a slash is kept.
    const bytes = await readFile((await makeSource()).path);
    await uploadWhole(server, { name: payloads[0] ?? '', bytes });
    const seen = await look(async (page) => {
      const signedIn = await page.context().request.post(`${server.url}/api/v1/auth/sign-in`, {
        data: { email: 'canary-owner@example.org', password: populated.secrets.get('password') },
      });
      assert.equal(signedIn.status(), 200);
      await page.goto(`${server.url}/studio/`);
      await page.getByText('onerror=', { exact: false }).first().waitFor({ timeout: 20_000 });
      const response = await server.fetch(`/api/v1/assets/${populated.ids.get('as')}/playback`, {
        method: 'POST',
      });
      const { watchUrl } = (await response.json()) as { watchUrl: string };
      await page.goto(watchUrl);
      await page.locator('video').waitFor({ state: 'attached' });
      assert.doesNotMatch(await page.title(), /^(pwned|1)$/);
    });
    assert.deepEqual(seen, { outside: [], dialogs: [] });
  });

  test('an address of the API, opened in a browser, shows text', { skip }, async () => {
    const { server, ids } = populated;
    const seen = await look(async (page) => {
      await page.setExtraHTTPHeaders({ authorization: `Bearer ${server.ownerKey}` });
      for (const path of [
        `/api/v1/assets/${ids.get('as')}`,
        `/api/v1/catalog/titles/${ids.get('ti')}`,
        `/api/v1/catalog/previews/${ids.get('preview')}`,
        `/api/v1/catalog/search?q=${encodeURIComponent(payloads[0] ?? '')}`,
        `/${encodeURIComponent(payloads[1] ?? '')}`,
        `/api/v1/catalog/titles/${encodeURIComponent(payloads[0] ?? '')}`,
        `/watch/${encodeURIComponent(payloads[1] ?? '')}/x`,
      ]) {
        await page.goto(`${server.url}${path}`);
        assert.doesNotMatch(await page.title(), /^(pwned|1)$/, path);
      }
    });
    assert.deepEqual(seen, { outside: [], dialogs: [] });
  });
});
