// Builds are made by the real Vite from small apps in a folder of their own, by processes that know nothing of each other.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { repositoryRoot } from './app-folders.ts';
import { buildWebApps } from './build.ts';
import { builtFingerprint, fingerprintOf } from './fingerprint.ts';
import { loadWebApp } from './load.ts';

const module = new URL('./build.ts', import.meta.url).href;

describe('the builder of the web apps', () => {
  let root: string;
  let lock: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'vitascope-web-apps-'));
    lock = join(root, 'node_modules/.cache/vitascope/web-apps.lock');
  });
  after(() => rm(root, { recursive: true, force: true }));
  beforeEach(async () => {
    await rm(root, { recursive: true, force: true });
    await mkdir(join(root, 'node_modules'), { recursive: true });
    await symlink(join(repositoryRoot, 'node_modules/vite'), join(root, 'node_modules/vite'));
    await write('package.json', '{ "type": "module" }');
    await write('package-lock.json', '{}');
    await write('packages/words/hello.ts', 'export const hello: string = "hello";');
    await mkdir(join(root, 'media'));
    for (const app of ['watch', 'studio']) {
      const script = '<script>document.title = 1;</script><script type="module" src="/main.ts"></script>';
      await write(`apps/${app}/index.html`, `<!doctype html><html><head>${script}</head></html>`);
      const main = `import { hello } from '../../packages/words/hello.ts';`;
      await write(`apps/${app}/main.ts`, `${main}\ndocument.body.textContent = hello + ' from ${app}';`);
      await write(`apps/${app}/vite.config.ts`, `export default { base: '/_${app}/' };`);
    }
  });

  async function write(path: string, content: string): Promise<void> {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  }
  async function build(): Promise<{ readonly built: readonly string[]; readonly said: readonly string[] }> {
    const said: string[] = [];
    const { signal } = new AbortController();
    return { built: await buildWebApps(root, { signal, say: (line) => void said.push(line) }), said };
  }
  const scripts = async (app: 'watch' | 'studio'): Promise<string> => {
    const { files } = await loadWebApp(root, app);
    return [...files].flatMap(([name, { bytes }]) => (name.endsWith('.js') ? bytes.toString() : [])).join('');
  };
  /** A process that builds, and what it has said and built. */
  function start(): { readonly pid: number; kill(): void; readonly ended: Promise<string> } {
    const program = `
      const { buildWebApps } = await import(${JSON.stringify(module)});
      const signal = new AbortController().signal;
      const built = await buildWebApps(${JSON.stringify(root)}, { signal, say: (line) => console.log(line) });
      console.log('built: ' + built.join(' and '));`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (piece: Buffer) => {
      output += piece.toString();
    });
    return {
      pid: child.pid ?? 0,
      kill: () => void child.kill('SIGKILL'),
      ended: once(child, 'close').then(() => output),
    };
  }

  test('builds both apps once, and again only the app whose sources have changed', async () => {
    const first = await build();
    assert.deepEqual(first.built, ['watch', 'studio']);
    assert.deepEqual(first.said, ['Building the web apps, once after each change…']);
    assert.match(await scripts('watch'), /hello.*from watch/s);
    assert.deepEqual(await build(), { built: [], said: [] });
    await write('apps/studio/main.ts', 'document.body.textContent = "changed";');
    assert.deepEqual((await build()).built, ['studio']);
    assert.match(await scripts('studio'), /changed/);
    await write('packages/words/hello.ts', 'export const hello: string = "good evening";');
    assert.deepEqual((await build()).built, ['watch', 'studio']);
    assert.match(await scripts('watch'), /good evening/);
    await write('apps/watch/main.test.ts', 'tests change nothing');
    assert.deepEqual((await build()).built, []);
  });

  test('leaves nothing behind but what it has built, packed as small as it gets', async () => {
    await build();
    assert.deepEqual(
      (await readdir(join(root, 'apps/watch/node_modules'))).filter((name) => name === '.building'),
      [],
    );
    await assert.rejects(readFile(lock), { code: 'ENOENT' });
    const names = await readdir(join(root, 'apps/watch/dist'), { recursive: true });
    for (const ending of ['.js', '.js.br', '.js.gz', '.html'])
      assert.ok(
        names.some((name) => name.endsWith(ending)),
        ending,
      );
    const { files, scriptHashes } = await loadWebApp(root, 'watch');
    assert.ok(
      [...files.keys()].every((name) => /^assets\/[\w-]+\.js$/.test(name)),
      [...files.keys()].join(),
    );
    assert.deepEqual(scriptHashes, ["'sha256-b9HtH2gd9MVkIvI/rdk6j6qa034Lrp+zsPS6oNA07JM='"]);
  });

  test('two that begin at once build once', async () => {
    const outputs = await Promise.all([start().ended, start().ended, start().ended]);
    const built = outputs.filter((output) => /^built: watch and studio$/m.test(output));
    const waited = outputs.filter((output) => /^built: $/m.test(output));
    assert.deepEqual([built.length, waited.length], [1, 2], outputs.join('---\n'));
    assert.match(await scripts('watch'), /from watch/);
  });

  test('a lock that a killed process has left keeps nobody waiting', async () => {
    const killed = start();
    while (!(await readFile(lock, 'utf8').catch(() => '')).includes('}')) await new Promise(setImmediate);
    killed.kill();
    await killed.ended;
    assert.match(await readFile(lock, 'utf8'), new RegExp(`"pid":${killed.pid}\\b`));
    assert.deepEqual((await build()).built, ['watch', 'studio']);
  });

  test('so does one that nobody has touched for long, of a machine that nobody can ask', async () => {
    await mkdir(join(lock, '..'), { recursive: true });
    await writeFile(lock, JSON.stringify({ id: 'x', pid: 1, host: 'elsewhere' }));
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(lock, longAgo, longAgo);
    assert.deepEqual((await build()).built, ['watch', 'studio']);
  });

  test('one that waits stops waiting when it is told to', async () => {
    await mkdir(join(lock, '..'), { recursive: true });
    await writeFile(lock, JSON.stringify({ id: 'x', pid: 1, host: 'elsewhere' }));
    const stop = new AbortController();
    const waiting = buildWebApps(root, { signal: stop.signal, say: () => stop.abort() });
    await assert.rejects(waiting, { name: 'AbortError' });
  });

  test('says what is wrong with sources that cannot be built, and keeps what was built before', async () => {
    await build();
    const before = builtFingerprint(root, 'watch');
    await write('apps/watch/main.ts', 'this is no program');
    await assert.rejects(build(), (error: { code: string; message: string }) => {
      assert.equal(error.code, 'web-apps-build-failed');
      assert.match(error.message, /^apps\/watch: .*main\.ts/s);
      return true;
    });
    assert.equal(builtFingerprint(root, 'watch'), before);
    assert.match(await scripts('watch'), /hello.*from watch/s);
  });

  test('without Vite serves what is built, whatever it was built from, and says what to do where nothing is', async () => {
    await build();
    await write('apps/watch/main.ts', 'document.body.textContent = "newer";');
    await rm(join(root, 'node_modules/vite'));
    assert.deepEqual(await build(), { built: [], said: [] });
    assert.match(await scripts('watch'), /from watch/);
    await rm(join(root, 'apps/studio/dist'), { recursive: true });
    await assert.rejects(build(), { code: 'web-apps-missing', message: /apps\/studio\/dist.*npm run build/ });
  });

  test('needs to write nothing where everything is up to date', async () => {
    await build();
    const folders = ['apps/watch/dist', 'apps/watch', 'apps/studio/dist', 'apps/studio', 'node_modules', '.'];
    for (const folder of folders) await chmod(join(root, folder), 0o555);
    const contents = async (): Promise<string[]> => (await readdir(root, { recursive: true })).sort();
    const before = await contents();
    try {
      assert.deepEqual((await build()).built, []);
      assert.deepEqual(await contents(), before);
    } finally {
      for (const folder of folders.reverse()) await chmod(join(root, folder), 0o755);
    }
  });

  test('the fingerprint holds every source by its name and content', async () => {
    const first = fingerprintOf(root, 'watch');
    await write('media/new.ts', '');
    const second = fingerprintOf(root, 'watch');
    await rm(join(root, 'media/new.ts'));
    assert.equal(fingerprintOf(root, 'watch'), first);
    await write('package-lock.json', '{ }');
    assert.equal(
      new Set([first, second, fingerprintOf(root, 'watch'), fingerprintOf(root, 'studio')]).size,
      4,
    );
  });
});
