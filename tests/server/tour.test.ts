// The tour in docs/guides is run as it is written: every command, in one shell, and what it says that they print.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeDataDir, type ServerProcess, startServerProcess } from './server-process.ts';

const root = join(import.meta.dirname, '../..');
const LIMIT_MS = 400_000;
const mark = '-- end of block';

interface Block {
  readonly heading: string;
  readonly commands: string;
  /** What has to be printed, in this order. */
  readonly expected: readonly string[];
}

function blocksOf(page: string): Block[] {
  let heading = '';
  return [...page.matchAll(/^## (.+)$|^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, title, commands]) => {
    if (title !== undefined) heading = title;
    if (commands === undefined) return [];
    const expected = [...commands.matchAll(/# → ?(.*)$/gm)].map((match) => (match[1] ?? '').trim());
    return [{ heading, commands, expected }];
  });
}

function isThere(command: string): Promise<boolean> {
  return new Promise((resolve) => execFile(command, ['--version'], (error) => resolve(error === null)));
}

const missing = (
  await Promise.all(['bash', 'curl', 'jq'].map(async (one) => ((await isThere(one)) ? [] : [one])))
).flat();

describe('the tour', { skip: missing.length > 0 ? `${missing.join(', ')} is not here` : false }, () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let folder: string;
  let server: ServerProcess;
  before(async () => {
    data = await makeDataDir();
    folder = await mkdtemp(join(tmpdir(), 'vitascope-tour-'));
    server = await startServerProcess({ dataDir: data.path });
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  test('every command does what the page says', { timeout: LIMIT_MS + 30_000 }, async () => {
    const blocks = blocksOf(await readFile(join(root, 'docs/guides/tour.md'), 'utf8'));
    assert.ok(blocks.length >= 10);
    // The page's `npx vitascope`, without a look into the registry.
    const npx = `npx() { shift; "${process.execPath}" "${join(root, 'apps/cli/main.ts')}" "$@"; }`;
    const script = [
      'set -euo pipefail',
      npx,
      ...blocks.map(({ commands }) => `${commands}\necho '${mark}'`),
    ].join('\n');
    const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
      const env = {
        ...process.env,
        VITASCOPE_URL: server.url,
        VITASCOPE_DATA_DIR: data.path,
        XDG_STATE_HOME: folder,
      };
      execFile('bash', ['-c', script], { cwd: folder, env, timeout: LIMIT_MS }, (_error, out, err) =>
        resolve({ stdout: out, stderr: err }),
      );
    });
    const outputs = stdout.split(`${mark}\n`);
    for (const [index, { heading, expected }] of blocks.entries()) {
      const output = outputs[index] ?? '';
      let from = 0;
      for (const text of expected) {
        const at = output.indexOf(text, from);
        assert.ok(at >= 0, `${heading}: no "${text}" in\n${output.slice(from)}\n${stderr.slice(-2000)}`);
        from = at + text.length;
      }
      assert.ok(index < outputs.length - 1, `${heading}: it stopped.\n${output}\n${stderr.slice(-2000)}`);
    }
  });
});
