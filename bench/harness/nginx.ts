// nginx with a configuration of its own in a temporary folder: one worker, loopback, a free port.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pidsOf } from './processes.ts';
import { temporaryFolder } from './product.ts';

export interface Nginx {
  readonly url: string;
  /** The folder below which its files lie; write `root` into it. */
  readonly root: string;
  readonly workerPid: number;
  stop(): Promise<void>;
}

/** `server` and `http` are pieces of configuration; `{root}` stands for the folder of files. */
export async function startNginx(pieces: {
  readonly http?: string;
  readonly server: string;
}): Promise<Nginx> {
  const folder = await temporaryFolder('nginx');
  await chmod(folder, 0o755);
  const root = join(folder, 'root');
  await mkdir(root);
  const port = await freePort();
  const fill = (text: string): string => text.replaceAll('{root}', root).replaceAll('{folder}', folder);
  const config = join(folder, 'nginx.conf');
  await writeFile(
    config,
    `daemon off;
worker_processes 1;
worker_rlimit_nofile 16384;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 8192; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  keepalive_timeout 65;
  open_file_cache max=1000 inactive=60s;
  open_file_cache_valid 60s;
  default_type application/octet-stream;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  ${fill(pieces.http ?? '')}
  server {
    listen 127.0.0.1:${port} backlog=4096;
    root ${root};
    ${fill(pieces.server)}
  }
}
`,
  );
  const child = spawn('nginx', ['-e', `${folder}/error.log`, '-p', folder, '-c', config], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswering(url, () => child.exitCode);
  const worker = pidsOf(child.pid ?? 0, 'server').find((pid) => pid !== child.pid);
  return {
    url,
    root,
    workerPid: worker ?? 0,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilAnswering(url: string, exitCode: () => number | null): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (exitCode() !== null) throw new Error(`nginx ended with ${exitCode()}`);
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await delay(50);
  }
  throw new Error('nginx does not answer');
}

/** A port that nobody had a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
