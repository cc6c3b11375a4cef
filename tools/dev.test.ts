// `npm run dev` serves a page all of whose files are there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../tests/server/free-port.ts';
import { projectRoot } from './files.ts';

const started: (() => Promise<void>)[] = [];
after(async () => {
  for (const stop of started) await stop();
});

async function develop(app: string): Promise<string> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(projectRoot, 'tools/dev.ts'), app, '--port', String(port)], {
    cwd: projectRoot,
    stdio: 'ignore',
  });
  started.push(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  return `http://127.0.0.1:${port}`;
}

/** Until it listens. */
async function get(url: string): Promise<Response> {
  for (const deadline = performance.now() + 30_000; ; await delay(100)) {
    try {
      return await fetch(url, { headers: { accept: 'text/html' } });
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}

describe('an app in development', () => {
  for (const [app, path] of [
    ['watch', '/'],
    ['studio', '/studio/'],
  ] as const)
    test(`${app} finds every script and icon of its page`, async () => {
      const origin = await develop(app);
      const page = await get(`${origin}${path}`);
      assert.equal(page.status, 200);
      const html = await page.text();
      const files = [...html.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g)].flatMap(
        // The server makes this one, with the name of the service.
        ([, address = '']) => (address.endsWith('.webmanifest') ? [] : [address]),
      );
      assert.ok(
        files.some((address) => address.endsWith('theme-first.js')),
        html,
      );
      for (const address of files) {
        const file = await fetch(new URL(address, `${origin}${path}`));
        assert.equal(file.status, 200, address);
        // What is not there is answered with the page.
        assert.doesNotMatch(file.headers.get('content-type') ?? '', /html/, address);
      }
    });
});
