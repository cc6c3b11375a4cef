/** `vitascope demo`: fills an empty system with people and a small library, through the public API alone. */
import { availableParallelism } from 'node:os';
import { createEncoderPool } from '@vitascope/encoder';
import {
  arrangeHome,
  createArtworkUploads,
  createFilms,
  fillCatalogue,
  filmSeconds,
  hasBegun,
  strangersAmong,
  titles,
} from '@vitascope/server/sample-library';
import { connect } from '../api-client.ts';
import type { Command } from '../command.ts';
import { cliError } from '../errors.ts';
import { demoHelp } from '../help.ts';
import { stopOnInterrupt } from '../interrupt.ts';
import type { Terminal } from '../terminal.ts';
import { type Credentials, grantPurchases, makeAccounts } from './accounts.ts';

const fewStrangers = 3;
const processes = Math.max(1, Math.min(4, availableParallelism()));
const processMemoryBytes = 600_000_000;

/** The server's limits are by the minute; there is no hurry. */
const patience = { retries: 8, longestWaitMs: 65_000 };

export const demo: Command = {
  name: 'demo',
  help: demoHelp,
  options: {
    force: { type: 'boolean' },
    json: { type: 'boolean' },
    'new-passwords': { type: 'boolean' },
    videos: { type: 'string', oneOf: ['none', 'short', 'long'] },
  },
  positionals: [],
  async run(input, { config, terminal }) {
    const connection = await connect(config, patience);
    const { api, serverUrl } = connection;
    await api.GET('/api/v1/system');
    if (!input.flag('force')) await refuseStrangers(await strangersAmong(api, fewStrangers));
    const { signal, release } = stopOnInterrupt();
    const asked = input.value('videos') ?? 'short';
    const json = input.flag('json');
    const told: Credentials[] = [];
    const pool = openPool();
    try {
      if (input.flag('new-passwords') || !(await hasBegun(api))) {
        terminal.draw('Making accounts …');
        await makeAccounts({
          api,
          serverUrl,
          signal,
          onAccount(credentials) {
            told.push(credentials);
            if (!json) printCredentials(credentials, terminal);
          },
        });
      } else {
        terminal.note(
          'The accounts are there. Their passwords were told once; --new-passwords makes others.',
        );
      }
      const films =
        asked === 'short' || asked === 'long'
          ? await createFilms({
              api,
              server: connection,
              pool,
              ahead: processes,
              seconds: filmSeconds[asked],
              signal,
            })
          : null;
      terminal.draw('Making genres and people …');
      const { made, completed, titleIds } = await fillCatalogue({
        api,
        signal,
        artwork: createArtworkUploads(connection, signal),
        filmOf: async (title) => (films === null ? null : await films.of(title)),
        onTitle: ({ slug }, done, total) => terminal.draw(`${done + 1} of ${total}  ${slug}`),
      });
      terminal.draw('Granting what viewers hold, and arranging the home page …');
      await grantPurchases({ api, signal }, told, titleIds);
      const rows = await arrangeHome(api, titleIds, signal);
      terminal.draw(null);
      const filled = { made, completed, rows };
      if (json)
        terminal.print(JSON.stringify({ accounts: told, titles: titles.length, ...filled, url: serverUrl }));
      else printSummary(filled, serverUrl, terminal);
      return 0;
    } finally {
      await pool.close();
      release();
      terminal.draw(null);
    }
  },
};

function openPool() {
  return createEncoderPool({
    interactiveProcesses: processes,
    fillProcesses: 0,
    memoryCapBytes: processMemoryBytes,
    recycleAfterJobs: 100,
    maxInteractiveWaitMs: 60_000,
    logger: { debug() {}, info() {}, warn() {} },
  });
}

function refuseStrangers(strangers: readonly string[]): void {
  if (strangers.length === 0) return;
  throw cliError(
    'demo-refused',
    `This system holds titles that are not the demo's: ${strangers.join(', ')}${strangers.length === fewStrangers ? ', …' : ''}. The demo is meant for an empty one; --force puts it beside them.`,
  );
}

function printCredentials({ email, role, password, pins }: Credentials, terminal: Terminal): void {
  terminal.draw(null);
  const locks = Object.entries(pins).map(([name, pin]) => `  PIN of ${name}: ${pin}`);
  terminal.print(`${role.padEnd(8)}${email.padEnd(26)}${terminal.paint('bold', password)}${locks.join('')}`);
}

function printSummary(
  { made, completed, rows }: { readonly made: number; readonly completed: number; readonly rows: number },
  serverUrl: string,
  terminal: Terminal,
): void {
  if (made + completed + rows === 0)
    terminal.note(`All ${titles.length} titles are there: nothing was changed.`);
  else
    terminal.note(
      `${made} of ${titles.length} titles were made${completed === 0 ? '' : `, ${completed} got the film or the artwork that they lacked`}.`,
    );
  terminal.print(`Browse  ${serverUrl}/api/v1/catalog/browse?territory=DE`);
  terminal.note('A walk through all of it is in docs/guides/tour.md.');
}
