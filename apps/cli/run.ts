/** From arguments to a command, and from what it throws to words and an exit code. */
import { readFile } from 'node:fs/promises';
import { ApiProblem } from '@vitascope/client';
import { withRemedy } from './api-client.ts';
import { assetCommands } from './assets.ts';
import { auditCommands } from './audit.ts';
import { catalogCommands } from './catalog.ts';
import { type Command, type CommandContext, parseInput } from './command.ts';
import type { CliConfig } from './config.ts';
import { demo } from './demo/demo.ts';
import { doctor } from './doctor.ts';
import { cliError, describeError } from './errors.ts';
import { assetsHelp, auditHelp, catalogHelp, mailHelp, overview, secretHelp } from './help.ts';
import { mailCommands } from './mail.ts';
import { nearest } from './nearest.ts';
import { push } from './push.ts';
import { secretCommands } from './secret.ts';
import { createServe } from './serve.ts';
import { loadServer } from './server-module.ts';
import type { Terminal } from './terminal.ts';

const commands: readonly Command[] = [
  createServe(loadServer),
  push,
  ...assetCommands,
  ...catalogCommands,
  ...mailCommands,
  ...auditCommands,
  ...secretCommands,
  demo,
  doctor,
];

/** Commands of two words, by the first, with what is said when the second is missing. */
const groups: Readonly<Record<string, string>> = {
  assets: assetsHelp,
  catalog: catalogHelp,
  mail: mailHelp,
  audit: auditHelp,
  secret: secretHelp,
};

export interface RunOptions {
  readConfig(): CliConfig;
  readonly terminal: Terminal;
}

/** Runs one command line and resolves with its exit code: 0, 1 for an error, 130 after Ctrl-C. */
export async function run(args: readonly string[], options: RunOptions): Promise<number> {
  const { terminal } = options;
  try {
    const asked = args[0] === 'help' ? [...args.slice(1), '--help'] : args;
    const first = asked[0];
    if (first === undefined || first === '--help' || first === '-h') return say(terminal, overview);
    if (first === '--version' || first === '-v') return say(terminal, await version());
    const group = groups[first];
    if (group !== undefined && (asked[1] === undefined || isHelp(asked[1]))) return say(terminal, group);
    const { command, rest } = findCommand(asked);
    if (rest.some(isHelp)) return say(terminal, command.help);
    const input = parseInput(command, rest);
    const context: CommandContext = { config: options.readConfig(), terminal };
    return await command.run(input, context).catch((error: unknown) => {
      throw withRemedy(error, context.config.serverUrl);
    });
  } catch (error) {
    return report(error, args, terminal);
  }
}

const isHelp = (argument: string): boolean => argument === '--help' || argument === '-h';

function say(terminal: Terminal, text: string): number {
  terminal.print(text);
  return 0;
}

async function version(): Promise<string> {
  const manifest: { version: string } = JSON.parse(
    await readFile(new URL('./package.json', import.meta.url), 'utf8'),
  );
  return `vitascope ${manifest.version} (Node ${process.versions.node})`;
}

function findCommand(args: readonly string[]): { command: Command; rest: readonly string[] } {
  const words = groups[args[0] ?? ''] === undefined ? 1 : 2;
  const name = args.slice(0, words).join(' ');
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return { command, rest: args.slice(words) };
  const names = [...commands.map((candidate) => candidate.name), ...Object.keys(groups), 'help'];
  const meant = nearest(name, names);
  const hint = meant === null ? 'See "vitascope --help".' : `Did you mean "vitascope ${meant}"?`;
  throw cliError('usage-invalid', `There is no command "vitascope ${name}". ${hint}`);
}

/** With `--json`, one object on standard output; otherwise a sentence on standard error. */
function report(error: unknown, args: readonly string[], terminal: Terminal): number {
  const { code, message } = describeError(error);
  terminal.draw(null);
  if (args.includes('--json')) {
    terminal.print(JSON.stringify({ error: { code, message } }));
  } else {
    terminal.note(`${terminal.paint('red', 'vitascope:')} ${message}`);
    if (error instanceof ApiProblem && error.traceId !== null) {
      terminal.note(terminal.paint('dim', `The server's log has the details under trace ${error.traceId}.`));
    }
    if (code === 'internal' && error instanceof Error && error.stack !== undefined) {
      terminal.note(terminal.paint('dim', error.stack));
    }
  }
  return code === 'command-stopped' ? 130 : 1;
}
