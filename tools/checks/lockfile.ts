/** The lock file works on every machine: no private registry, no folder of someone's machine, every platform listed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findAbsent, type LockedPackages } from '../complete-lockfile.ts';

const publicRegistry = 'https://registry.npmjs.org/';

export async function findLockfileProblems(root: string): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const packages = (lock.packages ?? {}) as LockedPackages;
  const absent = [...findAbsent(packages)].map(
    ([name, { user }]) =>
      `package-lock.json: ${user} may use ${name}, which is not listed; "npm ci" refuses that. Run "npm run lock".`,
  );
  const unsafe = Object.entries(packages).flatMap(([path, entry]) => {
    if (entry.link === true || !path.includes('node_modules/')) return [];
    const where = `package-lock.json: ${path}`;
    const problems: string[] = [];
    if (entry.resolved !== undefined && !entry.resolved.startsWith(publicRegistry)) {
      problems.push(`${where} comes from ${entry.resolved}, which others cannot reach.`);
    }
    // See complete-lockfile.ts: a tool of ours for another platform, whose checksum could not be had.
    const isToolForOthers = entry.dev === true && entry.optional === true && entry.os !== undefined;
    if (entry.integrity === undefined && !isToolForOthers) problems.push(`${where} has no checksum.`);
    return problems;
  });
  return [...absent, ...unsafe];
}
