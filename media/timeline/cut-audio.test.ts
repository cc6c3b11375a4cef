import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Time } from '../time/index.ts';
import {
  AAC_FRAME_SAMPLES,
  AUDIO_PREROLL_FRAMES,
  type AudioIndex,
  type AudioTimeline,
  cutAudio,
  ENCODED_RATE,
  isGap,
} from './index.ts';
import { audioIndex, seededRandom } from './testing/indexes.ts';

const frame = AAC_FRAME_SAMPLES;

/** Cuts of a picture at 90 kHz from seconds. */
function picture(...seconds: number[]): Time[] {
  return seconds.map((second) => ({ ticks: Math.round(second * 90_000), timescale: 90_000 }));
}

const copied = { originTicks: 0, pictureCuts: null, mayCopy: true };
const encoded = { ...copied, mayCopy: false };

const inFrames = ({ cuts }: AudioTimeline): number[] => cuts.map((cut) => cut / frame);

describe('copied sound', () => {
  it('is cut at the packet nearest to each of the picture’s cuts', () => {
    const index = audioIndex({ packets: 470 }); // 10.03 s
    const timeline = cutAudio(index, { ...copied, pictureCuts: picture(0, 4, 8, 10) });
    assert.equal(timeline.copiesPackets, true);
    assert.equal(timeline.timescale, 48_000);
    assert.deepEqual(inFrames(timeline), [0, 188, 375, 470]); // 187.5 rounds up
    assert.deepEqual(
      timeline.anchors.map(({ packetTicks }) => packetTicks / frame),
      [0, 188, 375],
    );
  });

  it('leaves the priming out, and begins with what is heard', () => {
    const primed = audioIndex({ packets: 100, start: -1_024, skipSamples: 1_024 });
    assert.deepEqual(cutAudio(primed, copied).cuts, [0, 99 * frame]);
    assert.deepEqual(cutAudio(primed, copied).anchors, [{ packetTicks: 0, samplePosition: 0 }]);
    const twice = audioIndex({ packets: 100, start: -2_112, skipSamples: 2_112 }); // as Apple's encoder does
    assert.deepEqual(cutAudio(twice, copied).cuts, [960, 960 + 97 * frame]);
  });

  it('takes coarse timestamps for what they mean', () => {
    const matroska = audioIndex({ packets: 2_000, rate: 44_100, timescale: 1_000 });
    const timeline = cutAudio(matroska, { ...copied, pictureCuts: picture(0, 20, 46) });
    assert.equal(timeline.copiesPackets, true);
    assert.deepEqual(inFrames(timeline), [0, 861, 2_000]);
    assert.equal(timeline.anchors[1]?.packetTicks, Math.round((861 * frame * 1_000) / 44_100));
  });

  it('is not possible over gaps, or before a late beginning, which only encoding can fill', () => {
    const copies = (spec: Parameters<typeof audioIndex>[0]) =>
      cutAudio(audioIndex(spec), copied).copiesPackets;
    assert.equal(copies({ packets: 99, gap: { before: 50, samples: 480 } }), true); // 10 ms: a coarse clock
    assert.equal(copies({ packets: 99, gap: { before: 50, samples: 4_800 } }), false);
    assert.equal(copies({ packets: 99, gap: { before: 50, samples: -4_800 } }), false);
    assert.equal(copies({ packets: 99, start: 1_024 }), true);
    assert.equal(copies({ packets: 99, start: 1_025 }), false);
    assert.equal(copies({ packets: 99, samples: 960 }), false);
    assert.equal(copies({ packets: 1, start: -1_024, skipSamples: 1_024 }), false); // nothing but priming
  });

  it('holds each packet once, its cuts within half a packet of the picture’s', () => {
    const random = seededRandom(21);
    for (let round = 0; round < 300; round++) {
      const rate = [44_100, 48_000, 32_000, 96_000][random(4)] as number;
      const skip = random(3) * 1_024;
      const index = audioIndex({ packets: 10 + random(4_000), rate, start: -skip, skipSamples: skip });
      const pictureCuts = randomCuts(random);
      const { cuts, anchors, copiesPackets } = cutAudio(index, { ...copied, pictureCuts });
      assert.equal(copiesPackets, true);
      assert.equal(cuts[0], 0);
      assert.equal(cuts.at(-1), (index.pts.at(-1) as number) + frame);
      checkEdges(cuts, { pictureCuts, rate });
      anchors.forEach(({ packetTicks, samplePosition }, i) => {
        assert.equal(packetTicks, cuts[i]);
        assert.equal(samplePosition, cuts[i]);
      });
    }
  });
});

