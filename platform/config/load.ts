/** Reads the configuration: defaults, then the file, then environment variables, the later ones winning. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { z } from 'zod';
import { defineErrors } from '../kernel/index.ts';
import { nearest } from './nearest.ts';
import { type ConfigSchema, listSections, listSettings, type Setting } from './settings.ts';

const fail = defineErrors({
  'config-invalid': { kind: 'invalid', title: 'The configuration has mistakes' },
});

export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Read when it exists. `VITASCOPE_CONFIG` names another, which then must exist. */
  readonly file?: string | undefined;
  /** Variables with our prefix that belong to someone else, such as the command-line client. */
  readonly otherVariables?: readonly string[];
}

type Tree = { [key: string]: unknown };

const maxFileBytes = 1_048_576;
const maxSecretBytes = 65_536;
// Kubernetes sets these in every pod beside a service named "vitascope".
const serviceLink = /_SERVICE_(HOST|PORT)|_PORT_\d+_(TCP|UDP)/;

/**
 * The checked configuration. Throws `config-invalid` with one line for every mistake, naming the variable or key, the
 * value (never a secret's) and, for an unknown key, the nearest known one.
 */
export async function loadConfig<S extends ConfigSchema>(
  schema: S,
  sources: ConfigSources,
): Promise<z.output<S>> {
  const settings = listSettings(schema);
  const mistakes: string[] = [];
  const { tree, name } = await readTree(sources, mistakes);
  checkKeys(schema, tree, name, mistakes);
  const fromVariables = await readVariables(settings, sources, mistakes);
  for (const [setting, value] of fromVariables) place(tree, setting.path, value);
  if (mistakes.length === 0) {
    addSections(schema, tree);
    const result = schema.safeParse(tree);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const path = issue.path.map(String);
      const setting = settings.find((one) => one.path.every((key, i) => key === path[i]));
      const isVariable = setting !== undefined && fromVariables.has(setting);
      const where = isVariable ? setting.variable : `${name}: ${path.join('.')}`;
      mistakes.push(`${where}${shown(setting, tree)}: ${issue.message}`);
    }
  }
  const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
  throw fail(
    'config-invalid',
    `The configuration has ${count}:\n${mistakes.map((line) => `  - ${line}`).join('\n')}`,
  );
}

async function readTree(sources: ConfigSources, mistakes: string[]): Promise<{ tree: Tree; name: string }> {
  const chosen = sources.env['VITASCOPE_CONFIG'] || undefined;
  const name = chosen ?? sources.file ?? 'vitascope.yaml';
  if (chosen === undefined && sources.file === undefined) return { tree: {}, name };
  try {
    const content = await readFile(name, 'utf8');
    if (content.length > maxFileBytes) throw new Error(`it is larger than ${maxFileBytes} bytes`);
    const tree: unknown = parse(content, { maxAliasCount: 100 }) ?? {};
    if (!isTree(tree)) throw new Error('it is not a list of keys with values');
    return { tree, name };
  } catch (error) {
    const isAbsent = (error as { code?: unknown }).code === 'ENOENT';
    if (!isAbsent || chosen !== undefined) {
      const reason = isAbsent ? 'VITASCOPE_CONFIG names it, but it does not exist' : firstLine(error);
      mistakes.push(`${name} cannot be read: ${reason}.`);
    }
    return { tree: {}, name };
  }
}

function checkKeys(schema: ConfigSchema, tree: Tree, name: string, mistakes: string[]): void {
  for (const { path, keys } of listSections(schema)) {
    const section = path.reduce<unknown>((node, key) => (isTree(node) ? node[key] : undefined), tree);
    if (section === undefined || section === null) continue;
    if (!isTree(section)) {
      mistakes.push(`${name}: ${path.join('.')} must hold keys with values.`);
      continue;
    }
    for (const key of Object.keys(section)) {
      if (keys.includes(key)) continue;
      const full = [...path, key].join('.');
      mistakes.push(
        `${name}: there is no setting "${full}". Did you mean "${[...path, nearest(key, keys)].join('.')}"?`,
      );
    }
  }
}

