// Makes a whole asset (init segments, segments, HLS and DASH manifests) and has ffmpeg play it from both manifests.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  arrangeSamples,
  type InitTrack,
  readInitSegment,
  writeFragment,
  writeInitSegment,
} from '../cmaf/index.ts';
import { codecString } from '../codecs/index.ts';
import { writeMediaPlaylist, writeMultivariantPlaylist } from '../hls/index.ts';
import { concatBytes, findMoov, readSampleTables, type SampleTable } from '../isobmff/index.ts';
import { writeMpd } from './index.ts';

const skip = spawnSync('ffmpeg', ['-version']).status === 0 ? false : 'ffmpeg is not installed';
const folder = mkdtempSync(join(tmpdir(), 'dash-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function ffmpeg(args: readonly string[]): string {
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  const run = spawnSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], options);
  assert.equal(run.status, 0, run.stderr);
  return run.stdout;
}

/** Hashes of every decoded frame of the one kind. */
function hashes(file: string, map: string): string[] {
  const sync = map === '0:v' ? ['-fps_mode', 'passthrough'] : [];
  const text = ffmpeg(['-xerror', '-i', file, '-map', map, ...sync, '-f', 'framemd5', '-']);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => line.split(',')[5]?.trim() ?? '');
}

/** Cuts at key frames at least two seconds apart. */
function cutsOf(table: SampleTable): number[] {
  const cuts = [table.pts[0] ?? 0];
  for (let i = 1; i < table.count; i++) {
    const time = table.pts[i] ?? 0;
    if (table.keys[i] === 1 && time - (cuts.at(-1) ?? 0) >= 2 * table.timescale) cuts.push(time);
  }
  const last = table.pts.reduce((most, time, i) => Math.max(most, time + (table.durations[i] ?? 0)), 0);
  return [...cuts, last];
}

function writeRendition(id: string, source: Uint8Array, table: SampleTable, init: InitTrack): number[] {
  mkdirSync(join(folder, id));
  writeFileSync(join(folder, id, 'init.mp4'), writeInitSegment(init));
  const cuts = cutsOf(table);
  for (let number = 0; number + 1 < cuts.length; number++) {
    const [start, end] = [cuts[number] ?? 0, cuts[number + 1] ?? 0];
    const rows = Array.from(table.pts.keys()).filter((i) => {
      const time = table.pts[i] ?? 0;
      return time >= start && time < end;
    });
    const arranged = arrangeSamples(
      rows.map((i) => table.pts[i] ?? 0),
      end,
    );
    assert.equal(arranged.baseDecodeTime, start);
    const samples = arranged.samples.map((sample, n) => {
      const row = rows[n] ?? 0;
      return { ...sample, sizeBytes: table.sizes[row] ?? 0, isKey: table.keys[row] === 1 };
    });
    const fragment = {
      sequenceNumber: number + 1,
      baseDecodeTime: start,
      kind: init.kind,
      startsSegment: true,
      samples,
    };
    const bytes = rows.map((i) => {
      const offset = table.offsets[i] ?? 0;
      return source.subarray(offset, offset + (table.sizes[i] ?? 0));
    });
    writeFileSync(join(folder, id, `${number}.m4s`), concatBytes([writeFragment(fragment), ...bytes]));
  }
  writeFileSync(join(folder, id, 'media.m3u8'), writeMediaPlaylist({ timescale: table.timescale, cuts }));
  return cuts;
}

test('an asset cut from a file plays from both manifests, every frame and sample once', { skip }, () => {
  ffmpeg([
    ...['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=25:duration=9'],
    ...['-f', 'lavfi', '-i', 'sine=frequency=500:sample_rate=44100:duration=9'],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-bf',
      '2',
      '-g',
      '50',
      '-flags',
      '+cgop',
      '-pix_fmt',
      'yuv420p',
    ],
    ...['-c:a', 'aac', '-use_editlist', '0', 'source.mp4'],
  ]);
  const source = new Uint8Array(readFileSync(join(folder, 'source.mp4')));
  const moov = findMoov(
    (position, length) => source.subarray(position, position + length),
    source.byteLength,
  );
  assert.ok(moov !== null);
  const moovBytes = source.subarray(moov.position, moov.position + moov.size);
  const [videoTable, audioTable] = readSampleTables(moovBytes, source.byteLength);
  const [videoTrack, audioTrack] = readInitSegment(source).tracks;
  assert.ok(videoTable && audioTable && videoTrack?.config && audioTrack?.config);
  const { timescale } = videoTable;
  const videoCuts = writeRendition('v', source, videoTable, {
    ...{ kind: 'video', codec: 'avc1', timescale, config: videoTrack.config, width: 160, height: 90 },
  });
  const audioCuts = writeRendition('a', source, audioTable, {
    ...{ kind: 'audio', codec: 'mp4a', timescale: 44_100, config: audioTrack.config, sampleRate: 44_100 },
    ...{ channels: audioTrack.channels, language: null, averageBitrate: 70_000 },
  });
  assert.ok(videoCuts.length >= 5 && audioCuts.length >= 5);
  const rates = { peakBandwidth: 500_000, averageBandwidth: 400_000 };
  const frameRate = { numerator: 25, denominator: 1 };
  const video = { id: 'v', ...rates, timescale, cuts: videoCuts, width: 160, height: 90, frameRate };
  const audio = { id: 'a', ...rates, timescale: 44_100, cuts: audioCuts, channels: 1, sampleRate: 44_100 };
  const presentation = {
    duration: { ticks: 9, timescale: 1 },
    video: [{ ...video, codecs: codecString('avc1', videoTrack.config) }],
    audio: [
      {
        ...audio,
        codecs: codecString('mp4a', audioTrack.config),
        name: 'Sound',
        language: 'en',
        isDefault: true,
      },
    ],
  };
  writeFileSync(join(folder, 'main.m3u8'), writeMultivariantPlaylist(presentation));
  writeFileSync(join(folder, 'manifest.mpd'), writeMpd(presentation));
  for (const map of ['0:v', '0:a']) {
    const wanted = hashes('source.mp4', map);
    assert.ok(wanted.length >= 225);
    assert.deepEqual(hashes('main.m3u8', map), wanted, `HLS ${map}`);
    assert.deepEqual(hashes('manifest.mpd', map), wanted, `DASH ${map}`);
  }
});
