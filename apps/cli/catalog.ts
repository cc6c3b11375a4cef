/** `vitascope catalog …`: take a catalogue in from a feed, and give it out as one. */
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { AnswerOf, Client } from '@vitascope/client';
import { connect } from './api-client.ts';
import { receiveFeed, sendFeed } from './catalog-client.ts';
import type { Command, CommandContext } from './command.ts';
import { cliError } from './errors.ts';
import { catalogExportHelp, catalogImportHelp } from './help.ts';
import { printable, type Terminal } from './terminal.ts';

const ASK_EVERY_MS = 500;

/** By the ending of the file's name. */
const formats: Readonly<Record<string, string>> = {
  csv: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  xml: 'mrss',
  rss: 'mrss',
  mrss: 'mrss',
};

const importFeed: Command = {
  name: 'catalog import',
  help: catalogImportHelp,
  options: {
    'dry-run': { type: 'boolean' },
    format: { type: 'string', oneOf: ['csv', 'json', 'mrss'] },
    json: { type: 'boolean' },
  },
  positionals: ['FILE'],
  async run(input, context) {
    const path = input.positionals[0] ?? '';
    const format = input.value('format') ?? formats[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''];
    if (format === undefined)
      throw cliError('usage-invalid', `"${path}" does not tell its format. Add --format csv, json or mrss.`);
    await checkFile(path);
    const { api, ...server } = await connect(context.config);
    const id = await sendFeed(server, path, { format, isDryRun: input.flag('dry-run') });
    const ended = await untilEnded(api, id, context.terminal);
    if (input.flag('json')) context.terminal.print(JSON.stringify(ended));
    else await tell(api, ended, context);
    return ended.state === 'done' && ended.failed === 0 ? 0 : 1;
  },
};

async function checkFile(path: string): Promise<void> {
  const found = await stat(path).catch((cause: unknown) => {
    throw cliError(
      'file-not-found',
      `The file "${path}" cannot be read. Check the spelling and the folder.`,
      {
        cause,
      },
    );
  });
  if (!found.isFile()) throw cliError('file-not-usable', `"${path}" is not a file.`);
}

type CatalogImport = AnswerOf<'GET', '/api/v1/catalog/imports/{id}'>;

async function untilEnded(api: Client, id: string, terminal: Terminal): Promise<CatalogImport> {
  for (;;) {
    const { data: now } = await api.GET('/api/v1/catalog/imports/{id}', { params: { path: { id } } });
    if (now.state === 'done' || now.state === 'failed') {
      terminal.draw(null);
      return now;
    }
    const done = now.created + now.changed + now.unchanged + now.failed;
    terminal.draw(now.records === null ? 'Reading the feed' : `${done} of ${now.records} records`);
    await setTimeout(ASK_EVERY_MS);
  }
}

async function tell(api: Client, ended: CatalogImport, { terminal }: CommandContext): Promise<void> {
  const params = { path: { id: ended.id }, query: { limit: 200 } };
  const problems = api.items('/api/v1/catalog/imports/{id}/problems', { params });
  for await (const { line, column, value, message } of problems) {
    const where = column === null ? `line ${line}` : `line ${line}, ${column}`;
    const what = value === null ? '' : ` "${value}"`;
    terminal.print(printable(`${where}:${what} ${message}`));
  }
  const { created, changed, unchanged, failed } = ended;
  const counts = `${created} created, ${changed} changed, ${unchanged} unchanged, ${failed} refused`;
  if (ended.state === 'failed') terminal.note(printable(`The feed was refused: ${ended.reason ?? ''}`));
  else terminal.note(ended.dryRun ? `It would be: ${counts}. Nothing was written.` : `${counts}.`);
}

const exportFeed: Command = {
  name: 'catalog export',
  help: catalogExportHelp,
  options: { format: { type: 'string', oneOf: ['csv', 'json'] } },
  positionals: [],
  async run(input, { config }) {
    const server = await connect(config);
    // The feed as it is, for a file or a pipe: no line of it may be touched.
    for await (const piece of receiveFeed(server, input.value('format') ?? 'json'))
      if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
    return 0;
  },
};

export const catalogCommands: readonly Command[] = [importFeed, exportFeed];