async function readVariables(
  settings: readonly Setting[],
  { env, otherVariables = [] }: ConfigSources,
  mistakes: string[],
): Promise<Map<Setting, unknown>> {
  const values = new Map<Setting, unknown>();
  const known = new Set(['VITASCOPE_CONFIG', ...otherVariables]);
  for (const setting of settings) {
    known.add(setting.variable);
    const text = env[setting.variable] || undefined; // an empty variable counts as none, as Compose passes it on
    const fileVariable = `${setting.variable}_FILE`;
    const file = setting.isSecret ? env[fileVariable] || undefined : undefined;
    if (setting.isSecret) known.add(fileVariable);
    if (text !== undefined && file !== undefined) {
      mistakes.push(`${setting.variable} and ${fileVariable} are both set; keep one.`);
    } else if (file !== undefined) {
      const value = await readSecret(file).catch((error: unknown) => {
        mistakes.push(`${fileVariable}: ${firstLine(error)}.`);
      });
      if (value !== undefined) values.set(setting, value);
    } else if (text !== undefined) {
      const parsed = parseVariable(setting, text);
      if ('mistake' in parsed) mistakes.push(parsed.mistake);
      else values.set(setting, parsed.value);
    }
  }
  for (const variable of Object.keys(env)) {
    if (!variable.startsWith('VITASCOPE_') || known.has(variable) || serviceLink.test(variable)) continue;
    mistakes.push(`There is no setting ${variable}. Did you mean ${nearest(variable, [...known])}?`);
  }
  return values;
}

async function readSecret(file: string): Promise<string> {
  const content = await readFile(file, 'utf8');
  if (content.length > maxSecretBytes) throw new Error(`${file} is larger than ${maxSecretBytes} bytes`);
  return content.replace(/\r?\n$/, '');
}

function parseVariable(setting: Setting, text: string): { value: unknown } | { mistake: string } {
  const { variable, type } = setting;
  const wrong = (what: string) => ({
    mistake: `${variable}: ${setting.isSecret ? 'the value' : `"${text}"`} is not ${what}.`,
  });
  switch (type) {
    case 'string':
    case 'choice':
      return { value: text };
    case 'number':
      if (/^tcp:\/\//.test(text)) {
        return { mistake: `${variable} was set by Kubernetes; set enableServiceLinks: false in the pod.` };
      }
      return /^-?\d+(\.\d+)?$/.test(text) ? { value: Number(text) } : wrong('a number');
    case 'boolean':
      return text in truth ? { value: truth[text] } : wrong('true or false');
    case 'list':
      return { value: text.split(',').map((part) => part.trim()) };
    case 'mixed':
      return { value: text in truth && !/^\d/.test(text) ? truth[text] : text };
    case 'json':
      try {
        return { value: JSON.parse(text) };
      } catch {
        return wrong('JSON');
      }
  }
}

const truth: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  '1': true,
  '0': false,
  yes: true,
  no: false,
};

/** Sections need not be written down: without any key they exist with their defaults. */
function addSections(schema: ConfigSchema, tree: Tree): void {
  for (const { path } of listSections(schema)) place(tree, path, undefined);
}

/** Puts a value at a path; without a value only makes sure that the sections on the way exist. */
function place(tree: Tree, path: readonly string[], value: unknown): void {
  const sections = value === undefined ? path : path.slice(0, -1);
  let node = tree;
  for (const key of sections) {
    const inner = node[key];
    const next: Tree = isTree(inner) ? inner : {};
    node[key] = next;
    node = next;
  }
  const last = path.at(-1);
  if (value !== undefined && last !== undefined) node[last] = value;
}

/** The value that was refused, when it may be shown. */
function shown(setting: Setting | undefined, tree: Tree): string {
  if (setting === undefined || setting.isSecret) return '';
  const value = setting.path.reduce<unknown>((node, key) => (isTree(node) ? node[key] : undefined), tree);
  return value === undefined ? '' : ` (${JSON.stringify(value)})`;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').replace(/[.:]$/, '');
}
