/** `vitascope assets …`: what is in the library, and what to do about it. */
import { type AnswerOf, ApiProblem, type Asset, type Client } from '@vitascope/client';
import { connect } from './api-client.ts';
import type { Command, CommandContext } from './command.ts';
import { cliError } from './errors.ts';
import { formatDuration, formatShare, formatSize } from './format.ts';
import { cancelHelp, deleteHelp, listHelp, redriveHelp, restoreHelp, showHelp, trashHelp } from './help.ts';
import { type Paint, printable, table } from './terminal.ts';

/** The API gives at most this many at a time. */
const pageSize = 100;

const list: Command = {
  name: 'assets list',
  help: listHelp,
  options: { json: { type: 'boolean' }, limit: { type: 'string' } },
  positionals: [],
  async run(input, { config, terminal }) {
    const limit = readLimit(input.value('limit') ?? String(pageSize));
    const { api } = await connect(config);
    const items: Asset[] = [];
    let nextCursor: string | null = null;
    do {
      const query: { limit: number; cursor?: string } = {
        limit: Math.min(pageSize, limit - items.length),
        ...(nextCursor === null ? {} : { cursor: nextCursor }),
      };
      const { data: page } = await api.GET('/api/v1/assets', { params: { query } });
      items.push(...page.items);
      nextCursor = page.nextCursor;
    } while (nextCursor !== null && items.length < limit);
    if (input.flag('json')) {
      terminal.print(JSON.stringify({ items, nextCursor }));
      return 0;
    }
    if (items.length === 0) {
      terminal.note('The library is empty. Put the first film in with: vitascope push FILE');
      return 0;
    }
    const heading = ['ID', 'STATE', 'READY', 'LENGTH', 'SIZE', 'ADDED', 'NAME'];
    for (const line of table([heading, ...items.map(listRow)])) terminal.print(line);
    if (nextCursor !== null) terminal.note(`There are more: --limit ${limit * 2}`);
    return 0;
  },
};

function readLimit(given: string): number {
  const limit = Number(given);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100_000) return limit;
  throw cliError('usage-invalid', `--limit is "${given}"; it can be a whole number from 1 to 100000.`);
}

function listRow(asset: Asset): string[] {
  return [
    asset.id,
    asset.state,
    formatShare(asset.progress),
    asset.durationMs === null ? '–' : formatDuration(asset.durationMs),
    formatSize(asset.sizeBytes),
    asset.createdAt.slice(0, 16).replace('T', ' '),
    printable(asset.name),
  ];
}

const show: Command = {
  name: 'assets show',
  help: showHelp,
  options: { json: { type: 'boolean' } },
  positionals: ['ID'],
  async run(input, context) {
    const { api } = await connect(context.config);
    const asset = await assetOf(api, input.positionals[0] ?? '');
    printAsset(asset, input.flag('json'), context);
    return 0;
  },
};

async function assetOf(api: Client, id: string): Promise<Asset> {
  return (await api.GET('/api/v1/assets/{id}', { params: { path: { id } } })).data;
}

const stateColours: Record<Asset['state'], Paint> = {
  examining: 'yellow',
  playable: 'yellow',
  complete: 'green',
  rejected: 'red',
  failed: 'red',
  cancelled: 'dim',
};

function printAsset(asset: Asset, json: boolean, { terminal }: CommandContext): void {
  if (json) {
    terminal.print(JSON.stringify(asset));
    return;
  }
  const length = asset.durationMs === null ? 'length not known yet' : formatDuration(asset.durationMs);
  terminal.print(terminal.paint('bold', printable(asset.name)));
  terminal.print(`${asset.id}  ${length}  ${formatSize(asset.sizeBytes)}`);
  terminal.print(
    `${terminal.paint(stateColours[asset.state], asset.state)}  ${formatShare(asset.progress)} made`,
  );
  if (asset.reason !== null) terminal.print(printable(asset.reason.message));
  if (asset.renditions.length === 0) return;
  const rows = asset.renditions.map((rendition) => [
    `  ${rendition.id}`,
    rendition.label,
    rendition.copied ? 'original, copied' : 'transcoded',
    `${rendition.ready} of ${rendition.segments} segments`,
    formatSize(rendition.sizeBytes),
    rendition.state,
  ]);
  terminal.print('');
  for (const line of table(rows)) terminal.print(line);
}

const cancel: Command = {
  name: 'assets cancel',
  help: cancelHelp,
  options: { json: { type: 'boolean' } },
  positionals: ['ID'],
  async run(input, context) {
    const id = input.positionals[0] ?? '';
    const { api } = await connect(context.config);
    await api.POST('/api/v1/assets/{id}/cancel', { params: { path: { id } } });
    const asset = await assetOf(api, id);
    if (input.flag('json')) printAsset(asset, true, context);
    else
      context.terminal.note(
        `Stopped preparing ${printable(asset.name)}. Go on with: vitascope assets redrive ${id}`,
      );
    return 0;
  },
};

