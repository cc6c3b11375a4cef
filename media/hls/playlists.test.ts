import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoxError } from '../isobmff/index.ts';
import type { PresentedAudio, PresentedText, PresentedVideo } from '../presentation/index.ts';
import {
  writeImagePlaylist,
  writeMediaPlaylist,
  writeMultivariantPlaylist,
  writeTextPlaylist,
} from './index.ts';

const duration = { ticks: 10, timescale: 1 };

function video(changes: Partial<PresentedVideo> = {}): PresentedVideo {
  return {
    id: 'v1080',
    codecs: 'avc1.640028',
    peakBandwidth: 5_000_000,
    averageBandwidth: 3_000_000.5,
    timescale: 24_000,
    cuts: [0, 96_096, 240_240],
    width: 1920,
    height: 1080,
    frameRate: { numerator: 24_000, denominator: 1001 },
    ...changes,
  };
}

function audio(changes: Partial<PresentedAudio> = {}): PresentedAudio {
  return {
    id: 'a1',
    codecs: 'mp4a.40.2',
    peakBandwidth: 130_000,
    averageBandwidth: 128_000,
    timescale: 48_000,
    cuts: [0, 192_512, 480_000],
    name: 'English',
    language: 'en',
    channels: 2,
    sampleRate: 48_000,
    isDefault: true,
    ...changes,
  };
}

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof BoxError && error.code === code;
}

test('describes pictures and sounds of two languages', () => {
  const presentation = {
    duration,
    video: [
      video(),
      video({
        id: 'v360',
        codecs: 'avc1.4d401e',
        peakBandwidth: 800_000,
        averageBandwidth: 600_000,
        width: 640,
        height: 360,
      }),
    ],
    audio: [
      audio(),
      audio({
        id: 'a2',
        name: 'Français',
        language: 'fr',
        isDefault: false,
        peakBandwidth: 140_000,
        channels: 6,
      }),
    ],
  };
  assert.equal(
    writeMultivariantPlaylist(presentation),
    `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS

#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio-1",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="a1/media.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio-1",NAME="Français",LANGUAGE="fr",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="6",URI="a2/media.m3u8"

#EXT-X-STREAM-INF:BANDWIDTH=5140000,AVERAGE-BANDWIDTH=3128001,CODECS="avc1.640028,mp4a.40.2",RESOLUTION=1920x1080,FRAME-RATE=23.976,AUDIO="audio-1",CLOSED-CAPTIONS=NONE
v1080/media.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=940000,AVERAGE-BANDWIDTH=728000,CODECS="avc1.4d401e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=23.976,AUDIO="audio-1",CLOSED-CAPTIONS=NONE
v360/media.m3u8
`,
  );
});

test('claims nothing of captions in any variant where pictures may carry some', () => {
  const presentation = { duration, video: [video(), video({ id: 'v360' })], audio: [audio()] };
  const text = writeMultivariantPlaylist({ ...presentation, mayCarryCaptions: true });
  assert.ok(text.includes('v360/media.m3u8'));
  assert.ok(!text.includes('CLOSED-CAPTIONS'));
});

test('gives each sound codec its own group, and each picture with each group', () => {
  const opus = audio({ id: 'o1', codecs: 'opus', name: 'English (Opus)' });
  const text = writeMultivariantPlaylist({ duration, video: [video()], audio: [audio(), opus] });
  assert.deepEqual(text.match(/CODECS="[^"]*"/g), [
    'CODECS="avc1.640028,mp4a.40.2"',
    'CODECS="avc1.640028,opus"',
  ]);
  assert.deepEqual(text.match(/AUDIO="[^"]*"/g), ['AUDIO="audio-1"', 'AUDIO="audio-2"']);
});

test('lets only one sound of each language be selected automatically, the default first', () => {
  const text = writeMultivariantPlaylist({
    duration,
    video: [video()],
    audio: [
      audio({ id: 'a1', name: 'Commentary', isDefault: false }),
      audio({ id: 'a2', name: 'Main' }),
      audio({ id: 'a3', name: 'Unknown', language: null, isDefault: true }),
    ],
  });
  assert.deepEqual(text.match(/DEFAULT=\w+,AUTOSELECT=\w+/g), [
    'DEFAULT=NO,AUTOSELECT=NO',
    'DEFAULT=YES,AUTOSELECT=YES',
    'DEFAULT=NO,AUTOSELECT=YES',
  ]);
});

