// Compares the sample tables with what ffprobe says of the same files.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findMoov, readSampleTables, type SampleTable } from './index.ts';

const skip = spawnSync('ffprobe', ['-version']).status === 0 ? false : 'ffmpeg is not installed';
const folder = mkdtempSync(join(tmpdir(), 'isobmff-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[]): string {
  const result = spawnSync(command, ['-v', 'error', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 27,
  });
  assert.equal(result.status, 0, result.stderr);
  return result.stdout;
}

function readTables(file: string): SampleTable[] {
  const bytes = new Uint8Array(readFileSync(join(folder, file)));
  const moov = findMoov((position, length) => bytes.subarray(position, position + length), bytes.byteLength);
  assert.ok(moov !== null);
  return readSampleTables(bytes.subarray(moov.position, moov.position + moov.size), bytes.byteLength);
}

interface ProbedPacket {
  readonly pts: number;
  readonly dts: number;
  readonly duration?: number;
  readonly size: string;
  readonly pos: string;
  readonly flags: string;
}

function probePackets(file: string, track: number): ProbedPacket[] {
  const options = [
    '-ignore_editlist',
    '1',
    '-select_streams',
    String(track),
    '-show_packets',
    '-of',
    'json',
    file,
  ];
  return (JSON.parse(run('ffprobe', options)) as { packets: ProbedPacket[] }).packets;
}

const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=128x72:rate=24000/1001:duration=6'];
const sound = ['-f', 'lavfi', '-i', 'sine=frequency=300:sample_rate=44100:duration=6'];
const encode = [
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-bf',
  '2',
  '-g',
  '30',
  '-pix_fmt',
  'yuv420p',
  '-c:a',
  'aac',
];

const cases: readonly { name: string; file: string; args: readonly string[] }[] = [
  { name: 'an MP4 with its index at the end', file: 'end.mp4', args: [] },
  { name: 'an MP4 with its index in front', file: 'front.mp4', args: ['-movflags', '+faststart'] },
  {
    name: 'an MP4 with negative composition offsets',
    file: 'neg.mp4',
    args: ['-movflags', '+negative_cts_offsets'],
  },
  { name: 'a QuickTime file', file: 'quick.mov', args: [] },
  { name: 'an MP4 without B-frames', file: 'ipp.mp4', args: ['-bf', '0'] },
  { name: 'an MP4 of intra frames only', file: 'intra.mp4', args: ['-g', '1'] },
];

for (const { name, file, args } of cases) {
  test(`reads ${name} as ffprobe does`, { skip }, () => {
    run('ffmpeg', ['-y', ...picture, ...sound, ...encode, ...args, file]);
    const tables = readTables(file);
    assert.deepEqual(
      tables.map((table) => [table.handler, table.sampleEntry]),
      [
        ['vide', 'avc1'],
        ['soun', 'mp4a'],
      ],
    );
    for (const [i, table] of tables.entries()) {
      const packets = probePackets(file, i);
      assert.equal(table.count, packets.length);
      // ffprobe keeps decode times at or before presentation by moving them all; compare from the first.
      const moved = packets[0]?.dts ?? 0;
      for (const [n, packet] of packets.entries()) {
        assert.deepEqual(
          [table.pts[n], table.dts[n], table.sizes[n], table.offsets[n], table.keys[n]],
          [
            packet.pts,
            packet.dts - moved,
            Number(packet.size),
            Number(packet.pos),
            packet.flags[0] === 'K' ? 1 : 0,
          ],
          `packet ${n} of ${file} track ${i}`,
        );
      }
    }
    assert.equal(tables[0]?.timescale, 24_000);
    assert.equal(tables[1]?.timescale, 44_100);
  });
}

test('reads edit lists and languages', { skip }, () => {
  const args = ['-itsoffset', '0.5', ...sound, '-map', '0', '-map', '1', ...encode];
  run('ffmpeg', ['-y', ...picture, ...args, '-metadata:s:a:0', 'language=fra', 'edits.mp4']);
  const [video, audio] = readTables('edits.mp4');
  assert.equal(video?.edits.length, 1);
  assert.ok((video?.edits[0]?.mediaTime ?? 0) > 0, 'B-frames are hidden by an edit');
  // Half a second of nothing, less the 1,024 samples that the AAC encoder puts in front.
  assert.deepEqual([audio?.edits[0]?.mediaTime, audio?.edits[0]?.segmentDuration], [-1, 476]);
  assert.deepEqual([video?.language, audio?.language, audio?.movieTimescale], [null, 'fra', 1000]);
});

test('says that a fragmented file is one, with empty tables', { skip }, () => {
  run('ffmpeg', ['-y', ...picture, ...encode, '-movflags', '+frag_keyframe+empty_moov', 'frag.mp4']);
  const [video] = readTables('frag.mp4');
  assert.deepEqual([video?.fragmented, video?.count], [true, 0]);
});

test('reads uncompressed sound chunk by chunk, to the exact sample', { skip }, () => {
  run('ffmpeg', ['-y', ...sound, '-c:a', 'pcm_s16le', 'pcm.mov']);
  const [audio] = readTables('pcm.mov');
  assert.ok(audio?.isPerChunk);
  const last = audio.count - 1;
  assert.equal((audio.dts[last] ?? 0) + (audio.durations[last] ?? 0), 6 * 44_100);
  assert.equal(
    audio.sizes.reduce((sum, size) => sum + size, 0),
    6 * 44_100 * 2,
  );
});
