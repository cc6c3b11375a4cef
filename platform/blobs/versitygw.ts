// For tests: a real S3-speaking server (versitygw on a folder), built once with Go and started by the test.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { S3BlobsOptions } from './s3-client.ts';

const VERSION = '1.8.0';
const CACHE = new URL('../../node_modules/.cache/vitascope/', import.meta.url).pathname;
const BUILD_TIMEOUT_MS = 900_000;
const START_TIMEOUT_MS = 20_000;

export interface S3Server {
  /** How to reach a new bucket of its own, which allows GET from anywhere. */
  newBucket(): Promise<S3BlobsOptions>;
  /** The folder in which the bucket `name` keeps its objects as files. */
  folderOf(bucket: string): string;
  stop(): Promise<void>;
}

/** Why the server cannot be had here, or `false`. */
export function s3ServerMissing(): string | false {
  if (existsSync(binary()) || goCommand() !== null) return false;
  return 'neither versitygw nor Go to build it is here';
}

function binary(): string {
  return join(CACHE, `versitygw-${VERSION}`, 'versitygw');
}

function goCommand(): string | null {
  // biome-ignore lint/style/noProcessEnv: where a developer's machine has Go is not the product's configuration.
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/local/go/bin'];
  return folders.map((folder) => join(folder, 'go')).find((path) => existsSync(path)) ?? null;
}

/** Builds on one core, niced, and moves the result in place whole, so that two test runs cannot disturb each other. */
async function build(): Promise<void> {
  const go = goCommand();
  if (existsSync(binary()) || go === null) return;
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'building-'));
  try {
    await promisify(execFile)(
      'nice',
      [
        '-n',
        '15',
        go,
        'install',
        '-p',
        '1',
        '-ldflags=-s -w',
        `github.com/versity/versitygw/cmd/versitygw@v${VERSION}`,
      ],
      // biome-ignore lint/style/noProcessEnv: Go finds its module cache by it.
      { env: { ...process.env, GOBIN: folder, GOFLAGS: '' }, timeout: BUILD_TIMEOUT_MS },
    );
    await rename(folder, join(CACHE, `versitygw-${VERSION}`)).catch(() => {});
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function startS3Server(): Promise<S3Server> {
  await build();
  const root = await mkdtemp(join(tmpdir(), 'versitygw-'));
  const buckets = join(root, 'buckets');
  await mkdir(buckets);
  const port = await freePort();
  const credentials = { accessKeyId: 'vitascope', secretAccessKey: 'only-for-tests' };
  const child = spawn(binary(), ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', buckets], {
    env: { ROOT_ACCESS_KEY: credentials.accessKeyId, ROOT_SECRET_KEY: credentials.secretAccessKey },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = async () => {
    await stopChild(child);
    await rm(root, { recursive: true, force: true });
  };
  try {
    await listening(child, port);
  } catch (error) {
    await stop();
    throw error;
  }
  let made = 0;
  return {
    async newBucket() {
      const bucket = `bucket-${made++}`;
      const options = {
        endpoint: `http://127.0.0.1:${port}`,
        region: 'us-east-1',
        credentials,
        forcePathStyle: true,
      };
      await makeBucket(options, bucket);
      return { ...options, bucket };
    },
    folderOf: (bucket) => join(buckets, bucket),
    stop,
  };
}

async function makeBucket(options: Omit<S3BlobsOptions, 'bucket'>, bucket: string): Promise<void> {
  const { S3Client, CreateBucketCommand, PutBucketCorsCommand } = await import('@aws-sdk/client-s3');
  const client = new S3Client({
    region: options.region,
    endpoint: options.endpoint ?? '',
    forcePathStyle: true,
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  await client.send(
    new PutBucketCorsCommand({
      Bucket: bucket,
      CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] },
    }),
  );
  client.destroy();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  let said = '';
  child.stderr?.on('data', (bytes) => {
    said += bytes;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`versitygw ended at once: ${said.slice(0, 500)}`);
    const socket = connect(port, '127.0.0.1');
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    await delay(50); // There is no event to await: the server says nothing when it is ready.
  }
  throw new Error(`versitygw does not listen on ${port}: ${said.slice(0, 500)}`);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