const redrive: Command = {
  name: 'assets redrive',
  help: redriveHelp,
  options: { json: { type: 'boolean' }, rendition: { type: 'string' } },
  positionals: ['ID'],
  async run(input, context) {
    const id = input.positionals[0] ?? '';
    const rendition = input.value('rendition') ?? null;
    const { api } = await connect(context.config);
    await api.POST('/api/v1/assets/{id}/redrive', {
      params: { path: { id } },
      body: rendition === null ? {} : { rendition },
    });
    const asset = await assetOf(api, id);
    const what = rendition === null ? printable(asset.name) : `${rendition} of ${printable(asset.name)}`;
    if (input.flag('json')) printAsset(asset, true, context);
    else context.terminal.note(`Making ${what} again. Follow it with: vitascope assets show ${id}`);
    return 0;
  },
};

const remove: Command = {
  name: 'assets delete',
  help: deleteHelp,
  options: {
    force: { type: 'boolean' },
    json: { type: 'boolean' },
    permanent: { type: 'boolean' },
    yes: { type: 'boolean' },
  },
  positionals: ['ID'],
  async run(input, { config, terminal }) {
    const id = input.positionals[0] ?? '';
    const isPermanent = input.flag('permanent');
    const { api } = await connect(config);
    const what = await describeForDeletion(api, id, isPermanent);
    if (!input.flag('yes')) {
      const question = isPermanent
        ? `Delete ${what} and everything made from it for good?`
        : `Put ${what} into the trash?`;
      const answer = input.flag('json') ? null : await terminal.confirm(question);
      if (answer === null) {
        throw cliError(
          'confirmation-needed',
          `Nobody can be asked whether to delete ${what}. Add --yes to delete it.`,
        );
      }
      if (!answer) {
        terminal.note('Nothing was deleted.');
        return 1;
      }
    }
    const query = {
      ...(input.flag('force') ? { force: 'true' as const } : {}),
      ...(isPermanent ? { permanent: 'true' as const } : {}),
    };
    await api.DELETE('/api/v1/assets/{id}', { params: { path: { id }, query } }).catch((error: unknown) => {
      throw sayFlag(error, id);
    });
    if (input.flag('json')) terminal.print(JSON.stringify({ assetId: id, deleted: true }));
    else if (isPermanent) terminal.note(`Deleted ${what}.`);
    else terminal.note(`Put ${what} into the trash. Take it back with: vitascope assets restore ${id}`);
    return 0;
  },
};

/** The remedy as it is typed here: the server names what a program would send. */
function sayFlag(error: unknown, id: string): unknown {
  if (!(error instanceof ApiProblem) || error.code !== 'asset-linked') return error;
  const { code, status, details } = error;
  const titles = Array.isArray(details['linkedBy']) ? details['linkedBy'].map(String) : [];
  const by = titles.length === 0 ? 'titles' : printable(titles.join(', '));
  const message = `${id} is linked by ${by}. Take it out of them first, or add --force: then they no longer play it.`;
  return new ApiProblem(message, { code, status, details }, error);
}

/** What is in the trash is not shown by itself; it can be deleted all the same. */
async function describeForDeletion(api: Client, id: string, isPermanent: boolean): Promise<string> {
  try {
    const asset = await assetOf(api, id);
    return `"${printable(asset.name)}" (${formatSize(asset.sizeBytes)})`;
  } catch (error) {
    if (!isPermanent || (error as { code?: string }).code !== 'asset-not-found') throw error;
    return id;
  }
}

type TrashAnswer = AnswerOf<'GET', '/api/v1/assets/trash'>;

const trash: Command = {
  name: 'assets trash',
  help: trashHelp,
  options: { json: { type: 'boolean' } },
  positionals: [],
  async run(input, { config, terminal }) {
    const { api } = await connect(config);
    const items: TrashAnswer['items'][number][] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: { limit: number; cursor?: string } = {
        limit: pageSize,
        ...(cursor === '' ? {} : { cursor }),
      };
      const { data: page }: { data: TrashAnswer } = await api.GET('/api/v1/assets/trash', {
        params: { query },
      });
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    if (input.flag('json')) terminal.print(JSON.stringify({ items }));
    else if (items.length === 0) terminal.note('The trash is empty.');
    else {
      const rows = items.map((item) => [
        item.id,
        formatSize(item.storedBytes),
        item.deletedAt.slice(0, 16).replace('T', ' '),
        item.purgedAt.slice(0, 16).replace('T', ' '),
        printable(item.name),
      ]);
      for (const line of table([['ID', 'SIZE', 'DELETED', 'GONE AFTER', 'NAME'], ...rows]))
        terminal.print(line);
    }
    return 0;
  },
};

const restore: Command = {
  name: 'assets restore',
  help: restoreHelp,
  options: { json: { type: 'boolean' } },
  positionals: ['ID'],
  async run(input, context) {
    const id = input.positionals[0] ?? '';
    const { api } = await connect(context.config);
    const { data } = await api.POST('/api/v1/assets/{id}/restore', { params: { path: { id } } });
    if (input.flag('json')) printAsset(data, true, context);
    else context.terminal.note(`${printable(data.name)} is in the library again.`);
    return 0;
  },
};

export const assetCommands: readonly Command[] = [list, show, cancel, redrive, remove, trash, restore];
