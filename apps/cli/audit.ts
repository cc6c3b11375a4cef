/** `vitascope audit …`: what the staff has done, and whether the record of it is whole. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAnchors } from '@vitascope/audit/anchors';
import { type Break, createChainCheck, type Head } from '@vitascope/audit/chain';
import { z } from 'zod';
import { type ApiClient, type AuditAnswer, connect } from './api-client.ts';
import type { Command } from './command.ts';
import { cliError } from './errors.ts';
import { auditAnchorHelp, auditExportHelp, auditListHelp, auditVerifyHelp } from './help.ts';
import { printable, table } from './terminal.ts';

const defaultLimit = 50;
/** The API gives at most this many at a time. */
const pageSize = 1_000;

const list: Command = {
  name: 'audit list',
  help: auditListHelp,
  options: {
    json: { type: 'boolean' },
    limit: { type: 'string' },
    actor: { type: 'string' },
    subject: { type: 'string' },
  },
  positionals: [],
  async run(input, { config, terminal }) {
    const limit = readLimit(input.value('limit') ?? String(defaultLimit));
    const [actorId, subject] = [input.value('actor'), input.value('subject')];
    const page = await (await connect(config)).listAudit({ order: 'newest', limit, actorId, subject });
    if (input.flag('json')) {
      terminal.print(JSON.stringify(page));
      return 0;
    }
    const rows = page.items.map((entry) => [
      String(entry.seq),
      entry.at.slice(0, 19).replace('T', ' '),
      printable(entry.actor.name ?? entry.actor.id ?? entry.actor.kind),
      entry.action,
      printable(entry.subjects.join(' ')),
      entry.status === null ? 'unknown' : `${entry.status} ${entry.code ?? ''}`.trimEnd(),
    ]);
    for (const line of table([['NO', 'TIME', 'WHO', 'WHAT', 'TO', 'OUTCOME'], ...rows])) terminal.print(line);
    return 0;
  },
};

const verify: Command = {
  name: 'audit verify',
  help: auditVerifyHelp,
  options: { json: { type: 'boolean' }, anchors: { type: 'string' } },
  positionals: [],
  async run(input, { config, terminal }) {
    const client = await connect(config);
    // In this order: what is anchored is in the database, and what the head says is in the entries.
    const anchors = await readAnchors(join(config.dataDir, 'audit'));
    const given = input.value('anchors');
    const kept = given === undefined ? [] : await readKept(given);
    const { head, found } = await checkChain(client, [...anchors, ...kept]);
    if (input.flag('json')) {
      terminal.print(
        JSON.stringify({ ok: found === null, entries: head.seq, head: head.hash, break: found }),
      );
      return found === null ? 0 : 1;
    }
    if (found !== null) {
      terminal.print(terminal.paint('red', `The chain is broken. ${found.message}`));
      return 1;
    }
    terminal.print(terminal.paint('green', `The chain is whole: ${head.seq} entries.`));
    const known = anchors.length + kept.length;
    terminal.print(
      known === 0
        ? 'There are no anchors here to hold it against: whether its end was cut off cannot be told.'
        : `It was held against ${known} anchors.`,
    );
    return 0;
  },
};

const exportAll: Command = {
  name: 'audit export',
  help: auditExportHelp,
  options: {},
  positionals: [],
  async run(_input, { config, terminal }) {
    for await (const { items } of pages(await connect(config)))
      for (const entry of items) terminal.print(JSON.stringify(entry));
    return 0;
  },
};

const anchor: Command = {
  name: 'audit anchor',
  help: auditAnchorHelp,
  options: {},
  positionals: [],
  async run(_input, { config, terminal }) {
    terminal.print(JSON.stringify(await (await connect(config)).auditHead()));
    return 0;
  },
};

export const auditCommands: readonly Command[] = [list, verify, exportAll, anchor];

/** Computes every hash anew, here and not at the server. */
async function checkChain(
  client: ApiClient,
  known: readonly Head[],
): Promise<{ readonly head: Head; readonly found: Break | null }> {
  const end = await client.auditHead();
  const check = createChainCheck([...known, end]);
  for await (const { items } of pages(client)) {
    const found = check.next(items.map(toEntry));
    if (found !== null) return { head: check.head, found };
    // Reading is quick, but the staff goes on working.
    if (check.head.seq >= end.seq) break;
  }
  return { head: check.head, found: check.end() };
}

async function* pages(client: ApiClient) {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<ApiClient['listAudit']>> = await client.listAudit({
      order: 'oldest',
      limit: pageSize,
      cursor,
    });
    yield page;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

function toEntry({ actor, at, ...entry }: AuditAnswer) {
  return { ...entry, at: Date.parse(at), actorKind: actor.kind, actorId: actor.id };
}

const keptSchema = z.object({ seq: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** Lines of `audit anchor`, as somebody has kept them. */
async function readKept(path: string): Promise<readonly Head[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw cliError('usage-invalid', `--anchors is "${path}", which cannot be read.`, { cause });
  });
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      try {
        return keptSchema.parse(JSON.parse(line));
      } catch {
        throw cliError(
          'usage-invalid',
          `${path} holds "${line.slice(0, 60)}", which "audit anchor" did not print.`,
        );
      }
    });
}

function readLimit(given: string): number {
  const limit = Number(given);
  if (Number.isInteger(limit) && limit >= 1 && limit <= pageSize) return limit;
  throw cliError('usage-invalid', `--limit is "${given}"; it can be a whole number from 1 to ${pageSize}.`);
}
