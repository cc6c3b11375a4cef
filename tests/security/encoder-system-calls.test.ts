// Watches an encoder process from the kernel's side while it examines files that ask for other files.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startCanary } from '../media/canary.ts';
import { makeHostileCorpus } from '../media/hostile.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { uploadWhole, waitForAsset } from '../server/upload.ts';

const possible = spawnSync('strace', ['-e', 'trace=none', 'true']).status === 0;
const skip = possible ? false : 'strace is not here, or may not trace';

/** Names of the corpus that ask whoever opens them to open something else. */
const ASKS = /naming|dref|GAB2|attachments|playlist|film named/;

/** What Node and the codecs' libraries look at for themselves. */
const OWN =
  /^(\/proc\/|\/sys\/|\/dev\/(null|urandom|random|shm)|\/usr\/(lib|share|local\/lib)|\/lib|\/etc\/(ld\.so|localtime|ssl))/;

test('an encoder process opens nothing but its source, and connects nowhere', {
  skip,
  timeout: 180_000,
}, async (context) => {
  const canary = await startCanary();
  context.after(() => canary.close());
  const dir = await makeDataDir();
  context.after(() => dir.remove());
  const traceDir = await mkdtemp(join(tmpdir(), 'vitascope-trace-'));
  context.after(() => rm(traceDir, { recursive: true, force: true }));
  const server = await startServerProcess({
    dataDir: dir.path,
    environment: { VITASCOPE_ENCODER_INTERACTIVE_PROCESSES: '1' },
  });
  context.after(() => server.stop());
  const tracePath = join(traceDir, 'calls');
  const trace = await attach(await encoderOf(server), tracePath);
  if (trace === null) return context.skip('strace may not attach to a process here');

  const files = (await makeHostileCorpus(canary)).filter(({ name }) => ASKS.test(name));
  for (const file of files) {
    const id = await uploadWhole(server, { name: file.fileName, bytes: file.bytes });
    await waitForAsset(server, id, 'playable');
  }
  await trace.stop();

  const calls = (await readFile(tracePath, 'utf8')).split('\n');
  const sources = join(await realpath(dir.path), 'objects', 'objects');
  const project = join(import.meta.dirname, '../..');
  const opened = calls.flatMap((line) => /\bopen(?:at2?)?\((?:AT_FDCWD, )?"([^"]*)"/.exec(line)?.[1] ?? []);
  context.diagnostic(
    `${files.length} files, ${opened.length} opened: ${opened.filter((path) => path.startsWith(sources)).length} sources`,
  );
  // Without these the trace has seen nothing, and proves nothing.
  assert.ok(opened.filter((path) => path.startsWith(sources)).length >= files.length);
  assert.deepEqual(
    opened.filter((path) => !path.startsWith(sources) && !path.startsWith(project) && !OWN.test(path)),
    [],
  );
  assert.deepEqual(
    calls.filter((line) => /\b(connect|sendto|execve|unlink|rename)\w*\(/.test(line)),
    [],
  );
  assert.equal(canary.connections(), 0);
});

/** The process that waits for the first viewer; sources are examined in it. */
async function encoderOf(server: ServerProcess): Promise<number> {
  for (;;) {
    const response = await server.fetch('/api/v1/system');
    const { encoders } = (await response.json()) as {
      encoders: { pid: number; lane: string; state: string }[];
    };
    const found = encoders.find(({ lane, state }) => lane === 'interactive' && state === 'idle');
    if (found !== undefined) return found.pid;
  }
}

/** Resolves when the process is being watched; null where the system does not allow it. */
async function attach(pid: number, output: string): Promise<{ stop(): Promise<void> } | null> {
  const calls = 'trace=open,openat,openat2,creat,connect,sendto,execve,unlink,unlinkat,rename,renameat';
  const strace = spawn('strace', ['-f', '-e', calls, '-s', '500', '-o', output, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(strace, 'exit');
  const attached = Promise.withResolvers<boolean>();
  strace.stderr.on('data', (text: Buffer) => {
    if (text.includes('attached')) attached.resolve(true);
  });
  void ended.then(() => attached.resolve(false));
  if (!(await attached.promise)) return null;
  return {
    async stop() {
      strace.kill('SIGINT');
      await ended;
    },
  };
}
