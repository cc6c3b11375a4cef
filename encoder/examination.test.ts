import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeExamination } from './examination.ts';
import { encodeExamination } from './process/encode-examination.ts';
import type { Examination } from './protocol.ts';
import { collectTextFiles } from './source-texts.ts';
import { makeRequest } from './testing/requests.ts';

const examination: Examination = {
  facts: {
    container: 'matroska',
    durationMs: 8000,
    video: {
      track: 0,
      codec: 'hevc',
      width: 1920,
      height: 1080,
      frameRate: { numerator: 24000, denominator: 1001 },
      bitDepth: 10,
      pixelFormat: 'yuv420p10le',
      interlaced: false,
      rotateDegrees: 90,
      hdr: true,
      bitrate: 5_000_000,
    },
    audio: [
      {
        track: 1,
        codec: 'opus',
        channels: 2,
        sampleRate: 48000,
        language: null,
        title: 'Dänisch',
        isDefault: true,
        bitrate: 128_000,
      },
    ],
    carriesCaptions: true,
  },
  timeline: {
    durationMs: 8000,
    video: {
      track: 0,
      timescale: 1000,
      originTicks: -40,
      cuts: [0, 4000, 8000],
      frames: [96, 96],
      cutsAtKeys: false,
      compositionShift: 2,
    },
    audio: [
      {
        track: 1,
        timescale: 48000,
        sourceTimescale: 1000,
        sourceRate: 48000,
        originTicks: -40,
        overlapSamples: 1024,
        cuts: [0, 192_512, 384_000],
        anchors: [
          { packetTicks: -40, samplePosition: -312 },
          { packetTicks: 3900, samplePosition: 189_120, stored: { bytePosition: 4096, before: 2 } },
        ],
        copiesPackets: false,
      },
    ],
  },
  texts: [
    {
      track: 2,
      codec: 'subrip',
      language: 'ger',
      title: null,
      isDefault: true,
      isForced: false,
      isForImpaired: false,
      state: 'read',
      message: null,
      webvtt: Buffer.from('WEBVTT\n\n00:00:01.000 --> 00:00:02.000\na\n'),
    },
  ],
  renditions: makeRequest('film').renditions.map(({ recipe }) => ({
    label: '720p',
    recipe,
    codecs: 'avc1.64001f',
    peakBandwidth: 3_000_000,
    averageBandwidth: 2_000_000,
    width: 1280,
    height: 720,
    init: Uint8Array.from({ length: 256 }, (_, byte) => byte),
  })),
};

function overTheWire(value: Examination): Record<string, Record<string, unknown>> {
  return JSON.parse(JSON.stringify(encodeExamination(value))) as Record<string, Record<string, unknown>>;
}

const file = examination.texts[0]?.webvtt ?? null;
const files = { take: (track: number) => (track === 2 ? (file as Buffer) : null) };

test('an examination comes through the pipe unchanged, init segments included', () => {
  const decoded = decodeExamination(overTheWire(examination), files);
  const [rendition] = decoded.renditions;
  assert.deepEqual([...(rendition?.init ?? [])], [...(examination.renditions[0]?.init ?? [])]);
  const withoutInit = ({ renditions, ...rest }: Examination) => ({
    ...rest,
    renditions: renditions.map((item) => ({ ...item, init: null })),
  });
  assert.deepEqual(withoutInit(decoded), withoutInit(examination));
});

test('names the field that is wrong', () => {
  const wire = overTheWire(examination);
  assert.throws(
    () => decodeExamination({ ...wire, timeline: { ...wire['timeline'], durationMs: 'long' } }, files),
    {
      name: 'TypeError',
      message: /timeline\.durationMs/,
    },
  );
  assert.throws(() => decodeExamination(undefined, files), TypeError);
});

test('drops what does not belong', () => {
  const wire = overTheWire(examination);
  const decoded = decodeExamination({ ...wire, facts: { ...wire['facts'], secret: 1 }, extra: 2 }, files);
  assert.ok(!('extra' in decoded) && !('secret' in decoded.facts));
});

test('believes no text without its file, none of a track that another has, and no more than any source has', () => {
  const wire = overTheWire(examination);
  assert.throws(() => decodeExamination(wire, { take: () => null }), TypeError);
  const [text] = wire['texts'] as unknown as unknown[];
  assert.throws(() => decodeExamination({ ...wire, texts: [text, text] }, files), TypeError);
  assert.throws(() => decodeExamination({ ...wire, texts: undefined }, files), TypeError);
  const taken = collectTextFiles();
  const piece = {
    rendition: 'texts',
    segment: 3,
    bytes: Buffer.alloc(16 * 1024 * 1024),
    endsChunk: true,
    last: false,
  };
  taken.add(piece);
  taken.add(piece);
  assert.throws(() => taken.add(piece), { code: 'encoder-protocol' });
});
