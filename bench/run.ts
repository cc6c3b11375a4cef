// Runs benches: `npm run bench -- <name>… | all [--quick]`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const names = [
  'first-frame',
  'first-frame-transcoded',
  'random-segment',
  'fill',
  'hot-segments',
  'playlists',
  'misses',
  'idle',
  'heartbeats',
  'playback-start',
  'overload',
  'search',
  'click-to-frame',
  'seek',
  'rebuffering',
  'studio-library',
  'home',
];

const args = process.argv.slice(2);
const flags = args.filter((arg) => arg.startsWith('-'));
const wanted = args.filter((arg) => !arg.startsWith('-'));
const chosen = wanted.includes('all') ? names : wanted;
const unknown = chosen.filter((name) => !names.includes(name));

if (chosen.length === 0 || unknown.length > 0 || flags.some((flag) => flag !== '--quick')) {
  process.stderr.write(`usage: npm run bench -- <name>…|all [--quick]\nnames: ${names.join(', ')}\n`);
  process.exitCode = 2;
} else {
  for (const name of chosen) {
    const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...flags], {
      stdio: 'inherit',
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) {
      process.stderr.write(`${name} failed\n`);
      process.exitCode = 1;
    }
  }
}