describe('encoded sound', () => {
  it('lies on one grid of frames at 48 kHz, the last one full', () => {
    const index = audioIndex({ packets: 431, rate: 44_100 }); // 10.008 s
    const timeline = cutAudio(index, { ...encoded, pictureCuts: picture(0, 4, 8, 10) });
    assert.equal(timeline.copiesPackets, false);
    assert.equal(timeline.timescale, ENCODED_RATE);
    assert.deepEqual(inFrames(timeline), [0, 188, 375, 470]); // 469.1 frames of sound
  });

  it('is decoded from early enough for the pre-roll, but not from much earlier', () => {
    const random = seededRandom(22);
    for (let round = 0; round < 300; round++) {
      const rate = [8_000, 22_050, 44_100, 48_000, 96_000][random(5)] as number;
      const start = random(2) * random(200_000);
      const samples = [160, 960, 1_024, 1_152, 2_048][random(5)] as number;
      const index = audioIndex({ packets: 5 + random(4_000), rate, start, samples });
      const pictureCuts = randomCuts(random);
      const { cuts, anchors } = cutAudio(index, { ...encoded, pictureCuts });
      checkEdges(cuts, { pictureCuts, rate: ENCODED_RATE });
      for (const cut of cuts) assert.equal(cut % frame, 0);
      const heard = ((start + index.pts.length * samples) * ENCODED_RATE) / rate;
      assert.ok((cuts.at(-1) as number) >= heard && (cuts.at(-1) as number) < heard + frame + 1);
      anchors.forEach(({ packetTicks, samplePosition }, i) => {
        assert.equal(packetTicks, samplePosition);
        const preroll = (((cuts[i] as number) - AUDIO_PREROLL_FRAMES * frame) * rate) / ENCODED_RATE;
        const isFirst = samplePosition === start;
        const early = preroll - samplePosition;
        assert.ok(isFirst || early >= 0.12 * rate + 511, `${early} early at ${rate}`);
        const isLast = packetTicks === index.pts.at(-1);
        assert.ok(isFirst || isLast || early <= 0.12 * rate + 513 + samples, `${early} early at ${rate}`);
      });
    }
  });

  it('counts its places from the origin, over gaps too', () => {
    const index = audioIndex({ packets: 1_000, gap: { before: 500, samples: 48_000 } });
    const { cuts, anchors } = cutAudio(index, {
      ...encoded,
      originTicks: -4_800,
      pictureCuts: picture(0, 15, 22),
    });
    assert.equal(cuts.length, 3);
    assert.equal(anchors[0]?.samplePosition, 4_800);
    const second = anchors[1] ?? assert.fail('no second segment');
    assert.equal(second.samplePosition, second.packetTicks + 4_800);
    assert.ok(second.packetTicks > 500 * frame + 48_000);
  });
});

describe('sound whose packets overlap', () => {
  const page = 50;
  /** Short and long blocks in turn, stated as FFmpeg states them: late where a short one follows a long one. */
  function overlapping(count: number, random = seededRandom(23)): AudioIndex {
    const blocks = Array.from({ length: count }, () => [256, 2_048][random(2)] as number);
    const samples = blocks.map((block, i) => (i === 0 ? 0 : ((blocks[i - 1] as number) + block) / 4));
    const starts = samples.map((_, i) => samples.slice(0, i).reduce((sum, next) => sum + next, 0));
    const isLate = (i: number) => blocks[i] === 256 && blocks[i - 1] === 2_048;
    return {
      ...audioIndex({ packets: count }),
      pts: Float64Array.from(starts, (start, i) => (i === 0 ? -128 : isLate(i) ? start + 448 : start)),
      samples: Uint32Array.from(samples),
      overlap: {
        samples: 1_024,
        bytePositions: Float64Array.from(samples, (_, i) => 1_000 * Math.floor(i / page)),
      },
    };
  }

  it('is anchored at a packet by where it is stored, and begins with what the next one adds', () => {
    const index = overlapping(2_000);
    const starts = index.samples.map((_, i) =>
      index.samples.slice(0, i).reduce((sum, next) => sum + next, 0),
    );
    const { anchors, cuts, overlapSamples } = cutAudio(index, encoded);
    assert.equal(overlapSamples, 1_024);
    assert.ok(anchors.length > 4);
    anchors.forEach(({ packetTicks, samplePosition, stored }, i) => {
      const packet = ((stored?.bytePosition ?? Number.NaN) / 1_000) * page + (stored?.before ?? Number.NaN);
      assert.equal(packetTicks, index.pts[packet]);
      assert.equal(samplePosition, starts[packet + 1]);
      const early = (cuts[i] as number) - AUDIO_PREROLL_FRAMES * frame - samplePosition;
      assert.ok(
        i === 0 || (early >= 0.12 * 48_000 + 512 && early <= 0.12 * 48_000 + 512 + 1_024),
        `${early}`,
      );
    });
  });

  it('begins where its second packet is stated, and ends with its last sample', () => {
    const index = overlapping(300);
    const total = index.samples.reduce((sum, next) => sum + next, 0);
    const late = cutAudio({ ...index, pts: index.pts.map((time) => time + 4_800) }, encoded);
    assert.equal(late.anchors[0]?.samplePosition, 4_800);
    assert.equal(late.cuts.at(-1), Math.ceil((total + 4_800) / frame) * frame);
  });

  it('takes a time that is late between a long and a short block for no gap, however late', () => {
    const wide = { rate: 8_000, overlapSamples: 4_096 };
    assert.equal(isGap(wide, 2_000, 2_064), false);
    assert.equal(isGap(wide, 2_000, 4_096), true);
    assert.equal(isGap(wide, 2_000, 2_048), true);
    assert.equal(isGap(wide, 144, 4_096), false);
    assert.equal(isGap({ rate: 8_000, overlapSamples: 0 }, -145, 1_024), true);
  });

  it('is anchored by time alone where packets share a position that tells nothing', () => {
    const index = overlapping(600);
    for (const position of [-1, 7_000]) {
      const bytePositions = new Float64Array(600).fill(position);
      const { anchors } = cutAudio({ ...index, overlap: { samples: 1_024, bytePositions } }, encoded);
      assert.equal(anchors.at(-1)?.stored, undefined);
    }
  });
});

