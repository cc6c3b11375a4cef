import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoxError } from '../isobmff/index.ts';
import type { Presentation, PresentedAudio, PresentedText, PresentedVideo } from '../presentation/index.ts';
import { writeMpd } from './index.ts';

const video: PresentedVideo = {
  id: 'v1080',
  codecs: 'avc1.640028',
  peakBandwidth: 5_000_000,
  averageBandwidth: 3_000_000,
  timescale: 24_000,
  cuts: [0, 96_096, 192_192, 288_288, 300_300],
  width: 1920,
  height: 1080,
  frameRate: { numerator: 24_000, denominator: 1001 },
};

const audio: PresentedAudio = {
  id: 'a1',
  codecs: 'mp4a.40.2',
  peakBandwidth: 130_000,
  averageBandwidth: 128_000,
  timescale: 48_000,
  cuts: [0, 192_512, 600_600],
  name: 'English',
  language: 'en',
  channels: 6,
  sampleRate: 48_000,
  isDefault: true,
};

const presentation: Presentation = {
  duration: { ticks: 300_300, timescale: 24_000 },
  video: [
    video,
    { ...video, id: 'v360', codecs: 'avc1.4d401e', peakBandwidth: 800_000.2, width: 640, height: 360 },
  ],
  audio: [audio],
};

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof BoxError && error.code === code;
}

test('describes one period of pictures and sound', () => {
  assert.equal(
    writeMpd(presentation),
    `<?xml version="1.0" encoding="UTF-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019" type="static" mediaPresentationDuration="PT12.5125S" minBufferTime="PT2S">
  <Period id="0" start="PT0S">
    <AdaptationSet id="0" contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1" maxWidth="1920" maxHeight="1080" maxFrameRate="24000/1001">
      <SegmentTemplate timescale="24000" initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s" startNumber="0">
        <SegmentTimeline>
          <S t="0" d="96096" r="2"/>
          <S d="12012"/>
        </SegmentTimeline>
      </SegmentTemplate>
      <Representation id="v1080" codecs="avc1.640028" bandwidth="5000000" width="1920" height="1080" frameRate="24000/1001"/>
      <Representation id="v360" codecs="avc1.4d401e" bandwidth="800001" width="640" height="360" frameRate="24000/1001"/>
    </AdaptationSet>
    <AdaptationSet id="1" contentType="audio" mimeType="audio/mp4" lang="en" segmentAlignment="true" startWithSAP="1">
      <AudioChannelConfiguration schemeIdUri="urn:mpeg:mpegB:cicp:ChannelConfiguration" value="6"/>
      <Label>English</Label>
      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
      <SegmentTemplate timescale="48000" initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s" startNumber="0">
        <SegmentTimeline>
          <S t="0" d="192512"/>
          <S d="408088"/>
        </SegmentTimeline>
      </SegmentTemplate>
      <Representation id="a1" codecs="mp4a.40.2" bandwidth="130000" audioSamplingRate="48000"/>
    </AdaptationSet>
  </Period>
</MPD>
`,
  );
});

test('the timeline unrolls to the same cuts', () => {
  let seed = 3;
  for (let round = 0; round < 200; round++) {
    const cuts = [round];
    for (let n = 0; n < 100; n++) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      cuts.push((cuts[n] as number) + 1 + ((seed >>> 16) % 3));
    }
    const text = writeMpd({ ...presentation, video: [{ ...video, cuts }], audio: [] });
    const unrolled = [Number(/<S t="(\d+)"/.exec(text)?.[1])];
    for (const [, d, , r] of text.matchAll(/<S (?:t="\d+" )?d="(\d+)"( r="(\d+)")?\/>/g)) {
      for (let n = 0; n <= Number(r ?? 0); n++) unrolled.push((unrolled.at(-1) as number) + Number(d));
    }
    assert.deepEqual(unrolled, cuts);
  }
});

test('states durations to the nanosecond, without an exponent', () => {
  const durationOf = (ticks: number, timescale: number) =>
    /mediaPresentationDuration="([^"]*)"/.exec(
      writeMpd({ ...presentation, duration: { ticks, timescale } }),
    )?.[1];
  assert.equal(durationOf(7200, 1), 'PT7200S');
  assert.equal(durationOf(1, 3), 'PT0.333333333S');
  assert.equal(durationOf(0, 1), 'PT0S');
  assert.equal(durationOf(648_000_000_001, 90_000), 'PT7200000.000011111S');
});

