// For tests: pictures of every kind, honest and hostile, and the images of a catalogue on real parts.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { createFileSystemBlobs } from '@vitascope/platform/blobs';
import { createJobs } from '@vitascope/platform/jobs';
import { silentLogger } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';
import sharp from 'sharp';
import { openCatalog } from '../testing.ts';
import { centred, type Framing } from './frame.ts';
import type { ImageKind } from './image-kinds.ts';
import { createImages } from './images.ts';
import { createPictureMaker } from './picture-maker.ts';

/** Red on the left, blue on the right. */
export function halves(width: number, height: number) {
  const right = Buffer.from([0, 0, 255]);
  const half = Math.floor(width / 2);
  return sharp({ create: { width, height, channels: 3, background: '#f00' } }).composite([
    {
      input: Buffer.alloc((width - half) * height * 3, right),
      raw: { width: width - half, height, channels: 3 },
      left: half,
      top: 0,
    },
  ]);
}

export async function openImages(context: Pick<TestContext, 'after'>) {
  const opened = await openCatalog(context);
  const dir = await mkdtemp(join(tmpdir(), 'vitascope-images-'));
  const blobs = await createFileSystemBlobs({ dir });
  const telemetry = await createTelemetry({ serviceName: 'test', logLevel: 'silent', processMetrics: false });
  const jobs = createJobs({ database: opened.database, logger: silentLogger, telemetry });
  context.after(async () => {
    await jobs.stop({ graceSeconds: 0 });
    await telemetry.close();
    await rm(dir, { recursive: true, force: true });
  });
  const images = createImages({ ...opened, blobs, jobs, logger: silentLogger });
  const add = async (bytes: Uint8Array, kind: ImageKind, framing: Framing = centred) =>
    (await images.add(bytes, { kind, framing }, { actor: 'a tester' })).image;
  return { ...opened, blobs, jobs, images, add };
}

export function openMaker(options: Partial<Parameters<typeof createPictureMaker>[0]> = {}) {
  return createPictureMaker({ logger: silentLogger, ...options });
}

/** A PNG of exactly these chunks. */
export function pngOf(chunks: readonly (readonly [type: string, data: Uint8Array])[]): Buffer {
  const parts = chunks.map(([type, data]) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.byteLength);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  });
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts]);
}

export function pngHeader(width: number, height: number, { bits = 8, colour = 2 } = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bits;
  header[9] = colour;
  return header;
}

/** All pixels black, in as few bytes as zlib can. */
export function blackPng(width: number, height: number): Buffer {
  const rows = deflateSync(Buffer.alloc((width * 3 + 1) * height), { level: 9 });
  return pngOf([
    ['IHDR', pngHeader(width, height)],
    ['IDAT', rows],
    ['IEND', Buffer.alloc(0)],
  ]);
}
