/** `npm run build`: builds the two web apps, where their sources have changed since. */
import { buildChangedWebApps } from '@vitascope/server/web-apps';

const startedAt = performance.now();
const built = await buildChangedWebApps({
  signal: new AbortController().signal,
  say: (line) => console.log(line),
});
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(
  built.length === 0 ? 'The web apps are up to date.' : `Built ${built.join(' and ')} (${seconds} s).`,
);
