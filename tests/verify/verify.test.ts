import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type MadeSource, makeSource } from '../media/make.ts';
import { decodePath, decodeRendition } from './decode.ts';
import {
  expectCleanDecode,
  expectContinuousFragments,
  expectEveryFrameOnce,
  expectLipSync,
} from './expect.ts';
import { expectExactDelivery } from './expect-exact-delivery.ts';
import { packageWithFfmpeg } from './package-with-ffmpeg.ts';
import { describeStream, fetchStream, shuffled } from './stream.ts';
import { decodeWithSystemFfmpeg, findSystemFfmpeg } from './system-ffmpeg.ts';

const skip = findSystemFfmpeg() === null ? 'there is no system ffmpeg to make a stream with' : false;

describe('the verifier, on a stream that ffmpeg made', { skip }, () => {
  let folder: string;
  let source: MadeSource;
  let stream: { hls: string; dash: string };
  let strictHls: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vitascope-verify-test-'));
    source = await makeSource();
    stream = await packageWithFfmpeg(source.path, folder);
    strictHls = join(folder, 'strict.m3u8');
    const sloppy = await readFile(stream.hls, 'utf8');
    await writeFile(strictHls, sloppy.replace('#EXTM3U', '#EXTM3U\n#EXT-X-INDEPENDENT-SEGMENTS'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('finds every frame once and the sound in its place, whatever order the segments come in', async () => {
    const inOrder = await expectExactDelivery(strictHls, source);
    const shuffledBytes = await expectExactDelivery(stream.dash, source, { order: shuffled(7) });
    assert.deepEqual(
      shuffledBytes.map((rendition) => Buffer.concat(rendition.media).length),
      inOrder.map((rendition) => Buffer.concat(rendition.media).length),
    );
  });

  test('misses a segment that is left out, and hears one that is played twice', async () => {
    const renditions = await fetchStream(stream.dash);
    const video = renditions.find((each) => each.kind === 'video');
    const audio = renditions.find((each) => each.kind === 'audio');
    assert.ok(video && audio);
    const holed = { init: video.init, media: video.media.filter((_, n) => n !== 1) };
    const { frames } = await decodeRendition(holed);
    assert.throws(() => expectEveryFrameOnce(frames, source.frames), /missing/);
    assert.throws(() => expectContinuousFragments(holed.media), /tfdt of segment 1/);
    const shorter = await decodeRendition({ init: audio.init, media: audio.media.filter((_, n) => n !== 1) });
    assert.throws(() => expectLipSync(shorter.sound, { voice: 0, startSeconds: 0 }), /samples missing/);
    const whole = await decodeRendition(audio);
    assert.throws(() => expectLipSync(whole.sound, { voice: 1, startSeconds: 0 }), /sound is another/);
    assert.throws(() => expectLipSync(whole.sound, { voice: 0, startSeconds: 0.05 }), /sound is another/);
  });

  test('the system ffmpeg decodes both manifests without a complaint, and complains of a broken one', async () => {
    for (const manifest of [stream.hls, stream.dash])
      assert.deepEqual(await decodeWithSystemFfmpeg(manifest), { code: 0, stderr: '' });
    const { code } = await decodeWithSystemFfmpeg(join(folder, 'missing.m3u8'));
    assert.notEqual(code, 0);
  });

  test('refuses the sloppy playlists of others: ffmpeg leaves out EXT-X-INDEPENDENT-SEGMENTS', async () => {
    await assert.rejects(describeStream(stream.hls), /EXT-X-INDEPENDENT-SEGMENTS is missing/);
  });
});

describe('the makers', () => {
  for (const wish of [
    { container: 'mov', video: { rotateDegrees: 90, rate: [30000, 1001], seconds: 2 }, audio: null },
    { container: 'mkv', video: { codec: 'hevc', rate: 'variable', bitDepth: 10, seconds: 4 }, audio: null },
    { container: 'mp4', seconds: 4, video: { startSeconds: -0.6 }, audio: null },
    { container: 'ts', seconds: 3, startSeconds: 3600, video: { openGop: true, gopFrames: 25 }, audio: null },
  ] as const) {
    test(`a source of ${JSON.stringify(wish)} shows what it says`, async () => {
      const source = await makeSource(wish);
      const { tracks } = await decodePath(source.path);
      const picture = tracks.find((track) => track.kind === 'video');
      assert.ok(picture);
      expectCleanDecode(picture);
      expectEveryFrameOnce(picture.frames, source.frames);
    });
  }

  for (const [codec, container] of [
    ['aac', 'mp4'],
    ['mp3', 'mp3'],
    ['opus', 'ogg'],
    ['ac3', 'ts'],
    ['flac', 'flac'],
    ['pcm', 'wav'],
  ] as const) {
    test(`the beeps of ${codec} in ${container} are where they should be`, async () => {
      const source = await makeSource({ container, video: null, audio: { codec }, seconds: 4 });
      const { tracks } = await decodePath(source.path);
      const sound = tracks[0]?.sound ?? null;
      const measured = container === 'ts' || container === 'mp3'; // MPEG-TS begins late; MP3's delay is not hidden
      expectLipSync(sound, { voice: 0, startSeconds: measured ? (sound?.firstSeconds ?? 0) : 0 });
    });
  }
});
