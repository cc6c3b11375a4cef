// Starts that cannot succeed: they say why, and end by themselves or by a signal.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePort } from './free-port.ts';
import { makeDataDir } from './server-process.ts';

const command = join(import.meta.dirname, '../../apps/cli/main.ts');

interface Start {
  /** Resolves when the pattern has been printed. */
  printed(pattern: RegExp): Promise<void>;
  stop(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

describe('a start', { timeout: 170_000 }, () => {
  let data: { readonly path: string; remove(): Promise<void> };
  /** Takes connections and says nothing, as addresses behind a firewall do. */
  let mute: Server;
  let mutePort: number;
  before(async () => {
    data = await makeDataDir();
    mute = createServer((socket) => void socket.on('error', () => {}));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    mutePort = (mute.address() as AddressInfo).port;
  });
  after(async () => {
    mute?.close();
    await data?.remove();
  });

  function start(environment: Readonly<Record<string, string>>): Start {
    const { NODE_TEST_CONTEXT: _context, ...inherited } = process.env;
    const child = spawn(process.execPath, [command, 'serve'], {
      cwd: data.path,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...inherited,
        VITASCOPE_DATA_DIR: data.path,
        VITASCOPE_PORT: '0',
        // As by default: a listener for metrics must not keep a failed start alive.
        VITASCOPE_TELEMETRY_METRICS_PORT: '0',
        ...environment,
      },
    });
    let output = '';
    const heard = new Set<() => void>();
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece: Buffer) => {
        output += piece.toString();
        for (const look of heard) look();
      });
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
    return {
      printed: (pattern) =>
        new Promise((resolve, reject) => {
          const look = () => pattern.test(output) && resolve();
          heard.add(look);
          look();
          void ended.then(() => reject(new Error(`It ended without ${pattern}:\n${output}`)));
        }),
      stop: (signal) => void child.kill(signal),
      ended,
    };
  }
  const databaseAt = (port: number) => `postgresql://films:canary@127.0.0.1:${port}/films`;

  test('without its database says why and what to do, waits, and ends with 1', async () => {
    const port = await freePort();
    const url = databaseAt(port);
    const started = start({ VITASCOPE_DATABASE_URL: url, VITASCOPE_DATABASE_WAIT_SECONDS: '4' });
    await started.printed(/ECONNREFUSED.*Check that it runs and that the URL is right.*tried for 4 s/);
    const { code, output } = await started.ended;
    assert.equal(code, 1);
    assert.match(output, new RegExp(`vitascope: Cannot connect to PostgreSQL at 127.0.0.1:${port}/films`));
    assert.doesNotMatch(output, /canary/);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    test(`that waits for its database stops at ${signal}`, async () => {
      const started = start({ VITASCOPE_DATABASE_URL: databaseAt(await freePort()) });
      await started.printed(/ECONNREFUSED/);
      started.stop(signal);
      assert.equal((await started.ended).code, 0);
    });

  test('whose database takes the connection and says nothing tells so, and stops at SIGTERM', async () => {
    const started = start({ VITASCOPE_DATABASE_URL: databaseAt(mutePort) });
    await started.printed(/does not answer yet.*VITASCOPE_DATABASE_URL/);
    started.stop('SIGTERM');
    assert.equal((await started.ended).code, 0);
  });

  test('that makes its own database stops at SIGTERM, and the next one carries on', async () => {
    const first = start({ VITASCOPE_TELEMETRY_LOG_LEVEL: 'debug' });
    await first.printed(/embedded PostgreSQL ready|migration applied/);
    first.stop('SIGTERM');
    assert.equal((await first.ended).code, 0);
    const second = start({});
    await second.printed(/is ready \(/);
    second.stop('SIGTERM');
    assert.equal((await second.ended).code, 0);
  });

  test('on a port that is taken ends with 1', async () => {
    const { code, output } = await start({ VITASCOPE_PORT: String(mutePort) }).ended;
    assert.equal(code, 1);
    assert.match(output, new RegExp(`${mutePort}`));
  });

  test('with an owner key that is easily guessed says what one looks like', async () => {
    for (const key of ['secret', 'a key with spaces in it', `va_${'x'.repeat(43)}`, 'x'.repeat(201)]) {
      const { code, output } = await start({ VITASCOPE_OWNER_KEY: key }).ended;
      assert.equal(code, 1);
      assert.match(output, /VITASCOPE_OWNER_KEY: has to be 20 to 200 .*openssl rand/);
      assert.ok(!output.includes(key) || key === 'secret', output);
    }
  });
});
