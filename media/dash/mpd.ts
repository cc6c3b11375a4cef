// Writes static DASH manifests (ISO/IEC 23009-1 §5): one period over the same CMAF segments as HLS.
import { BoxError } from '../isobmff/index.ts';
import type {
  Presentation,
  PresentedAudio,
  PresentedStoryboard,
  PresentedText,
  PresentedVideo,
} from '../presentation/index.ts';
import { type Ratio, rescale, type Time } from '../time/index.ts';
import { element, renderXml, type XmlElement } from './xml.ts';

// Players wait for this much before they start; with @bandwidth the rate of the heaviest segment, two seconds
// are enough to carry over a segment whose pictures weigh most at its beginning.
const minBufferTime: Time = { ticks: 2, timescale: 1 };

/**
 * The manifest at `<asset>/manifest.mpd`; segments stand at `<rendition>/<number>.m4s`, from number 0, and
 * `<rendition>/init.mp4` beside it. All video renditions form one adaptation set with one timeline; each sound is
 * an adaptation set of its own, and so is each text, whose one file stands at `<text>/all.vtt`.
 *
 * @throws BoxError `inconsistent` without renditions, for video renditions that do not share their cuts, or for
 *   cuts that do not ascend; `out-of-range` for an id that is no plain file name
 */