test('makes variants of the sound where there is no picture, and of the picture where there is no sound', () => {
  const one = writeMultivariantPlaylist({ duration, video: [], audio: [audio()] });
  assert.equal(
    one,
    `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS

#EXT-X-STREAM-INF:BANDWIDTH=130000,AVERAGE-BANDWIDTH=128000,CODECS="mp4a.40.2"
a1/media.m3u8
`,
  );
  const two = writeMultivariantPlaylist({
    duration,
    video: [],
    audio: [audio(), audio({ id: 'a2', name: 'x' })],
  });
  assert.equal(two.match(/#EXT-X-MEDIA/g)?.length, 2);
  assert.match(two, /CODECS="mp4a.40.2",AUDIO="audio-1"\na1\/media.m3u8/);
  const silent = writeMultivariantPlaylist({ duration, video: [video()], audio: [] });
  assert.doesNotMatch(silent, /AUDIO/);
  assert.throws(() => writeMultivariantPlaylist({ duration, video: [], audio: [] }), hasCode('inconsistent'));
});

test('no name from a source can break out of its attribute, its line or into a variable', () => {
  const names = [
    'a"b',
    'x\r\n#EXT-X-ENDLIST\nhttp://evil/',
    '{$token}',
    '\u0000\u0085\u2028',
    '\ud800',
    'é'.repeat(5_000),
    '',
  ];
  const renditions = names.map((name, n) =>
    audio({ id: `a${n}`, name, isDefault: n === 0, language: '"\n' }),
  );
  const text = writeMultivariantPlaylist({ duration, video: [video()], audio: renditions });
  for (const line of text.split('\n')) {
    assert.doesNotMatch(line, /\{\$|[\p{Cc}\u2028]/u);
    assert.ok(line.isWellFormed() && line.length < 500);
    if (line.startsWith('#EXT-X-MEDIA:')) {
      assert.match(line, /^#EXT-X-MEDIA:([A-Z-]+=("[^"]*"|[A-Z]+),?)+$/);
    } else {
      assert.match(
        line,
        /^(#EXTM3U|#EXT-X-VERSION:6|#EXT-X-INDEPENDENT-SEGMENTS|#EXT-X-STREAM-INF:.*|v1080\/media.m3u8|)$/,
      );
    }
  }
  const written = text.match(/NAME="[^"]*"/g) ?? [];
  assert.equal(new Set(written).size, names.length);
  const twins = [audio({ name: 'a"' }), audio({ id: 'a2', name: "a'" })];
  assert.match(writeMultivariantPlaylist({ duration, video: [video()], audio: twins }), /NAME="a' \(2\)"/);
});

test('refuses ids that are no plain file names', () => {
  for (const id of ['', '..', '.hidden', 'a/b', 'a b', 'a?b', 'a\n', 'é']) {
    const presentation = { duration, video: [video({ id })], audio: [] };
    assert.throws(() => writeMultivariantPlaylist(presentation), hasCode('out-of-range'), id);
  }
});

test('lists segments with exact durations', () => {
  assert.equal(
    writeMediaPlaylist({ timescale: 24_000, cuts: [0, 96_096, 240_240, 241_241] }),
    `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.004000,
0.m4s
#EXTINF:6.006000,
1.m4s
#EXTINF:0.041708,
2.m4s
#EXT-X-ENDLIST
`,
  );
});

test('durations never drift, and the target duration holds for all of them', () => {
  let seed = 5;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (const timescale of [24_000, 44_100, 48_000, 90_000, 30_001, 7]) {
    const cuts = [random(1000)];
    for (let n = 0; n < 2_000; n++) cuts.push((cuts[n] as number) + 1 + random(timescale * 8));
    const text = writeMediaPlaylist({ timescale, cuts });
    const target = Number(/TARGETDURATION:(\d+)/.exec(text)?.[1]);
    let total = 0;
    for (const [n, [, seconds, micros]] of [...text.matchAll(/#EXTINF:(\d+)\.(\d{6}),/g)].entries()) {
      total += Number(seconds) * 1e6 + Number(micros);
      const exact = (((cuts[n + 1] as number) - (cuts[0] as number)) * 1e6) / timescale;
      assert.ok(Math.abs(total - exact) <= 0.5001, `segment ${n} ends ${total - exact} µs off`);
      assert.ok(Math.round(Number(`${seconds}.${micros}`)) <= target);
    }
  }
});

test('refuses cuts that do not ascend', () => {
  for (const cuts of [[], [0], [0, 0], [5, 4], [0, 10, 10], [0, Number.NaN]]) {
    assert.throws(() => writeMediaPlaylist({ timescale: 1000, cuts }), hasCode('inconsistent'));
  }
});

const words = (change: Partial<PresentedText> = {}): PresentedText => ({
  id: 't1',
  name: 'English',
  language: 'en',
  kind: 'subtitles',
  isForced: false,
  isDefault: false,
  sizeBytes: 1_000,
  ...change,
});

test('offers text in one group with every variant, the default first, SDH and forced ones as what they are', () => {
  const text = [
    words(),
    words({ id: 't2', name: 'English (SDH)', kind: 'captions' }),
    words({ id: 't3', name: 'Deutsch', language: 'de', isDefault: true }),
    words({ id: 't4', name: 'Deutsch', language: 'de', isForced: true }),
    words({ id: 't5', name: 'Deutsch, leicht', language: 'de' }),
  ];
  const playlist = writeMultivariantPlaylist({
    duration,
    video: [video(), video({ id: 'v360' })],
    audio: [audio()],
    text,
  });
  assert.deepEqual(
    playlist.split('\n').filter((line) => line.includes('TYPE=SUBTITLES')),
    [
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="Deutsch",LANGUAGE="de",DEFAULT=YES,AUTOSELECT=YES,FORCED=NO,URI="t3/media.m3u8"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI="t1/media.m3u8"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English (SDH)",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,CHARACTERISTICS="public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound",URI="t2/media.m3u8"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="Deutsch (2)",LANGUAGE="de",DEFAULT=NO,AUTOSELECT=YES,FORCED=YES,URI="t4/media.m3u8"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="Deutsch, leicht",LANGUAGE="de",DEFAULT=NO,AUTOSELECT=NO,FORCED=NO,URI="t5/media.m3u8"',
    ],
  );
  assert.equal(playlist.match(/^#EXT-X-STREAM-INF:.*,SUBTITLES="text",/gm)?.length, 2);
  const alone = writeMultivariantPlaylist({ duration, video: [], audio: [audio()], text: [words()] });
  assert.match(alone, /^#EXT-X-STREAM-INF:.*,SUBTITLES="text"$/m);
});

test('a playlist of text has segments of WebVTT and no init segment', () => {
  assert.equal(
    writeTextPlaylist({ timescale: 10, cuts: [0, 40, 65] }),
    `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXTINF:4.000000,
0.vtt
#EXTINF:2.500000,
1.vtt
#EXT-X-ENDLIST
`,
  );
});

test('preview images have a playlist of their own, named beside the variants', () => {
  const storyboard = {
    id: 'storyboard-1',
    intervalMs: 1250,
    tiles: 8,
    columns: 2,
    rows: 3,
    tileWidth: 160,
    tileHeight: 90,
    peakBandwidth: 8000.5,
  };
  const text = writeMultivariantPlaylist({ duration, video: [video()], audio: [], storyboard });
  assert.match(
    text,
    /\n#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=8001,RESOLUTION=160x90,CODECS="jpeg",URI="storyboard-1\/media.m3u8"\n/,
  );
  assert.equal(
    writeImagePlaylist(storyboard, 10_000),
    `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:8
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-IMAGES-ONLY
#EXTINF:7.500,
#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=2x3,DURATION=1.250
0.jpg
#EXTINF:2.500,
#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=2x3,DURATION=1.250
1.jpg
#EXT-X-ENDLIST
`,
  );
});
