/** `vitascope serve`: starts the server in this process and stops it cleanly. */
import type { Command } from './command.ts';
import { cliError } from './errors.ts';
import { serveHelp } from './help.ts';
import type { ServerModule, ServerOptions } from './server-module.ts';
import type { Terminal } from './terminal.ts';

/** One Ctrl-C can arrive twice, from the terminal and from the process in front; that is not a second wish. */
const sameWishMs = 500;

/** A start that was stopped may take so long to put away what it has; a kill would harm nothing either. */
const startStopsMs = 8_000;
/** A connection that is still being tried for must not hold a process that has said why it does not start. */
const leftOverMs = 3_000;

/** The command, on a server that is loaded when it runs. */
export function createServe(load: () => Promise<Pick<ServerModule, 'startServer'>>): Command {
  return {
    name: 'serve',
    help: serveHelp,
    options: { role: { type: 'string' }, port: { type: 'string' }, 'data-dir': { type: 'string' } },
    positionals: [],
    async run(input, { config, terminal }) {
      const role = input.value('role');
      const port = input.value('port');
      const dataDir = input.value('data-dir');
      const options: ServerOptions = {
        environment: config.environment,
        ...(role === undefined ? {} : { role }),
        ...(port === undefined ? {} : { port: readPort(port) }),
        ...(dataDir === undefined ? {} : { dataDir }),
      };
      const { startServer } = await load();
      const stopped = untilStopped(terminal);
      const start = new AbortController();
      let isStarting = true;
      let late: NodeJS.Timeout | undefined;
      void stopped.then(() => {
        if (!isStarting) return;
        start.abort();
        late = endWithin(startStopsMs, 0);
      });
      try {
        const server = await startServer({ ...options, signal: start.signal });
        isStarting = false;
        clearTimeout(late);
        await stopped;
        await server.close();
        return 0;
      } catch (error) {
        if (isStarting) endWithin(leftOverMs, start.signal.aborted ? 0 : 1);
        if (start.signal.aborted) return 0;
        throw error;
      }
    },
  };
}

/** Ends the process at the latest then, whatever still runs in it. */
function endWithin(limitMs: number, exitCode: number): NodeJS.Timeout {
  return setTimeout(() => process.exit(exitCode), limitMs).unref();
}

function readPort(given: string): number {
  const port = Number(given);
  if (/^\d+$/.test(given) && port <= 65_535) return port;
  throw cliError('usage-invalid', `--port is "${given}"; it can be a number from 0 to 65535.`);
}

/** Resolves at the first SIGINT or SIGTERM, or when the process that started this one is gone; a second one exits. */
function untilStopped(terminal: Terminal): Promise<void> {
  const wished = Promise.withResolvers<void>();
  let firstAt: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (firstAt === null) {
      firstAt = now;
      terminal.note(signal === 'SIGINT' ? '\nStopping. Ctrl-C again stops at once.' : 'Stopping.');
      wished.resolve();
    } else if (now - firstAt > sameWishMs) {
      terminal.note('Stopped at once.');
      process.exit(130);
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  if (process.connected) {
    process.once('disconnect', () => wished.resolve());
    process.channel?.unref();
  }
  return wished.promise;
}