export function writeMpd(presentation: Presentation): string {
  const { video, audio, text = [], duration } = presentation;
  if (video.length + audio.length === 0) {
    throw new BoxError('inconsistent', 'a manifest needs at least one rendition');
  }
  const sets = [
    ...(video.length > 0 ? [videoSet(video)] : []),
    ...audio.map(audioSet),
    ...text.map((one) => textSet(one, duration)),
    ...(presentation.storyboard == null ? [] : [imageSet(presentation.storyboard)]),
  ];
  const mpd = element(
    'MPD',
    {
      xmlns: 'urn:mpeg:dash:schema:mpd:2011',
      profiles: 'urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019',
      type: 'static',
      mediaPresentationDuration: isoDuration(duration),
      minBufferTime: isoDuration(minBufferTime),
    },
    element(
      'Period',
      { id: 0, start: 'PT0S' },
      ...sets.map((set, id) => ({ ...set, attributes: { id, ...set.attributes } })),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderXml(mpd)}`;
}

function videoSet(renditions: readonly PresentedVideo[]): XmlElement {
  const first = renditions[0] as PresentedVideo;
  for (const rendition of renditions) checkSharedCuts(rendition, first);
  const fastest = renditions.reduce((a, b) => (ratioValue(b.frameRate) > ratioValue(a.frameRate) ? b : a));
  return element(
    'AdaptationSet',
    {
      contentType: 'video',
      mimeType: 'video/mp4',
      segmentAlignment: 'true',
      startWithSAP: 1,
      maxWidth: Math.max(...renditions.map((rendition) => rendition.width)),
      maxHeight: Math.max(...renditions.map((rendition) => rendition.height)),
      maxFrameRate: ratio(fastest.frameRate),
    },
    segmentTemplate(first),
    ...renditions.map((rendition) =>
      element('Representation', {
        id: checkedId(rendition.id),
        codecs: rendition.codecs,
        bandwidth: Math.ceil(rendition.peakBandwidth),
        width: rendition.width,
        height: rendition.height,
        frameRate: ratio(rendition.frameRate),
      }),
    ),
  );
}

function audioSet(rendition: PresentedAudio): XmlElement {
  const layout = channelConfiguration(rendition.channels);
  // The order of these elements is the schema's.
  return element(
    'AdaptationSet',
    {
      contentType: 'audio',
      mimeType: 'audio/mp4',
      lang: languageTag(rendition.language),
      segmentAlignment: 'true',
      startWithSAP: 1,
    },
    ...(layout === null
      ? []
      : [
          element('AudioChannelConfiguration', {
            schemeIdUri: 'urn:mpeg:mpegB:cicp:ChannelConfiguration',
            value: layout,
          }),
        ]),
    element('Label', {}, rendition.name),
    element('Role', {
      schemeIdUri: 'urn:mpeg:dash:role:2011',
      value: rendition.isDefault ? 'main' : 'alternate',
    }),
    segmentTemplate(rendition),
    element('Representation', {
      id: checkedId(rendition.id),
      codecs: rendition.codecs,
      bandwidth: Math.ceil(rendition.peakBandwidth),
      audioSamplingRate: rendition.sampleRate,
    }),
  );
}

// DASH-IF IOP v4.3 §6.4: a sidecar file for the whole period. Roles are those of ISO/IEC 23009-1 table 34.
function textSet(text: PresentedText, { ticks, timescale }: Time): XmlElement {
  const role = text.isForced ? 'forced-subtitle' : text.kind === 'captions' ? 'caption' : 'subtitle';
  const roles = [role, ...(text.isDefault ? ['main'] : [])];
  return element(
    'AdaptationSet',
    { contentType: 'text', mimeType: 'text/vtt', lang: languageTag(text.language) },
    element('Label', {}, text.name),
    ...roles.map((value) => element('Role', { schemeIdUri: 'urn:mpeg:dash:role:2011', value })),
    element(
      'Representation',
      { id: checkedId(text.id), bandwidth: Math.max(1, Math.ceil((text.sizeBytes * 8 * timescale) / ticks)) },
      element('BaseURL', {}, `${text.id}/all.vtt`),
    ),
  );
}

// DASH-IF IOP 4.3 §6.2.6: tiled thumbnails. Players that do not know the descriptor leave the set alone (§5.8.5.1).
function imageSet(board: PresentedStoryboard): XmlElement {
  return element(
    'AdaptationSet',
    { contentType: 'image', mimeType: 'image/jpeg' },
    element('SegmentTemplate', {
      timescale: 1000,
      duration: board.intervalMs * board.columns * board.rows,
      media: '$RepresentationID$/$Number$.jpg',
      startNumber: 0,
    }),
    element(
      'Representation',
      {
        id: checkedId(board.id),
        bandwidth: Math.ceil(board.peakBandwidth),
        width: board.tileWidth * board.columns,
        height: board.tileHeight * board.rows,
      },
      element('EssentialProperty', {
        schemeIdUri: 'http://dashif.org/guidelines/thumbnail_tile',
        value: `${board.columns}x${board.rows}`,
      }),
    ),
  );
}

function segmentTemplate({ timescale, cuts }: { timescale: number; cuts: readonly number[] }): XmlElement {
  return element(
    'SegmentTemplate',
    {
      timescale,
      initialization: '$RepresentationID$/init.mp4',
      media: '$RepresentationID$/$Number$.m4s',
      startNumber: 0,
    },
    element('SegmentTimeline', {}, ...timelineRuns(cuts)),
  );
}

// §5.3.9.6: S@d lasts for 1 + S@r segments; only the first needs S@t, the others follow on.
function timelineRuns(cuts: readonly number[]): XmlElement[] {
  if (cuts.length < 2) throw new BoxError('inconsistent', `a timeline needs two cuts, ${cuts.length} given`);
  const runs: XmlElement[] = [];
  for (let n = 1; n < cuts.length; ) {
    const d = (cuts[n] as number) - (cuts[n - 1] as number);
    if (!(d > 0) || !Number.isSafeInteger(cuts[n])) {
      throw new BoxError(
        'inconsistent',
        `cut ${n} (${cuts[n]}) is no whole tick after cut ${n - 1} (${cuts[n - 1]})`,
      );
    }
    const start = n;
    while (n < cuts.length && (cuts[n] as number) - (cuts[n - 1] as number) === d) n++;
    const repeats = n - start - 1;
    runs.push(
      element('S', { t: start === 1 ? (cuts[0] as number) : null, d, r: repeats > 0 ? repeats : null }),
    );
  }
  return runs;
}

function checkSharedCuts(rendition: PresentedVideo, first: PresentedVideo): void {
  const isShared =
    rendition.timescale === first.timescale &&
    rendition.cuts.length === first.cuts.length &&
    (rendition.cuts === first.cuts || rendition.cuts.every((cut, n) => cut === first.cuts[n]));
  if (isShared) return;
  const message = `video renditions ${first.id} and ${rendition.id} must be cut at the same times`;
  throw new BoxError('inconsistent', message);
}

// xs:duration in seconds, to the nanosecond.
function isoDuration({ ticks, timescale }: Time): string {
  const digits = String(rescale(ticks, timescale, 1_000_000_000)).padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0+$/, '');
  return `PT${digits.slice(0, -9)}${fraction === '' ? '' : `.${fraction}`}S`;
}

function ratioValue({ numerator, denominator }: Ratio): number {
  return numerator / denominator;
}

function ratio({ numerator, denominator }: Ratio): string {
  return denominator === 1 ? String(numerator) : `${numerator}/${denominator}`;
}

// ISO/IEC 23091-3 Table 2: the usual layout for each number of channels; null where there is none.
function channelConfiguration(channels: number): number | null {
  const usual: readonly (number | null)[] = [null, 1, 2, 3, 4, 5, 6, 11, 12];
  return channels === 24 ? 13 : (usual[channels] ?? null);
}

// xs:language; a value that is none would make the whole manifest invalid.
function languageTag(language: string | null): string | null {
  return language !== null && /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(language) ? language : null;
}

// The id is put into URLs by the player, unescaped.
function checkedId(id: string): string {
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(id)) {
    throw new BoxError(
      'out-of-range',
      `rendition id ${JSON.stringify(id.slice(0, 64))} is no plain file name`,
    );
  }
  return id;
}
