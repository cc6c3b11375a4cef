/** The workspaces and what their manifests list. */
import { readFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { listFiles } from '../files.ts';

export interface Workspace {
  /** From the root: `platform`, `modules/assets`. */
  readonly path: string;
  readonly name: string;
  readonly dependencies: readonly string[];
}

/** Every folder below the root with a `package.json`. */
export async function readWorkspaces(root: string): Promise<Workspace[]> {
  const manifests = (await listFiles(root, /package\.json$/)).filter((file) => dirname(file) !== root);
  return Promise.all(
    manifests.map(async (file) => {
      const { name, dependencies = {} } = JSON.parse(await readFile(file, 'utf8'));
      return {
        path: relative(root, dirname(file)).replaceAll('\\', '/'),
        name,
        dependencies: Object.keys(dependencies),
      };
    }),
  );
}
