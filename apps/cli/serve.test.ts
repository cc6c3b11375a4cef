import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

/** A process that serves a server of which only starting and stopping are real. */
function startServing(close: string): { child: ChildProcess; lines: AsyncIterator<string> } {
  const at = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
  const program = `
    import { createServe } from ${at('./serve.ts')};
    import { readConfig } from ${at('./config.ts')};
    import { processTerminal } from ${at('./terminal.ts')};
    const load = async () => ({
      startServer: async (options) => {
        console.log(JSON.stringify({ port: options.port, role: options.role }));
        const held = setInterval(() => {}, 1000);
        return { url: '', close: ${close} };
      },
    });
    const input = { positionals: [], flag: () => false, value: (name) => ({ port: '0', role: 'api' })[name] };
    process.exitCode = await createServe(load).run(input, { config: readConfig({}), terminal: processTerminal() });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  assert.ok(child.stdout !== null);
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

const closesAtOnce = "async () => { clearInterval(held); console.log('closed'); }";
const neverCloses = "() => { console.log('closing'); return new Promise(() => {}); }";

test('serve stops cleanly at a signal', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const { child, lines } = startServing(closesAtOnce);
    assert.deepEqual(JSON.parse((await lines.next()).value), { port: 0, role: 'api' });
    const ended = once(child, 'exit');
    child.kill(signal);
    assert.equal((await lines.next()).value, 'closed');
    assert.deepEqual(await ended, [0, null]);
  }
});

test('serve stops when the process that started it is gone', async () => {
  const { child, lines } = startServing(closesAtOnce);
  await lines.next();
  const ended = once(child, 'exit');
  child.disconnect();
  assert.equal((await lines.next()).value, 'closed');
  assert.deepEqual(await ended, [0, null]);
});

test('a later second signal stops a server that does not close; the same one arriving twice does not', async () => {
  const { child, lines } = startServing(neverCloses);
  await lines.next();
  const ended = once(child, 'exit');
  const signals = setInterval(() => child.kill('SIGINT'), 50);
  const startedAt = performance.now();
  child.kill('SIGINT');
  assert.equal((await lines.next()).value, 'closing');
  assert.deepEqual(await ended, [130, null]);
  clearInterval(signals);
  assert.ok(performance.now() - startedAt > 450, 'signals of one wish were taken for two');
});
