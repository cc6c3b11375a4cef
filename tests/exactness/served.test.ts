// The whole product: pushed, fetched in random order while it is being filled, and again once it is complete.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { makeSource } from '../media/make.ts';
import type { SourceWish } from '../media/spec.ts';
import { expectExactDelivery } from '../verify/expect-exact-delivery.ts';
import { fetchStream, shuffled } from '../verify/stream.ts';
import { decodeWithSystemFfmpeg, findSystemFfmpeg } from '../verify/system-ffmpeg.ts';
import { hashes } from './make-all.ts';
import { type Product, startProduct } from './product.ts';

const noFfmpeg = findSystemFfmpeg() === null ? 'there is no system ffmpeg' : false;
const small = { width: 426, height: 240 } as const;
const films: Record<string, SourceWish> = {
  'H.264 with B pictures, copied and encoded': { seconds: 14, video: { bFrames: 3, gopFrames: 30 } },
  '29.97 HEVC with Opus in Matroska': {
    seconds: 10,
    container: 'mkv',
    video: { codec: 'hevc', rate: [30000, 1001] },
    audio: { codec: 'opus' },
  },
  'sound that outlasts the picture by 5 s': { seconds: 6, audio: { seconds: 11 } },
  'sound that begins before the picture, from an hour on': {
    seconds: 9,
    container: 'ts',
    startSeconds: 3600,
    audio: { startSeconds: -0.7 },
  },
  'two languages and a variable rate': {
    seconds: 9,
    container: 'mkv',
    video: { codec: 'vp9', rate: 'variable', ...small },
    audio: [{ language: 'eng' }, { language: 'deu', codec: 'flac' }],
  },
  'sound alone': { seconds: 10, video: null, audio: { codec: 'mp3', sampleRate: 44_100 }, container: 'mp3' },
};

describe('a film that is watched while it is filled', () => {
  let product: Product;
  before(async () => {
    product = await startProduct();
  });
  after(() => product.stop());

  for (const [n, [name, wish]] of Object.entries(films).entries()) {
    test(`${name}: exact in random order, the same bytes from the fill`, async () => {
      const source = await makeSource(wish);
      const watched = await product.push(source.path, 'playable');
      const random = await expectExactDelivery(watched.hlsUrl, source, { order: shuffled(n + 1) });
      const filled = await product.push(source.path, 'complete');
      assert.equal(filled.state, 'complete');
      const inOrder = await fetchStream(filled.dashUrl);
      assert.deepEqual(segmentHashes(inOrder), segmentHashes(random));
    });

    test(`${name}: decoded from both manifests by another ffmpeg`, { skip: noFfmpeg }, async () => {
      const { path } = await makeSource(wish);
      const { hlsUrl, dashUrl } = await product.push(path, 'complete');
      for (const url of [hlsUrl, dashUrl]) {
        const { code, stderr } = await decodeWithSystemFfmpeg(url);
        // A gap of 600 ms puts decode times far before presentation, on which ffmpeg's HLS reader remarks.
        const isRemarked = wish.video?.rate === 'variable' && url === hlsUrl;
        assert.deepEqual({ code, stderr: isRemarked ? '' : stderr }, { code: 0, stderr: '' });
      }
    });
  }
});

/** Manifests name renditions in their own ways and orders: the bytes tell which are which. */
function segmentHashes(renditions: Awaited<ReturnType<typeof fetchStream>>): string[][] {
  return renditions.map(({ media }) => hashes([{ name: '', media }])).sort();
}
