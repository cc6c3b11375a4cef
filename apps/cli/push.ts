/** `vitascope push`: from a file on this machine to a link that plays it. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ApiProblem, type Asset } from '@vitascope/client';
import { type Connection, connect } from './api-client.ts';
import type { Command } from './command.ts';
import { cliError } from './errors.ts';
import { formatShare } from './format.ts';
import { pushHelp } from './help.ts';
import { bar, createProgressMeter, progressLine } from './progress-line.ts';
import { printable, type Terminal } from './terminal.ts';
import { type FileToUpload, uploadFile } from './upload-file.ts';

type WaitFor = 'playable' | 'complete';

/** A server that answers a long wait at once (behind a proxy, say) is not asked more often than this. */
const shortestAskMs = 250;
const longPollSeconds = 25;

export const push: Command = {
  name: 'push',
  help: pushHelp,
  options: {
    json: { type: 'boolean' },
    name: { type: 'string' },
    wait: { type: 'string', oneOf: ['playable', 'complete'] },
  },
  positionals: ['FILE'],
  async run(input, { config, terminal }) {
    const file = await describeFile(input.positionals[0] ?? '', input.value('name'));
    const connection = await connect(config);
    // Fails early, in words, when the server is not there or does not know the key.
    await connection.api.GET('/api/v1/system');
    const waitFor: WaitFor = input.value('wait') === 'complete' ? 'complete' : 'playable';
    const { signal, release } = stopOnInterrupt();
    try {
      const surroundings = { connection, terminal, signal };
      const assetId = await sendFile(file, { ...surroundings, stateDir: config.stateDir });
      const asset = await waitUntil(assetId, waitFor, surroundings);
      const { data } = await connection.api.POST('/api/v1/assets/{id}/playback', {
        params: { path: { id: assetId } },
      });
      const { hlsUrl, dashUrl, watchUrl } = data;
      if (input.flag('json')) {
        terminal.print(JSON.stringify({ assetId, state: asset.state, hlsUrl, dashUrl, watchUrl }));
      } else {
        printLinks(asset, { hlsUrl, dashUrl, watchUrl }, terminal);
      }
      return 0;
    } finally {
      release();
      terminal.draw(null);
    }
  },
};

async function describeFile(path: string, name: string | undefined): Promise<FileToUpload> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
    throw cliError(
      'file-not-found',
      `The file "${path}" ${why}. Check the spelling and the folder you are in.`,
      {
        cause: error,
      },
    );
  });
  if (!found.isFile()) {
    throw cliError('file-not-usable', `"${path}" is not a file. Push one film at a time.`);
  }
  if (found.size === 0) {
    throw cliError('file-not-usable', `"${path}" is empty: 0 bytes. Was it copied to the end?`);
  }
  return { path, name: name ?? basename(path), sizeBytes: found.size, modifiedMs: found.mtimeMs };
}

/** Ctrl-C stops the upload, or the waiting for it, in words. */
function stopOnInterrupt(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort(cliError('command-stopped', 'Stopped.'));
  process.on('SIGINT', stop);
  return { signal: controller.signal, release: () => void process.removeListener('SIGINT', stop) };
}

interface Surroundings {
  readonly connection: Connection;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

async function sendFile(file: FileToUpload, options: Surroundings & { stateDir: string }): Promise<string> {
  const { terminal } = options;
  const meter = createProgressMeter();
  let drawnAt = 0;
  let saidResumed = false;
  return await uploadFile(file, {
    ...options,
    onProgress(sentBytes, resumed) {
      const now = performance.now();
      if (resumed && !saidResumed && terminal.interactive) {
        saidResumed = true;
        terminal.note(`Carrying on with ${printable(file.name)} where it stopped.`);
      }
      meter.add(sentBytes, now);
      if (now - drawnAt < 100 && sentBytes < file.sizeBytes) return;
      drawnAt = now;
      const progress = {
        label: printable(file.name),
        doneBytes: sentBytes,
        totalBytes: file.sizeBytes,
        bytesPerSecond: meter.rate(),
      };
      terminal.draw(progressLine(progress, terminal.columns));
    },
  });
}

/** Asks again and again, each time with a long wait on the server's side, until the state is reached or never will be. */
async function waitUntil(assetId: string, waitFor: WaitFor, options: Surroundings): Promise<Asset> {
  const { connection, terminal, signal } = options;
  terminal.draw('Looking at the file …');
  for (;;) {
    const pause = setTimeout(shortestAskMs);
    const { data: asset } = await connection.api.GET('/api/v1/assets/{id}', {
      params: { path: { id: assetId }, query: { wait: waitFor, timeoutSeconds: longPollSeconds } },
      signal,
    });
    if (asset.state === 'complete' || asset.state === waitFor) return asset;
    if (asset.state === 'rejected' || asset.state === 'failed' || asset.state === 'cancelled')
      throw unusable(asset);
    if (asset.state === 'playable') {
      terminal.draw(`Making every rendition  ${bar(asset.progress, 24)}  ${formatShare(asset.progress)}`);
    }
    await pause;
  }
}

function unusable(asset: Asset): Error {
  const { code, message } = asset.reason ?? {
    code: `asset-${asset.state}`,
    message: `The asset ${asset.id} is ${asset.state}.`,
  };
  return new ApiProblem(message, { code, status: 200 });
}

function printLinks(
  asset: Asset,
  urls: { hlsUrl: string; dashUrl: string; watchUrl: string },
  terminal: Terminal,
): void {
  terminal.draw(null);
  const state = asset.state === 'complete' ? 'complete' : 'playable; the rest is being made';
  terminal.note(
    `${terminal.paint('bold', printable(asset.name))} is ${state}.  ${terminal.paint('dim', asset.id)}`,
  );
  terminal.print(`Watch  ${terminal.paint('cyan', urls.watchUrl)}`);
  terminal.print(`HLS    ${urls.hlsUrl}`);
  terminal.print(`DASH   ${urls.dashUrl}`);
}
