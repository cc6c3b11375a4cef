// A page of Chromium that nothing looks into while it loads. Playwright has the browser keep where each error was made, for which
// V8 reads a script of 200 kB a second time: at a fourth of the speed that alone is a task of 100 ms, which no viewer has.
import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Cookie } from 'playwright-core';
import { chromiumFlags, requireChromium } from '../../tests/browser/chromium.ts';

interface BarePage {
  open(url: string): Promise<void>;
  /** Only here the page is looked into. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

export interface BarePageOptions {
  readonly cookies: readonly Cookie[];
  /** By which the processor is slowed. */
  readonly slowness: number;
  /** Run before those of the page. */
  readonly script: string;
}

const STARTING_MS = 20_000;

/** A browser of its own with one empty page. */
export async function openBarePage({ cookies, slowness, script }: BarePageOptions): Promise<BarePage> {
  const folder = await mkdtemp(join(tmpdir(), 'vitascope-page-'));
  const flags = ['--remote-debugging-port=0', '--window-size=1280,800', `--user-data-dir=${folder}`];
  const child = spawn(requireChromium(), [...chromiumFlags, ...flags, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const close = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const socket = await connect(await addressOf(child.stderr));
    const { targetInfos } = await socket.ask('Target.getTargets');
    const page = (targetInfos as { type: string; targetId: string }[]).find(({ type }) => type === 'page');
    const attached = await socket.ask('Target.attachToTarget', { targetId: page?.targetId, flatten: true });
    const sessionId = attached['sessionId'] as string;
    const send = (method: string, params: Answer = {}) => socket.ask(method, params, sessionId);
    await socket.ask('Storage.setCookies', {
      cookies: cookies.map(({ name, value, domain, path, httpOnly }) => ({
        name,
        value,
        domain,
        path,
        httpOnly,
      })),
    });
    await send('Emulation.setCPUThrottlingRate', { rate: slowness });
    await send('Page.enable');
    await send('Page.addScriptToEvaluateOnNewDocument', { source: script });
    return {
      async open(url) {
        await send('Page.navigate', { url });
      },
      async evaluate(expression) {
        const { result } = await send('Runtime.evaluate', { expression, returnByValue: true });
        return (result as { value?: unknown }).value;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function addressOf(output: Readable): Promise<string> {
  let text = '';
  for await (const [piece] of on(output, 'data', { signal: AbortSignal.timeout(STARTING_MS) })) {
    text += String(piece);
    const address = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`Chromium did not start: ${text}`);
}

type Answer = Readonly<Record<string, unknown>>;

/** Chrome DevTools Protocol, as much of it as this needs: https://chromedevtools.github.io/devtools-protocol/ */
async function connect(address: string) {
  const socket = new WebSocket(address);
  await once(socket as unknown as EventTarget, 'open', { signal: AbortSignal.timeout(STARTING_MS) });
  const asked = new Map<number, PromiseWithResolvers<Answer>>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(String(data));
    const waiting = asked.get(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error.message));
  });
  socket.addEventListener('close', () => {
    for (const waiting of asked.values()) waiting.reject(new Error('the browser is gone'));
  });
  return {
    ask(method: string, params: Answer = {}, sessionId?: string): Promise<Answer> {
      const id = asked.size + 1;
      const waiting = Promise.withResolvers<Answer>();
      asked.set(id, waiting);
      socket.send(JSON.stringify({ id, method, params, sessionId }));
      return waiting.promise;
    },
  };
}