test('no name from a source can end its element or put in what XML forbids', () => {
  const name = '</Label><Evil a="1"/>&amp;\u0000\u0008\ufffe\ud800 é 🎬 \'"\n';
  const text = writeMpd({ ...presentation, audio: [{ ...audio, name, language: 'en"><x/>' }] });
  assert.doesNotMatch(text, /Evil a="|<x\/>|lang=/);
  assert.match(
    text,
    /<Label>&#60;\/Label&#62;&#60;Evil a=&#34;1&#34;\/&#62;&#38;amp;\ufffd é 🎬 &#39;&#34;&#10;<\/Label>/u,
  );
  assert.ok(text.isWellFormed());
});

test('leaves out what is unknown', () => {
  const text = writeMpd({
    ...presentation,
    video: [],
    audio: [{ ...audio, language: null, channels: 9, isDefault: false }],
  });
  assert.doesNotMatch(text, /lang=|AudioChannelConfiguration|video\/mp4/);
  assert.match(text, /value="alternate"/);
});

test('refuses video renditions cut at different times, cuts that do not ascend, ids with markup', () => {
  const withVideo = (changes: Partial<PresentedVideo>) => () =>
    writeMpd({ ...presentation, video: [video, { ...video, ...changes }] });
  assert.throws(withVideo({ cuts: [0, 96_096] }), hasCode('inconsistent'));
  assert.throws(withVideo({ timescale: 90_000 }), hasCode('inconsistent'));
  assert.throws(withVideo({ id: '$Number$' }), hasCode('out-of-range'));
  const flat = [{ ...video, cuts: [0, 0] }];
  assert.throws(() => writeMpd({ ...presentation, video: flat }), hasCode('inconsistent'));
  assert.throws(() => writeMpd({ ...presentation, video: [], audio: [] }), hasCode('inconsistent'));
});

test('gives each text as one file for the whole period, with the role that it plays', () => {
  const text: PresentedText = {
    id: 't1',
    name: 'English & "SDH"',
    language: 'en',
    kind: 'captions',
    isForced: false,
    isDefault: true,
    sizeBytes: 12_513,
  };
  const mpd = writeMpd({
    ...presentation,
    text: [
      text,
      { ...text, id: 't2', name: 'Deutsch', language: 'de', kind: 'subtitles', isDefault: false },
      {
        ...text,
        id: 't3',
        language: 'no such',
        kind: 'subtitles',
        isForced: true,
        isDefault: false,
        sizeBytes: 0,
      },
    ],
  });
  assert.equal(
    mpd.slice(mpd.indexOf('    <AdaptationSet id="2"'), mpd.indexOf('    <AdaptationSet id="3"')),
    `    <AdaptationSet id="2" contentType="text" mimeType="text/vtt" lang="en">
      <Label>English &#38; &#34;SDH&#34;</Label>
      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="caption"/>
      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
      <Representation id="t1" bandwidth="8001">
        <BaseURL>t1/all.vtt</BaseURL>
      </Representation>
    </AdaptationSet>
`,
  );
  assert.deepEqual(
    [...mpd.matchAll(/value="([a-z-]*subtitle)"/g)].map(([, role]) => role),
    ['subtitle', 'forced-subtitle'],
  );
  assert.match(mpd, /<AdaptationSet id="4" contentType="text" mimeType="text\/vtt">/);
  assert.match(mpd, /<Representation id="t3" bandwidth="1">/);
});

test('names preview images as tiled thumbnails, sheets by number', () => {
  const storyboard = {
    id: 'storyboard-1',
    intervalMs: 1250,
    tiles: 11,
    columns: 2,
    rows: 3,
    tileWidth: 160,
    tileHeight: 90,
    peakBandwidth: 8000.5,
  };
  const text = writeMpd({ ...presentation, storyboard });
  const at = text.indexOf('<AdaptationSet id="2"');
  assert.equal(
    text.slice(at, text.indexOf('  </Period>')),
    `<AdaptationSet id="2" contentType="image" mimeType="image/jpeg">
      <SegmentTemplate timescale="1000" duration="7500" media="$RepresentationID$/$Number$.jpg" startNumber="0"/>
      <Representation id="storyboard-1" bandwidth="8001" width="320" height="270">
        <EssentialProperty schemeIdUri="http://dashif.org/guidelines/thumbnail_tile" value="2x3"/>
      </Representation>
    </AdaptationSet>
`,
  );
});
