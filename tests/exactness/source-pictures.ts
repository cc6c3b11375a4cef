// The coded H.264 pictures of a file by their hashes, whatever container they lie in.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { avcNalTypeOf, splitAnnexB } from '@vitascope/media/codecs';
import { AV_PKT_FLAG_DISCARD, AVMEDIA_TYPE_VIDEO, FFmpegError, FormatContext, Packet } from 'node-av';

/** Hashes of the coded slices of every picture in decode order, of a file by its path or its bytes. */
export async function sourcePictures(file: string | Buffer): Promise<string[]> {
  if (typeof file === 'string') {
    const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, file], {
      timeout: 60_000,
    });
    return stdout.trim().split('\n');
  }
  const folder = await mkdtemp(join(tmpdir(), 'vitascope-pictures-'));
  try {
    const path = join(folder, 'joined.mp4');
    await writeFile(path, file);
    return await sourcePictures(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readPictures(path: string): string[] {
  const input = new FormatContext();
  FFmpegError.throwIfError(input.openInputSync(path, null, null), `cannot open ${path}`);
  FFmpegError.throwIfError(input.findStreamInfoSync(null), `cannot read the tracks of ${path}`);
  const video = input.streams.find((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO);
  const split = video?.codecpar.extradata?.[0] === 1 ? lengthPrefixed : splitAnnexB;
  const packet = new Packet();
  packet.alloc();
  const pictures: string[] = [];
  while (input.readFrameSync(packet) >= 0) {
    if (packet.streamIndex === video?.index && !packet.hasFlags(AV_PKT_FLAG_DISCARD))
      pictures.push(hashSlices(split(packet.data ?? Buffer.alloc(0))));
    packet.unref();
  }
  return pictures;
}

/** Slices only (NAL unit types 1 to 5): parameter sets and delimiters may stand elsewhere. */
function hashSlices(units: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const unit of units) {
    const type = avcNalTypeOf(unit);
    if (type >= 1 && type <= 5) hash.update(unit);
  }
  return hash.digest('hex').slice(0, 16);
}

function lengthPrefixed(data: Buffer): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at + 4 < data.byteLength; at += 4 + data.readUInt32BE(at))
    units.push(data.subarray(at + 4, at + 4 + data.readUInt32BE(at)));
  return units;
}

if (process.argv[1] === import.meta.filename) {
  const [, , path = ''] = process.argv;
  process.stdout.write(`${readPictures(path).join('\n')}\n`);
}
