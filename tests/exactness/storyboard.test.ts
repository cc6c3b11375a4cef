// Every small picture shows a moment of the span that it stands for, however the film is built.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { after, test } from 'node:test';
import { planStoryboard, type StoryboardPlan, sheetCount, tilesOnSheet } from '@vitascope/media/storyboard';
import sharp from 'sharp';
import { readFrameNumber } from '../media/frame-number.ts';
import { type MadeSource, makeSource } from '../media/make.ts';
import type { SourceWish } from '../media/spec.ts';
import { openPool } from './make-all.ts';

const pool = openPool();
after(() => pool.close());

interface DrawnTile {
  /** The frame number that the picture carries. */
  readonly number: number;
}

interface Board {
  readonly plan: StoryboardPlan;
  readonly size: string;
  readonly tiles: readonly DrawnTile[];
  /** Presentation seconds of each frame number. */
  readonly secondsOf: ReadonlyMap<number, number>;
}

async function drawBoard(source: MadeSource, planned?: Partial<StoryboardPlan>): Promise<Board> {
  const id = createHash('sha256').update(source.path).digest('hex');
  const { size: sizeBytes } = await stat(source.path);
  const reference = { id, location: { kind: 'file', path: source.path, sizeBytes } } as const;
  const { timeline } = await pool.examine({
    source: reference,
    policy: { maxHeight: 1080, preset: 'veryfast' },
  });
  if (timeline.video === null) throw new Error('the source has no picture');
  const plan = { ...planStoryboard(timeline.durationMs), ...planned };
  const { track, timescale, originTicks } = timeline.video;
  const tiles: DrawnTile[] = [];
  let size = '';
  for (let sheet = 0; sheet < sheetCount(plan); sheet++) {
    const drawn = await pool.drawSheet({
      source: reference,
      timeline: { track, timescale, originTicks },
      plan,
      sheet,
    });
    size = `${drawn.tileWidth}x${drawn.tileHeight}`;
    const { width, height } = await sharp(drawn.jpeg).metadata();
    assert.deepEqual([width, height], [plan.columns * drawn.tileWidth, plan.rows * drawn.tileHeight]);
    const { first, end } = tilesOnSheet(plan, sheet);
    for (let n = 0; n < end - first; n++) {
      const place = {
        left: (n % plan.columns) * drawn.tileWidth,
        top: Math.floor(n / plan.columns) * drawn.tileHeight,
        width: drawn.tileWidth,
        height: drawn.tileHeight,
      };
      const data = await sharp(drawn.jpeg).extract(place).greyscale().raw().toBuffer();
      const read = readFrameNumber({
        data,
        width: drawn.tileWidth,
        height: drawn.tileHeight,
        stride: drawn.tileWidth,
        bitDepth: 8,
      });
      assert.ok(read !== null, `tile ${first + n} shows no frame number`);
      assert.equal(read.turns, 0, `tile ${first + n} is not upright`);
      tiles.push({ number: read.number });
    }
  }
  const starts = [source.frames[0]?.seconds ?? 0, ...source.spec.audio.map((track) => track.startSeconds)];
  const origin = Math.min(...starts);
  return {
    plan,
    size,
    tiles,
    secondsOf: new Map(source.frames.map(({ number, seconds }) => [number, seconds - origin])),
  };
}

/** The containers' own clocks, and sound that is cut off to its first whole packet, move the origin by some milliseconds. */
const halfFrame = 0.02;

/** Each tile shows a frame of its span; where the track has none there, the nearest that it has. */
function expectRightTimes({ plan, tiles, secondsOf }: Board): void {
  const times = [...secondsOf.values()];
  assert.equal(tiles.length, plan.tiles);
  for (const [n, { number }] of tiles.entries()) {
    const [start, end] = [(n * plan.intervalMs) / 1000, ((n + 1) * plan.intervalMs) / 1000];
    const shown = secondsOf.get(number);
    assert.ok(shown !== undefined, `tile ${n} shows frame ${number}, which no viewer sees`);
    const isIn = (seconds: number, tolerance = 0) =>
      seconds >= start - tolerance && seconds < end + tolerance;
    if (times.some((seconds) => isIn(seconds)))
      assert.ok(isIn(shown, halfFrame), `tile ${n} of [${start}, ${end}) shows ${shown} s`);
    else if (start > 1) assert.equal(shown, times.at(-1), `tile ${n} lies beyond the picture`);
  }
}

