// Rewrites files made by ffmpeg as CMAF and has ffmpeg decode both: every frame and sample must be the same.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { concatBytes } from '../isobmff/index.ts';
import {
  arrangeSamples,
  type InitTrack,
  type ParsedInitTrack,
  readFragments,
  readInitSegment,
  writeFragment,
  writeInitSegment,
} from './index.ts';

const skip = spawnSync('ffmpeg', ['-version']).status === 0 ? false : 'ffmpeg is not installed';
const folder = mkdtempSync(join(tmpdir(), 'cmaf-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function ffmpeg(args: readonly string[]): string {
  const run = spawnSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  assert.equal(run.status, 0, run.stderr);
  assert.equal(run.stderr, '');
  return run.stdout;
}

function decodedFrames(file: string): { seconds: number; md5: string | undefined }[] {
  const text = ffmpeg(['-xerror', '-copyts', '-i', file, '-fps_mode', 'passthrough', '-f', 'framemd5', '-']);
  const scale = /#tb 0: (\d+)\/(\d+)/.exec(text);
  const perTick = Number(scale?.[1]) / Number(scale?.[2]);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const columns = line.split(',').map((column) => column.trim());
    return { seconds: Number(columns[2]) * perTick, md5: columns[5] };
  });
}

interface SourceSample {
  readonly pts: number;
  readonly isKey: boolean;
  readonly bytes: Uint8Array;
}

function readSource(file: string): { track: ParsedInitTrack; samples: SourceSample[]; end: number } {
  const bytes = new Uint8Array(readFileSync(join(folder, file)));
  const fragments = readFragments(bytes);
  const track = readInitSegment(bytes).tracks[0] as ParsedInitTrack;
  const parsed = fragments.flatMap((fragment) => fragment.samples);
  const samples = parsed.map((sample) => ({
    pts: sample.decodeTime + sample.compositionOffset,
    isKey: sample.isKey,
    bytes: bytes.subarray(sample.offset, sample.offset + sample.sizeBytes),
  }));
  const end = Math.max(...parsed.map((one) => one.decodeTime + one.compositionOffset + one.duration));
  return { track, samples, end };
}

/** Segments of closed GOPs: [first sample, first sample of the next). */
function segmentsOf(samples: readonly SourceSample[], every: number): SourceSample[][] {
  const segments: SourceSample[][] = [];
  for (const [i, sample] of samples.entries()) {
    if (i === 0 || (sample.isKey && (segments.at(-1)?.length ?? 0) >= every)) segments.push([]);
    segments.at(-1)?.push(sample);
  }
  return segments;
}

function rewrite(source: ReturnType<typeof readSource>, init: InitTrack): Uint8Array {
  const segments = segmentsOf(source.samples, 20);
  const chunks = segments.map((segment, i) => {
    const pts = segment.map((sample) => sample.pts);
    const end = Math.min(...(segments[i + 1]?.map((sample) => sample.pts) ?? [source.end]));
    const { baseDecodeTime, samples } = arrangeSamples(pts, end);
    assert.equal(baseDecodeTime, Math.min(...pts));
    const head = writeFragment({
      sequenceNumber: i + 1,
      baseDecodeTime,
      kind: init.kind,
      startsSegment: true,
      samples: samples.map((sample, n) => ({
        ...sample,
        sizeBytes: segment[n]?.bytes.byteLength ?? 0,
        isKey: segment[n]?.isKey ?? false,
      })),
    });
    return concatBytes([head, ...segment.map((sample) => sample.bytes)]);
  });
  return concatBytes([writeInitSegment(init), ...chunks]);
}

for (const rate of ['25', '24000/1001']) {
  test(`video with B-frames at ${rate} decodes to the same frames at the same times`, { skip }, () => {
    const name = `v${rate.length}`;
    ffmpeg([
      ...['-f', 'lavfi', '-i', `testsrc2=size=192x108:rate=${rate}:duration=5`, '-pix_fmt', 'yuv420p'],
      ...[
        '-c:v',
        'libx264',
        '-bf',
        '3',
        '-g',
        '24',
        '-flags',
        '+cgop',
        '-preset',
        'ultrafast',
        '-x264-params',
      ],
      ...[
        'bframes=3:b-adapt=0:scenecut=0',
        '-movflags',
        'empty_moov+frag_keyframe+default_base_moof',
        `${name}.mp4`,
      ],
    ]);
    const source = readSource(`${name}.mp4`);
    const { track } = source;
    assert.equal(track.sampleEntry, 'avc1');
    assert.ok(track.config !== null);
    const ours = rewrite(source, {
      kind: 'video',
      codec: 'avc1',
      timescale: track.timescale,
      config: track.config,
      width: track.width,
      height: track.height,
    });
    const parsed = readFragments(ours).flatMap((fragment) => fragment.samples);
    const deepest = Math.min(...parsed.map((sample) => sample.compositionOffset));
    assert.ok(deepest < 0);
    assert.deepEqual(
      parsed.map((sample) => sample.decodeTime + sample.compositionOffset),
      source.samples.map((sample) => sample.pts),
    );
    writeFileSync(join(folder, `${name}-cmaf.mp4`), ours);
    // ffmpeg's demuxer shows fragments with negative offsets late by the deepest of them (its `dts_shift`).
    const times = source.samples
      .map((sample) => (sample.pts - deepest) / track.timescale)
      .sort((a, b) => a - b);
    const hashes = decodedFrames(`${name}.mp4`).map((frame) => frame.md5);
    assert.equal(hashes.length, times.length);
    for (const [i, frame] of decodedFrames(`${name}-cmaf.mp4`).entries()) {
      assert.equal(frame.md5, hashes[i], `picture ${i}`);
      assert.ok(Math.abs(frame.seconds - (times[i] ?? 0)) < 0.0005, `frame ${i} at ${frame.seconds}`);
    }
  });
}

for (const sampleRate of [44_100, 48_000]) {
  test(`AAC at ${sampleRate} Hz decodes to the same samples`, { skip }, () => {
    const name = `a${sampleRate}`;
    ffmpeg([
      ...[
        '-f',
        'lavfi',
        '-i',
        `sine=frequency=440:sample_rate=${sampleRate}:duration=4`,
        '-ac',
        '2',
        '-c:a',
        'aac',
      ],
      ...[
        '-movflags',
        'empty_moov+default_base_moof',
        '-frag_duration',
        '1000000',
        '-use_editlist',
        '0',
        `${name}.mp4`,
      ],
    ]);
    const source = readSource(`${name}.mp4`);
    const { track } = source;
    assert.ok(track.config !== null);
    const ours = rewrite(source, {
      kind: 'audio',
      codec: 'mp4a',
      timescale: track.timescale,
      config: track.config,
      sampleRate: track.sampleRate,
      channels: track.channels,
      language: 'en',
      averageBitrate: 128_000,
    });
    assert.equal(readInitSegment(ours).tracks[0]?.language, 'en');
    writeFileSync(join(folder, `${name}-cmaf.mp4`), ours);
    const hashes = (file: string) => decodedFrames(file).map((frame) => frame.md5);
    assert.deepEqual(hashes(`${name}-cmaf.mp4`), hashes(`${name}.mp4`));
  });
}
