/**
 * `npm run lock`: lists the packages for other platforms that npm left out of the lock file.
 *
 * A mirror of the registry may hold a program's package for its own platform alone. npm then writes a lock file without
 * the others, and `npm ci` refuses it everywhere. What they are called, which version fits and where they run is known
 * from the package that may use them, so they can be listed; their checksums are not, and npm verifies none for them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './files.ts';

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** The last `node_modules/` of a path in a lock file is followed by the package's name. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Optional dependencies that are listed nowhere, by name, with the version and the package that may use them. */
export function findAbsent(packages: LockedPackages): Map<string, { version: string; user: string }> {
  const listed = new Set(Object.keys(packages).map(nameOf));
  return new Map(
    Object.entries(packages).flatMap(([user, { optionalDependencies = {} }]) =>
      Object.entries(optionalDependencies)
        .filter(([name]) => !listed.has(name))
        .map(([name, version]) => [name, { version, user }] as const),
    ),
  );
}

/** The packages with the absent ones added, sorted by path as npm does. Throws where a name or version says too little. */
export function complete(packages: LockedPackages): LockedPackages {
  const added = [...findAbsent(packages)].map(([name, { version, user }]): [string, LockedPackage] => {
    const isDev = packages[user]?.dev === true;
    if (!isDev) throw new Error(`${name} is used outside development and needs a checksum; lock it by hand.`);
    return [`node_modules/${name}`, entryOf(name, version)];
  });
  const all = [...Object.entries(packages), ...added];
  return Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b, 'en')));
}

const platform =
  /(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|win32)-(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)(?:-(\w+))?$/;

function entryOf(name: string, version: string): LockedPackage {
  const [, os, cpu, abi = ''] = platform.exec(name) ?? [];
  if (os === undefined || cpu === undefined) throw new Error(`The name ${name} does not say where it runs.`);
  if (!/^\d+\.\d+\.\d+/.test(version))
    throw new Error(`${name} is wanted as ${version}, which is no version.`);
  const libc = os === 'linux' && abi !== '' ? { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] } : {};
  return { version, cpu: [cpu], dev: true, ...libc, optional: true, os: [os] }; // in npm's order
}

if (import.meta.main) {
  const path = join(projectRoot, 'package-lock.json');
  const lock = JSON.parse(await readFile(path, 'utf8'));
  const packages = complete(lock.packages);
  const count = Object.keys(packages).length - Object.keys(lock.packages).length;
  if (count > 0) await writeFile(path, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
  console.log(count === 0 ? 'The lock file is complete.' : `Listed ${count} packages for other platforms.`);
}
