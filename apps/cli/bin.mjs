#!/usr/bin/env node
/** Starts the command on a Node that runs TypeScript as it is. Plain JavaScript, since an older Node has to parse it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

if (runsTypeScript(process.versions.node)) {
  await import('./main.ts');
} else {
  const node = packagedNode();
  if (node === null) {
    process.stderr.write(
      `Vitascope needs Node 22.18 or newer and this is Node ${process.versions.node}.\n` +
        'Run "npm ci" in the folder of Vitascope, which brings Node 24 along, or install Node 24.\n',
    );
    process.exitCode = 1;
  } else {
    runOn(node);
  }
}

/** Node strips types without a flag since 22.18. */
function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** The Node 24 that the npm package `node` installed beside this one, or null. */
function packagedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json');
    const path = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** Runs `main.ts` there. The channel lets a server notice when this process is killed, so that none is left behind. */
function runOn(node) {
  // As `npm start` does: a large young generation is collected in pauses that viewers notice.
  const child = spawn(node, ['--max-semi-space-size=4', main, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`Node 24 at ${node} did not start: ${error.message}\nRun "npm ci" again.\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal === null ? 1 : constants.signals[signal]));
  });
}