describe('sound beside a picture of another length', () => {
  const lasting = (seconds: number, pictureCuts: readonly Time[] | null, mayCopy: boolean) =>
    cutAudio(audioIndex({ packets: Math.round((seconds * 48_000) / frame) }), {
      originTicks: 0,
      pictureCuts,
      mayCopy,
    }).cuts.map((cut) => Math.round(cut / 48_000));

  for (const mayCopy of [true, false]) {
    const how = mayCopy ? 'copied' : 'encoded';

    it(`ends early where it is shorter (${how})`, () => {
      assert.deepEqual(lasting(6, picture(0, 4, 8, 12), mayCopy), [0, 4, 6]);
      assert.deepEqual(lasting(3, picture(0, 4, 8, 12), mayCopy), [0, 3]);
    });

    it(`goes on in the last segment for two seconds, then in segments of its own (${how})`, () => {
      assert.deepEqual(lasting(14, picture(0, 4, 8, 12), mayCopy), [0, 4, 8, 14]);
      assert.deepEqual(lasting(15, picture(0, 4, 8, 12), mayCopy), [0, 4, 8, 12, 15]);
      assert.deepEqual(lasting(24, picture(0, 4), mayCopy), [0, 4, 8, 12, 16, 20, 24]);
    });

    it(`is cut every four seconds where there is no picture (${how})`, () => {
      assert.deepEqual(lasting(13, null, mayCopy), [0, 4, 8, 13]);
      assert.deepEqual(lasting(14, null, mayCopy), [0, 4, 8, 12, 14]);
      assert.deepEqual(lasting(0.5, null, mayCopy).length, 2);
    });
  }

  it('does not exist without packets', () => {
    assert.throws(() => cutAudio(audioIndex({ packets: 0 }), copied), /without packets/);
  });
});

/** A picture's cuts of up to a hundred seconds, 1 to 12 s apart. */
function randomCuts(random: (below: number) => number): Time[] {
  const seconds = [0];
  for (let n = 1 + random(20); n > 0; n--)
    seconds.push((seconds.at(-1) as number) + 1 + random(11_000) / 1_000);
  return picture(...seconds);
}

/** Cuts rise; one stands by each of the picture's that lies within the sound, none farther than half a frame away. */
function checkEdges(
  cuts: readonly number[],
  { pictureCuts, rate }: { readonly pictureCuts: readonly Time[]; readonly rate: number },
): void {
  for (let i = 1; i < cuts.length; i++) assert.ok((cuts[i] as number) > (cuts[i - 1] as number), `${cuts}`);
  const end = cuts.at(-1) as number;
  const inner = pictureCuts.slice(1, -1).map(({ ticks, timescale }) => (ticks * rate) / timescale);
  for (const cut of inner) {
    if (cut > end - 2 * frame || cut < 2 * frame) continue;
    assert.ok(
      cuts.some((other) => Math.abs(other - cut) <= frame / 2 + 1),
      `${cut} in ${cuts}`,
    );
  }
  const pictureEnd = ((pictureCuts.at(-1) as Time).ticks * rate) / 90_000;
  for (const cut of cuts.slice(1, -1)) {
    if (cut > pictureEnd - frame) continue;
    assert.ok(
      inner.some((other) => Math.abs(other - cut) <= frame / 2 + 1),
      `${cut} without a picture’s cut`,
    );
  }
}
