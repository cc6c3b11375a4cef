/** What each source file imports, read from its text: TypeScript 7 offers no parser to programs. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { listFiles } from '../files.ts';

export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly imports: readonly string[];
  readonly isTest: boolean;
}

// The formatter puts every import and re-export at the beginning of a line, and its end on a line of its own or the same.
const statements = [
  /^(?:import|export)\b[^'";]*?\bfrom\s+['"]([^'"]+)['"]/gm,
  /^import\s+['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]\s*[,)]/g,
  /\brequire\(\s*['"]([^'"]+)['"]\s*\)/g,
];

/** All TypeScript and JavaScript sources below the root. */
export async function readSources(root: string): Promise<SourceFile[]> {
  const files = await listFiles(root, /\.(ts|tsx|mts|js|mjs|jsx)$/);
  return Promise.all(
    files.map(async (file) => {
      const path = relative(root, file).replaceAll('\\', '/');
      const isTest = /\.test\.tsx?$|(^|\/)testing(\/|\.ts$)/.test(path);
      return { path, imports: importsOf(await readFile(file, 'utf8')), isTest };
    }),
  );
}

/** The specifiers of static, side-effect and literal dynamic imports. */
export function importsOf(source: string): string[] {
  const found = statements.flatMap((pattern) => [...source.matchAll(pattern)].map((match) => match[1] ?? ''));
  return [...new Set(found)];
}
