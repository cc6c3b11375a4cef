/** `npm run generate`: writes the files that are made from the code. `npm run check` tells when they are out of date. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { clientTypes } from './client-types.ts';
import { listFiles, projectRoot } from './files.ts';

/** A file that is made from the code. To add one, add it to `generators`. */
export interface Generator {
  /** From the root. */
  readonly output: string;
  /** The source that it is made from; without it there is nothing to make yet. */
  readonly source?: string;
  generate(root: string): Promise<string>;
}

const generators: readonly Generator[] = [
  {
    output: 'docs/reference/configuration.md',
    source: 'apps/server/config.ts',
    async generate(root) {
      const { configReference } = await import('@vitascope/platform/config');
      const { configSchema } = await load(root, 'apps/server/config.ts');
      return configReference(configSchema as Parameters<typeof configReference>[0]);
    },
  },
  {
    output: 'docs/reference/openapi.json',
    source: 'apps/server/openapi.ts',
    async generate(root) {
      return `${JSON.stringify(await apiDocument(root), null, 2)}\n`;
    },
  },
  {
    output: 'packages/client/generated/api.ts',
    source: 'apps/server/openapi.ts',
    async generate(root) {
      const codes = (await allErrors(root)).map(({ code }) => code);
      return clientTypes(await apiDocument(root), codes);
    },
  },
  { output: 'docs/reference/errors.md', generate: errorReference },
];

/** One line for each generated file that is not what would be generated now. */
export async function findStaleFiles(
  root: string,
  all: readonly Generator[] = generators,
): Promise<string[]> {
  const found = await Promise.all(
    present(all, root).map(async (generator) => {
      const wanted = await generator.generate(root);
      const actual = await readFile(join(root, generator.output), 'utf8').catch(() => undefined);
      if (actual === wanted) return [];
      const state = actual === undefined ? 'is missing' : 'is out of date';
      return [`${generator.output} ${state}; run "npm run generate" and commit the result.`];
    }),
  );
  return found.flat();
}

export async function writeGeneratedFiles(
  root: string,
  all: readonly Generator[] = generators,
): Promise<string[]> {
  return Promise.all(
    present(all, root).map(async (generator) => {
      const path = join(root, generator.output);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await generator.generate(root));
      return generator.output;
    }),
  );
}

function present(all: readonly Generator[], root: string): Generator[] {
  return all.filter(({ source }) => source === undefined || existsSync(join(root, source)));
}

async function apiDocument(root: string): Promise<Record<string, unknown>> {
  const { createApiDocument } = await load(root, 'apps/server/openapi.ts');
  return await (createApiDocument as () => Promise<Record<string, unknown>>)();
}

/** Every code in the registry, which is full once each file that defines errors has been loaded. */
async function allErrors(root: string) {
  const files = await listFiles(root, /(apps|modules|platform)\/.*(?<!\.test)\.ts$/);
  for (const file of files) {
    const source = await readFile(file, 'utf8');
    if (/\bdefineErrors\(\{/.test(source)) await import(pathToFileURL(file).href);
  }
  const { listErrors } = await import('@vitascope/platform/kernel');
  return listErrors();
}

async function errorReference(root: string): Promise<string> {
  const rows = (await allErrors(root)).map(({ code, kind, title }) => `| \`${code}\` | ${kind} | ${title} |`);
  return `# Errors

Every error has a stable \`code\`. Over HTTP it is an RFC 9457 problem whose \`type\` is \`urn:vitascope:problem:\` and
the code; the kind decides the status. Branch on the code, never on the text.

This page is generated from the code.

| Code | Kind | Meaning |
|---|---|---|
${rows.join('\n')}
`;
}

async function load(root: string, path: string): Promise<Record<string, unknown>> {
  return (await import(pathToFileURL(join(root, path)).href)) as Record<string, unknown>;
}

if (import.meta.main) {
  for (const output of await writeGeneratedFiles(projectRoot)) console.log(`Wrote ${output}`);
}