const cases: readonly { readonly name: string; readonly wish: SourceWish; readonly size: string }[] = [
  { name: 'H.264 in MP4', wish: { seconds: 20 }, size: '160x90' },
  {
    name: 'a variable frame rate with a gap',
    wish: { seconds: 12, video: { rate: 'variable' } },
    size: '160x90',
  },
  {
    name: 'a single key picture',
    wish: { seconds: 17, video: { gopFrames: 1000, width: 426, height: 240 } },
    size: '160x90',
  },
  {
    name: 'a single key picture in a transport stream',
    wish: { seconds: 12, container: 'ts', video: { gopFrames: 1000 } },
    size: '160x90',
  },
  {
    name: 'keys much further apart than the pictures',
    wish: { seconds: 20, container: 'mkv', video: { gopFrames: 190, bFrames: 3 } },
    size: '160x90',
  },
  {
    name: 'open GOPs of HEVC in a transport stream',
    wish: {
      seconds: 10,
      container: 'ts',
      video: { codec: 'hevc', openGop: true, bFrames: 3, gopFrames: 30, width: 426, height: 240 },
    },
    size: '160x90',
  },
  {
    name: 'a turned phone video',
    wish: { video: { width: 360, height: 640, rotateDegrees: 90 } },
    size: '90x160',
  },
  { name: 'upside down', wish: { video: { rotateDegrees: 180 } }, size: '160x90' },
  {
    name: 'an edit list that begins at a frame which is no key',
    wish: { seconds: 10, video: { startSeconds: -0.6 } },
    size: '160x90',
  },
  { name: 'a picture that begins after the sound', wish: { video: { startSeconds: 1.5 } }, size: '160x90' },
  { name: 'sound that outlasts the picture', wish: { seconds: 5, audio: { seconds: 9 } }, size: '160x90' },
  {
    name: 'AVI, which states no times',
    wish: { container: 'avi', video: { codec: 'mpeg4' } },
    size: '160x90',
  },
  {
    name: 'interlaced MPEG-2',
    wish: { container: 'ts', video: { codec: 'mpeg2', interlaced: true } },
    size: '160x90',
  },
  {
    name: 'HDR in HEVC, 10 bit',
    wish: { seconds: 4, video: { codec: 'hevc', bitDepth: 10, hdr: true, width: 426, height: 240 } },
    size: '160x90',
  },
  { name: 'a very short clip', wish: { seconds: 0.4 }, size: '160x90' },
];

for (const { name, wish, size } of cases)
  test(`small pictures show their time: ${name}`, async () => {
    const board = await drawBoard(await makeSource(wish));
    assert.equal(board.size, size);
    expectRightTimes(board);
  });

test('several sheets go on where the one before ended, and the same sheet is the same again', async () => {
  const source = await makeSource({ seconds: 20 });
  const planned = { intervalMs: 500, tiles: 40, columns: 3, rows: 3 };
  const board = await drawBoard(source, planned);
  expectRightTimes(board);
  assert.deepEqual((await drawBoard(source, planned)).tiles, board.tiles);
});

test('a source that cannot be read says so, and the process lives on', async () => {
  const source = await makeSource({ seconds: 20 });
  const reference = {
    id: 'gone',
    location: { kind: 'file', path: `${source.path}.gone`, sizeBytes: 10 },
  } as const;
  const request = {
    source: reference,
    timeline: { track: 0, timescale: 1000, originTicks: 0 },
    plan: planStoryboard(20_000),
    sheet: 0,
  };
  await assert.rejects(pool.drawSheet(request), { code: 'source-read-failed' });
  expectRightTimes(await drawBoard(source));
});
