/** `vitascope mail …`: what the server would have mailed if it had a mail server, and what that one did not take. */
import { connect } from './api-client.ts';
import type { Command } from './command.ts';
import { cliError } from './errors.ts';
import { mailListHelp, mailShowHelp } from './help.ts';
import { printable, table } from './terminal.ts';

const defaultLimit = 50;
/** The API gives at most this many at a time. */
const highestLimit = 200;

const list: Command = {
  name: 'mail list',
  help: mailListHelp,
  options: { json: { type: 'boolean' }, limit: { type: 'string' } },
  positionals: [],
  async run(input, { config, terminal }) {
    const limit = readLimit(input.value('limit') ?? String(defaultLimit));
    const { api } = await connect(config);
    const { data: page } = await api.GET('/api/v1/mail', { params: { query: { limit } } });
    if (input.flag('json')) {
      terminal.print(JSON.stringify(page));
      return 0;
    }
    if (page.items.length === 0) {
      terminal.note('No mail waits here. Where a mail server is configured, mails go out by it.');
      return 0;
    }
    const rows = page.items.map(({ id, createdAt, recipient, subject, refusal }) => [
      id,
      refusal === null ? 'waiting' : 'failed',
      createdAt.slice(0, 16).replace('T', ' '),
      printable(recipient),
      printable(subject),
    ]);
    for (const line of table([['ID', 'STATE', 'WRITTEN', 'TO', 'SUBJECT'], ...rows])) terminal.print(line);
    return 0;
  },
};

function readLimit(given: string): number {
  const limit = Number(given);
  if (Number.isInteger(limit) && limit >= 1 && limit <= highestLimit) return limit;
  throw cliError(
    'usage-invalid',
    `--limit is "${given}"; it can be a whole number from 1 to ${highestLimit}.`,
  );
}

const show: Command = {
  name: 'mail show',
  help: mailShowHelp,
  options: { json: { type: 'boolean' } },
  positionals: ['ID'],
  async run(input, { config, terminal }) {
    const { api } = await connect(config);
    const path = { id: input.positionals[0] ?? '' };
    const { data: mail } = await api.GET('/api/v1/mail/{id}', { params: { path } });
    if (input.flag('json')) {
      terminal.print(JSON.stringify(mail));
      return 0;
    }
    terminal.print(`To:      ${printable(mail.recipient)}`);
    terminal.print(`Subject: ${printable(mail.subject)}`);
    terminal.print('');
    if (mail.refusal !== null)
      terminal.print(
        `The mail server did not take it (${printable(mail.refusal)}). It is not tried again, and its link is not kept.`,
      );
    for (const line of mail.body.trimEnd().split('\n')) terminal.print(printable(line));
    return 0;
  },
};

export const mailCommands: readonly Command[] = [list, show];
