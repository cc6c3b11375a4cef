/** `vitascope audit …`: what the staff has done, and whether the record of it is whole. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAnchors } from '@vitascope/audit/anchors';
import { type AuditEntry, type Break, createChainCheck, type Head } from '@vitascope/audit/chain';
import type { Client } from '@vitascope/client';
import { z } from 'zod';
import { connect } from './api-client.ts';
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
    const query = {
      limit,
      ...(actorId === undefined ? {} : { actorId }),
      ...(subject === undefined ? {} : { subject }),
    };
    const { api } = await connect(config);
    const { data: page } = await api.GET('/api/v1/audit', { params: { query } });
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
    const { api } = await connect(config);
    // In this order: what is anchored is in the database, and what the head says is in the entries.
    const anchors = await readAnchors(join(config.dataDir, 'audit'));
    const given = input.value('anchors');
    const kept = given === undefined ? [] : await readKept(given);
    const { head, found } = await checkChain(api, [...anchors, ...kept]);
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
    const { api } = await connect(config);
    for await (const items of pages(api)) for (const entry of items) terminal.print(JSON.stringify(entry));
    return 0;
  },
};

const anchor: Command = {
  name: 'audit anchor',
  help: auditAnchorHelp,
  options: {},
  positionals: [],
  async run(_input, { config, terminal }) {
    const { api } = await connect(config);
    terminal.print(JSON.stringify((await api.GET('/api/v1/audit/head')).data));
    return 0;
  },
};

export const auditCommands: readonly Command[] = [list, verify, exportAll, anchor];

/** Computes every hash anew, here and not at the server. */
async function checkChain(
  api: Client,
  known: readonly Head[],
): Promise<{ readonly head: Head; readonly found: Break | null }> {
  const { data: end } = await api.GET('/api/v1/audit/head');
  const check = createChainCheck([...known, end]);
  for await (const items of pages(api)) {
    const found = check.next(items.map(toEntry));
    if (found !== null) return { head: check.head, found };
    // Reading is quick, but the staff goes on working.
    if (check.head.seq >= end.seq) break;
  }
  return { head: check.head, found: check.end() };
}

/** Every entry, oldest first, a page at a time. */
async function* pages(api: Client) {
  let cursor: string | null = null;
  do {
    const page = await readPage(api, cursor);
    yield page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

async function readPage(api: Client, cursor: string | null) {
  const query = { order: 'oldest' as const, limit: pageSize, ...(cursor === null ? {} : { cursor }) };
  return (await api.GET('/api/v1/audit', { params: { query } })).data;
}

type Answer = Awaited<ReturnType<typeof readPage>>['items'][number];

function toEntry({ actor, at, ...entry }: Answer): AuditEntry {
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
