// The hostile corpus: what an upload may hold that is not, or is not only, a film.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Canary } from './canary.ts';
import type { HostileFile } from './hostile-file.ts';
import { makeReferenceFiles } from './hostile-references.ts';
import { makeStructureFiles } from './hostile-structure.ts';
import { makeSource } from './make.ts';
import type { SourceWish } from './spec.ts';

/** Makes every entry; about 200 files, the largest 13 MB. The same canary may serve all of them. */
export async function makeHostileCorpus(canary: Canary): Promise<HostileFile[]> {
  const [mp4, fragmented, mkv, ts, faststart] = await Promise.all(
    (['mp4', 'mp4-fragmented', 'mkv', 'ts', 'mp4-faststart'] as const).map((container) =>
      small({ container }),
    ),
  );
  if (!mp4 || !fragmented || !mkv || !ts || !faststart) throw new Error('a source is missing');
  const whole = { 'film.mp4': faststart, 'film.mkv': mkv, 'film.ts': ts };
  return [
    ...noFilms(),
    ...makeReferenceFiles(canary, { mp4, mkv }),
    ...makeStructureFiles(mp4, fragmented),
    ...truncated({ ...whole, 'index-last.mp4': mp4 }),
    ...flipped(whole),
  ];
}

/**
 * A real picture of 8,192 x 8,192 pixels in a small file: decoding it takes hundreds of MB. Slow to make.
 * @public
 */
export async function makeDecodeBomb(): Promise<HostileFile> {
  const video = { width: 8192, height: 8192, rate: [5, 1], bFrames: 0, bitrate: 500_000 } as const;
  const bytes = await readFile((await makeSource({ seconds: 0.4, video, audio: null })).path);
  return { name: 'a real film of 8,192 pixels', fileName: 'film.mp4', bytes, expect: 'either' };
}

async function small(wish: SourceWish): Promise<Buffer> {
  const { path } = await makeSource({ seconds: 2, video: { width: 320, height: 180 }, ...wish });
  return await readFile(path);
}

function noFilms(): HostileFile[] {
  const random = Buffer.from(Array.from({ length: 100_000 }, createRandom(1)));
  const contents: Record<string, Buffer> = {
    'zero length': Buffer.alloc(0),
    'one byte': Buffer.from([0]),
    'a megabyte of zeros': Buffer.alloc(1_000_000),
    'random bytes': random,
    text: Buffer.from('This is not a film. '.repeat(500)),
    gzip: gzipSync(random),
    zip: Buffer.concat([Buffer.from('PK\u0003\u0004'), random]),
    pdf: Buffer.from('%PDF-1.7\n1 0 obj <<>> endobj\n'),
    elf: Buffer.concat([Buffer.from('\u007fELF\u0002\u0001\u0001'), Buffer.alloc(1000)]),
    png: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), random]),
    gif: Buffer.concat([Buffer.from('GIF89a'), random]),
    asf: Buffer.concat([Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex'), random]),
    mxf: Buffer.concat([Buffer.from('060e2b34020501010d01020101020400', 'hex'), random]),
    nut: Buffer.concat([Buffer.from('nut/multimedia container\0'), random]),
    html: Buffer.from('<!doctype html><script>alert(1)</script>'),
    'a Matroska head and nothing else': Buffer.from('1a45dfa3934282886d6174726f736b61', 'hex'),
    'a TS sync pattern over random bytes': Buffer.from(
      random.map((value, n) => (n % 188 === 0 ? 0x47 : value)),
    ),
    'an ID3 tag and nothing else': Buffer.concat([Buffer.from('ID3\u0004\0\0\0\0\0\n'), Buffer.alloc(10)]),
    'an ID3 tag of 256 MB': Buffer.from('4944330400007f7f7f7f', 'hex'),
  };
  return Object.entries(contents).map(([name, bytes]) => ({
    name,
    fileName: 'film.mp4',
    bytes,
    expect: 'rejected',
  }));
}

function truncated(films: Record<string, Buffer>): HostileFile[] {
  const places = [1, 8, 32, 100, 1000].map((bytes) => ({ name: `${bytes} bytes`, at: () => bytes }));
  const parts = [0.1, 0.25, 0.5, 0.75, 0.9, 0.99].map((part) => ({
    name: `${part * 100} %`,
    at: (length: number) => Math.floor(length * part),
  }));
  return Object.entries(films).flatMap(([fileName, whole]) =>
    [...places, ...parts].map(({ name, at }) => ({
      name: `${fileName} cut off after ${name}`,
      fileName,
      bytes: whole.subarray(0, at(whole.length)),
      // The last hundredth of an index at the end may hold nothing that playing needs.
      expect:
        (fileName === 'index-last.mp4' && at(whole.length) < 0.95 * whole.length) || at(whole.length) <= 100
          ? 'rejected'
          : 'either',
    })),
  );
}

/** Seeded: 1, 10 or 1,000 bits turned, half of them in the first 2 kB, where the structure is. */
function flipped(films: Record<string, Buffer>): HostileFile[] {
  return Object.entries(films).flatMap(([fileName, whole]) =>
    Array.from({ length: 12 }, (_, seed) => {
      const random = createRandom(seed + 1);
      const bytes = Buffer.from(whole);
      const flips = [1, 10, 1000][seed % 3] ?? 1;
      for (let n = 0; n < flips; n++) {
        const reach = n % 2 === 0 ? Math.min(2048, bytes.length) : bytes.length;
        const at = ((random() << 16) + (random() << 8) + random()) % reach;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (random() % 8));
      }
      return {
        name: `${fileName} with ${flips} bits turned, seed ${seed + 1}`,
        fileName,
        bytes,
        expect: 'either',
      };
    }),
  );
}

/** Repeatable bytes. */
function createRandom(seed: number): () => number {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
}
