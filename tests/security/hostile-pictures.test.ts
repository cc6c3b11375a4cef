// What editors upload and write, opened in a real browser: pictures and answers of the catalogue run no script.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium } from '../browser/chromium.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';

const script = "<script>document.title='EXECUTED'</script><img src=x onerror=\"document.title='EXECUTED'\">";
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="225" onload="document.title='EXECUTED'">${script}</svg>`;

/** A picture that is also a page for whoever guesses: markup in every place where a picture may carry text. */
async function polyglots(): Promise<Record<string, Buffer>> {
  const plain = sharp({ create: { width: 640, height: 360, channels: 3, background: '#386' } });
  const jpeg = await plain
    .clone()
    .withExif({ IFD0: { ImageDescription: script } })
    .jpeg()
    .toBuffer();
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, script.length + 2]), Buffer.from(script)]);
  const webp = await plain.clone().withXmp(`<?xpacket?>${svg}`).webp().toBuffer();
  return {
    'JPEG with markup behind it': Buffer.concat([jpeg, Buffer.from(script)]),
    'JPEG with a comment': Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]),
    'PNG with markup behind it': Buffer.concat([await plain.clone().png().toBuffer(), Buffer.from(svg)]),
    'WebP with an SVG in its XMP': webp,
    'AVIF with markup behind it': Buffer.concat([await plain.clone().avif().toBuffer(), Buffer.from(script)]),
    'PNG with markup for its pixels': await sharp(Buffer.alloc(320 * 180 * 3, script), {
      raw: { width: 320, height: 180, channels: 3 },
    })
      .png({ compressionLevel: 0 })
      .toBuffer(),
  };
}

describe('what editors upload and write', () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  let browser: Browser;

  before(async () => {
    data = await makeDataDir();
    server = await startServerProcess({ dataDir: data.path });
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await data?.remove();
  });

  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await server.fetch(`/api/v1/catalog${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: answers of many forms.
    return (await answer.json()) as any;
  };

  /** Opens an address as a document and within one, and tells what ran. */
  async function ranAt(page: Page, path: string): Promise<string[]> {
    const ran: string[] = [];
    const url = new URL(path, server.url).href;
    page.on('dialog', (dialog) => {
      ran.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(url);
    if ((await page.title()).includes('EXECUTED')) ran.push('as a document');
    // A page of its own: the document before may be in a sandbox.
    await page.goto('about:blank');
    await page.setContent(
      `<img src="${url}"><iframe src="${url}"></iframe><object data="${url}"></object><embed src="${url}">`,
      { waitUntil: 'load' },
    );
    for (const frame of page.frames())
      if ((await frame.title().catch(() => '')).includes('EXECUTED')) ran.push('within a page');
    return ran;
  }

  test('a served picture runs nothing, whatever was hidden in the upload', async () => {
    const page = await browser.newPage();
    assert.ok(
      (await ranAt(page, `data:text/html,${encodeURIComponent(script)}`)).length > 0,
      'It would be seen.',
    );
    for (const [name, bytes] of Object.entries(await polyglots())) {
      const answer = await server.fetch('/api/v1/catalog/images?kind=still', {
        method: 'POST',
        body: Uint8Array.from(bytes),
        headers: { 'content-type': 'image/jpeg' },
      });
      assert.ok(answer.ok, `${name}: ${answer.status}`);
      const image = (await answer.json()) as { url: string; widths: number[]; formats: string[] };
      for (const format of image.formats) {
        const path = image.url.replace('{width}', String(image.widths[0])).replace('{format}', format);
        const served = Buffer.from(await (await fetch(new URL(path, server.url))).arrayBuffer());
        assert.ok(!served.includes('<script>') && !served.includes('<svg'), `${name} as ${format}`);
        assert.deepEqual(await ranAt(page, path), [], `${name} as ${format}`);
      }
    }
    await page.close();
  });

  test('an SVG in any disguise is never served', async () => {
    for (const [type, bytes] of [
      ['image/svg+xml', Buffer.from(svg)],
      ['image/png', Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${svg}`)],
      ['image/jpeg', Buffer.from(`\ufeff${svg}`, 'utf16le')],
      ['image/webp', Buffer.concat([Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1'), Buffer.from(svg)])],
    ] as const) {
      const answer = await server.fetch('/api/v1/catalog/images?kind=logo', {
        method: 'POST',
        body: Uint8Array.from(bytes),
        headers: { 'content-type': type },
      });
      assert.ok([400, 415].includes(answer.status), `${type}: ${answer.status}`);
      assert.ok(!(await answer.text()).includes('<svg'));
    }
    assert.deepEqual((await call('GET', '/images?kind=logo')).items, []);
  });

  test('script in names and texts is text: the API answers JSON that no browser takes for a page', async () => {
    const person = await call('POST', '/people', { originalLanguage: 'en', names: { en: script } });
    const title = await call('POST', '/titles', {
      kind: 'film',
      originalLanguage: 'en',
      texts: { en: { name: script, tagline: script, synopsis: `${script}\n${svg}` } },
      credits: [{ personId: person.id, role: 'actor', character: script }],
      publication: { released: true },
      windows: [{ offer: { kind: 'free' } }],
    });
    const preview = await call('POST', `/titles/${title.id}/previews`, { note: 'x' });
    const shown = await fetch(new URL(preview.path, server.url));
    assert.match(shown.headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(shown.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(((await shown.json()) as { name: string }).name, script);
    const page = await browser.newPage();
    assert.deepEqual(await ranAt(page, preview.path), []);
    await page.close();
  });
});
