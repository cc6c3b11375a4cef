/** Who may import whom, in manifests and in sources: the walls of the house. */
import { posix } from 'node:path';
import { findCycles } from './cycles.ts';
import { readSources, type SourceFile } from './imports.ts';
import { readWorkspaces, type Workspace } from './workspaces.ts';

const web = ['apps/watch', 'apps/studio'];
/** For each top folder, the top folders that it may import. What stands at the root itself may import everything. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  apps: ['apps', 'modules', 'packages', 'platform', 'encoder', 'media'],
  modules: ['modules', 'platform', 'encoder', 'media'],
  packages: ['packages', 'media'],
  platform: ['platform'],
  encoder: ['media'],
  media: ['media'],
};
/** Among modules, a lower one never imports a higher one. The rest is only held to having no cycles. */
const heights: Readonly<Record<string, number>> = {
  delivery: 3,
  protection: 2,
  playback: 1,
  assets: 0,
  catalog: 0,
  identity: 0,
};

export async function findLayerViolations(root: string): Promise<string[]> {
  const workspaces = await readWorkspaces(root);
  const sources = await readSources(root);
  const manifestEdges = workspaces.flatMap((from) =>
    from.dependencies.flatMap((name) =>
      workspaces.filter((to) => to.name === name).map((to) => ({ from, to })),
    ),
  );
  return [
    ...manifestEdges.flatMap(({ from, to }) => judge(from, to, `${from.path}/package.json`)),
    ...sources.flatMap((source) => judgeSource(source, workspaces)),
    ...findCycles(
      manifestEdges.map(({ from, to }) => [from.path, to.path]),
      'workspaces',
    ),
    ...['platform', 'media'].flatMap((top) => findCycles(folderEdges(sources, top), `folders of ${top}`)),
  ];
}

function judge(from: Workspace, to: Workspace, where: string): string[] {
  if (from.path === to.path) return [];
  const [top = '', room = ''] = from.path.split('/');
  const [toTop = '', toRoom = ''] = to.path.split('/');
  const may = web.includes(from.path) ? ['packages', 'media'] : (allowed[top] ?? []);
  if (!may.includes(toTop))
    return [`${where}: ${from.path} may not import ${to.path}, only ${may.join(', ')}.`];
  const isUpward = (heights[room] ?? 9) < (heights[toRoom] ?? -1);
  return isUpward ? [`${where}: ${room} is below ${toRoom} and may not know it.`] : [];
}

function judgeSource({ path, imports, isTest }: SourceFile, workspaces: readonly Workspace[]): string[] {
  const from = workspaces.find((workspace) => path.startsWith(`${workspace.path}/`));
  return imports.flatMap((specifier) => {
    if (specifier.startsWith('.')) {
      const target = posix.join(posix.dirname(path), specifier);
      const to = workspaces.find((workspace) => target.startsWith(`${workspace.path}/`));
      return to === from
        ? []
        : [`${path}: "${specifier}" crosses a workspace; import ${to?.name ?? 'by name'} by its name.`];
    }
    const isForBrowsers = from !== undefined && (from.path === 'media' || from.path.startsWith('packages/'));
    if (isForBrowsers && specifier.startsWith('node:') && !isTest) {
      return [`${path}: ${from.path} runs in the browser too and may not import ${specifier}.`];
    }
    const to = workspaces.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
    if (from === undefined || to === undefined || to === from) return [];
    const isListed = from.dependencies.includes(to.name);
    const unlisted = isListed
      ? []
      : [`${path}: ${to.name} is not in the dependencies of ${from.path}/package.json.`];
    return [...judge(from, to, path), ...unlisted];
  });
}

function folderEdges(sources: readonly SourceFile[], top: string): [string, string][] {
  const folder = (path: string): string => path.split('/').slice(0, 2).join('/');
  return sources
    .filter(({ path, isTest }) => path.startsWith(`${top}/`) && !isTest)
    .flatMap(({ path, imports }) =>
      imports
        .map((specifier) =>
          specifier.replace(`@vitascope/${top}/`, posix.relative(posix.dirname(path), top).concat('/')),
        )
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier): [string, string] => [
          folder(path),
          folder(posix.join(posix.dirname(path), specifier)),
        ])
        .filter(([from, to]) => from !== to),
    );
}
