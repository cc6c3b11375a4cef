/** Makes sure that what some tests drive is there: Chromium, an independent ffmpeg, and the built web apps. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { buildChangedWebApps } from '@vitascope/server/web-apps';

const programs = [
  { name: 'chromium', package: 'chromium', neededBy: /playwright|chromium/i },
  { name: 'ffmpeg', package: 'ffmpeg', neededBy: /\bff(mpeg|probe)\b/ },
];

/** Installs what the given test files need on Debian as root; elsewhere says what to install. */
export async function prepareMachine(testFiles: readonly string[]): Promise<void> {
  const sources = await Promise.all(testFiles.map((file) => readFile(file, 'utf8')));
  const missing = programs.filter(
    ({ name, neededBy }) => sources.some((source) => neededBy.test(source)) && !isInstalled(name),
  );
  if (missing.length === 0) return;
  const packages = missing.map((program) => program.package);
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    console.log(
      `Some tests need ${packages.join(' and ')}. On Debian: sudo apt-get install ${packages.join(' ')}`,
    );
    return;
  }
  console.log(`Installing ${packages.join(' and ')} for the tests…`);
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'] as const,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  execFileSync('apt-get', ['-qq', 'update'], { ...options, stdio: [...options.stdio] });
  execFileSync('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...packages], {
    ...options,
    stdio: [...options.stdio],
  });
}

/** Before any test starts a server, which would build them itself while others wait. */
export async function prepareWebApps(): Promise<void> {
  await buildChangedWebApps({ signal: new AbortController().signal, say: (line) => console.log(line) });
}

function isInstalled(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0;
}
