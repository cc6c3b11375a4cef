/**
 * `npm run dev -- watch|studio [--server http://127.0.0.1:8080]`: one web app from its sources, renewed as they change,
 * before a Vitascope that runs.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createServer, type UserConfig } from 'vite';
import { projectRoot } from './files.ts';

/** Where the router of each expects to be. Built, their files have a place of their own beside the pages. */
const bases: Readonly<Record<string, string>> = { watch: '/', studio: '/studio/' };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { server: { type: 'string', default: 'http://127.0.0.1:8080' }, port: { type: 'string' } },
});
const [app = ''] = positionals;
const base = bases[app];
if (base === undefined || positionals.length !== 1) {
  console.error('Say which app: npm run dev -- watch|studio [--server http://127.0.0.1:8080] [--port 5173]');
  process.exit(2);
}
await develop(app, base);

async function develop(name: string, path: string): Promise<void> {
  // The server compares the origin of a request with its host, which therefore stays as the browser knows it.
  const proxy = Object.fromEntries(
    ['/api', '/t', '/images'].map((prefix) => [
      `^${prefix}/`,
      { target: values.server, changeOrigin: false },
    ]),
  );
  const server: UserConfig['server'] = { host: '127.0.0.1', proxy };
  if (values.port !== undefined) Object.assign(server, { port: Number(values.port), strictPort: true });
  const vite = await createServer({ root: join(projectRoot, 'apps', name), base: path, server });
  await vite.listen();
  vite.printUrls();
  console.log(`  before ${values.server}; Ctrl-C stops it.`);
}
