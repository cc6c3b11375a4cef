/** What a command is, and how a command line becomes its input. */
import { parseArgs } from 'node:util';
import type { CliConfig } from './config.ts';
import { cliError } from './errors.ts';
import { nearest } from './nearest.ts';
import type { Terminal } from './terminal.ts';

/** An option: present or not (`boolean`), or with a value (`string`), perhaps one of a few. */
export interface Option {
  readonly type: 'boolean' | 'string';
  readonly oneOf?: readonly string[];
}

export interface Command {
  /** As it is typed: `assets list`. */
  readonly name: string;
  readonly help: string;
  readonly options: Readonly<Record<string, Option>>;
  /** Names of what has to follow, in order: `['FILE']`. */
  readonly positionals: readonly string[];
  /** Resolves with the exit code. */
  run(input: CommandInput, context: CommandContext): Promise<number>;
}

export interface CommandInput {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  value(name: string): string | undefined;
}

export interface CommandContext {
  readonly config: CliConfig;
  readonly terminal: Terminal;
}

const everywhere: Readonly<Record<string, Option>> = { help: { type: 'boolean' } };

/** Reads the arguments of one command, or throws `usage-invalid` naming the argument and what was probably meant. */
export function parseInput(command: Command, args: readonly string[]): CommandInput {
  const options = { ...command.options, ...everywhere };
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }])),
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string | true>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind === 'option') {
      values.set(
        token.name,
        readOption(command, { rawName: token.rawName, value: token.value }, options[token.name]),
      );
    }
  }
  if (!values.has('help')) checkPositionals(command, positionals);
  return {
    positionals,
    flag: (name) => values.has(name),
    value: (name) => {
      const value = values.get(name);
      return typeof value === 'string' ? value : undefined;
    },
  };
}

function readOption(
  command: Command,
  given: { rawName: string; value: string | undefined },
  option: Option | undefined,
): string | true {
  const { rawName, value } = given;
  if (option === undefined) {
    const names = [...Object.keys(command.options), ...Object.keys(everywhere)].map((name) => `--${name}`);
    const meant = nearest(rawName, names);
    const hint = meant === null ? `See "vitascope ${command.name} --help".` : `Did you mean ${meant}?`;
    throw cliError('usage-invalid', `"vitascope ${command.name}" has no option ${rawName}. ${hint}`);
  }
  if (option.type === 'boolean') {
    if (value !== undefined)
      throw cliError('usage-invalid', `${rawName} takes no value, and "${value}" was given.`);
    return true;
  }
  if (value === undefined || value === '') {
    const choices = option.oneOf === undefined ? '' : `: ${option.oneOf.join(' or ')}`;
    throw cliError('usage-invalid', `${rawName} needs a value${choices}.`);
  }
  if (option.oneOf !== undefined && !option.oneOf.includes(value)) {
    throw cliError('usage-invalid', `${rawName} is "${value}"; it can be ${option.oneOf.join(' or ')}.`);
  }
  return value;
}

function checkPositionals(command: Command, positionals: readonly string[]): void {
  const missing = command.positionals[positionals.length];
  if (missing !== undefined) {
    throw cliError(
      'usage-invalid',
      `"vitascope ${command.name}" needs ${missing}. See "vitascope ${command.name} --help".`,
    );
  }
  const extra = positionals[command.positionals.length];
  if (extra !== undefined) {
    throw cliError('usage-invalid', `"vitascope ${command.name}" does not know what to do with "${extra}".`);
  }
}
