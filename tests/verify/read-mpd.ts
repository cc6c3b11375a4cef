// A strict reader of static MPDs for tests: SegmentTemplate with SegmentTimeline or duration (ISO/IEC 23009-1 §5.3.9).

import type { DescribedRendition, DescribedSegment, DescribedStream } from './described-stream.ts';
import { readXml, type XmlElement } from './read-xml.ts';

/** Reads a static, one-period MPD. */
export function readMpd(url: string, text: string): DescribedStream {
  const mpd = readXml(text);
  if (mpd.name !== 'MPD' || mpd.attributes['xmlns'] !== 'urn:mpeg:dash:schema:mpd:2011')
    throw malformed(url, 'the root is not an MPD in its name space');
  if ((mpd.attributes['type'] ?? 'static') !== 'static') throw malformed(url, 'it is not static');
  for (const required of ['profiles', 'minBufferTime', 'mediaPresentationDuration'])
    if (mpd.attributes[required] === undefined) throw malformed(url, `MPD@${required} is missing`);
  const periods = elements(mpd, 'Period');
  const [period] = periods;
  if (period === undefined || periods.length !== 1) throw malformed(url, `it has ${periods.length} periods`);
  const durationSeconds = isoSeconds(url, mpd.attributes['mediaPresentationDuration'] ?? '');
  const base = baseUrl(period, baseUrl(mpd, url));
  const sets = elements(period, 'AdaptationSet');
  for (const set of sets.filter(isImages)) checkImages(url, set);
  const renditions = sets
    .filter((set) => !isImages(set))
    .flatMap((set) =>
      elements(set, 'Representation').map((representation) =>
        readRepresentation({ url, set, representation, base: baseUrl(set, base), durationSeconds }),
      ),
    );
  const ids = renditions.map((rendition) => rendition.name);
  if (new Set(ids).size !== ids.length) throw malformed(url, `Representation@id repeats: ${ids.join(' ')}`); // §5.3.5.2
  return { renditions, durationSeconds };
}

function isImages(set: XmlElement): boolean {
  return set.attributes['contentType'] === 'image';
}

/** DASH-IF IOP 4.3 §6.2.6: tiles of one size, sheets by number, each as long as the template says. */
function checkImages(url: string, set: XmlElement): void {
  if (set.attributes['mimeType'] !== 'image/jpeg') throw malformed(url, 'images are of no known type');
  const template = elements(set, 'SegmentTemplate')[0]?.attributes ?? {};
  if (!(Number(template['duration']) > 0) || template['media'] === undefined)
    throw malformed(url, 'images have no SegmentTemplate with a duration');
  if (template['initialization'] !== undefined) throw malformed(url, 'images have an init segment');
  for (const representation of elements(set, 'Representation')) {
    const { id, bandwidth, width, height } = representation.attributes;
    const tiling = elements(representation, 'EssentialProperty').find(
      ({ attributes }) => attributes['schemeIdUri'] === 'http://dashif.org/guidelines/thumbnail_tile',
    );
    const [, columns, rows] = /^([1-9]\d*)x([1-9]\d*)$/.exec(tiling?.attributes['value'] ?? '') ?? [];
    const isEven = Number(width) % Number(columns) === 0 && Number(height) % Number(rows) === 0;
    if (id === undefined || !(Number(bandwidth) > 0) || !isEven)
      throw malformed(url, `images ${id ?? ''} are not tiled: ${JSON.stringify(representation.attributes)}`);
  }
}

interface Place {
  readonly url: string;
  readonly set: XmlElement;
  readonly representation: XmlElement;
  readonly base: string;
  readonly durationSeconds: number;
}

function readRepresentation(place: Place): DescribedRendition {
  const { url, set, representation } = place;
  const given = { ...set.attributes, ...representation.attributes };
  const { id, bandwidth, codecs, mimeType } = given;
  const isText = mimeType?.startsWith('text/') === true;
  if (
    id === undefined ||
    bandwidth === undefined ||
    mimeType === undefined ||
    !(isText || codecs !== undefined)
  )
    throw malformed(
      url,
      `a Representation lacks id, bandwidth, codecs or mimeType: ${JSON.stringify(given)}`,
    );
  const base = baseUrl(representation, place.base);
  if (isText) return sidecar(place, { ...given, id, bandwidth, url: base });
  const template = {
    ...elements(set, 'SegmentTemplate')[0]?.attributes,
    ...elements(representation, 'SegmentTemplate')[0]?.attributes,
  };
  const timeline = [representation, set]
    .flatMap((element) => elements(element, 'SegmentTemplate'))
    .flatMap((element) => elements(element, 'SegmentTimeline'))[0];
  const { initialization, media } = template;
  if (initialization === undefined || media === undefined)
    throw malformed(url, `${id} has no SegmentTemplate`);
  const timescale = Number(template['timescale'] ?? 1);
  const name = (pattern: string, values: { Number?: number; Time?: number }) =>
    new URL(fillTemplate(pattern, { RepresentationID: id, Bandwidth: Number(bandwidth), ...values }), base)
      .href;
  const spans =
    timeline === undefined ? evenSpans(url, template, place.durationSeconds) : timelineSpans(url, timeline);
  const first = Number(template['startNumber'] ?? 1);
  const segments = spans.map(
    ({ start, duration }, n): DescribedSegment => ({
      url: name(media, { Number: first + n, Time: start }),
      durationSeconds: duration / timescale,
    }),
  );
  const kind = mimeType.split('/')[0];
  return {
    kind: kind === 'video' || kind === 'audio' ? kind : 'text',
    name: id,
    codecs: codecs ?? null,
    bandwidth: Number(bandwidth),
    width: given['width'] === undefined ? null : Number(given['width']),
    height: given['height'] === undefined ? null : Number(given['height']),
    language: given['lang'] ?? null,
    initUrl: name(initialization, {}),
    segments,
  };
}

/** One file for the whole period (DASH-IF IOP v4.3 §6.4). */
function sidecar(
  { url: mpd, durationSeconds, base }: Place,
  given: { readonly id: string; readonly bandwidth: string; readonly url: string; readonly lang?: string },
): DescribedRendition {
  if (given.url === base) throw malformed(mpd, `${given.id} has no BaseURL`);
  return {
    kind: 'text',
    name: given.id,
    codecs: null,
    bandwidth: Number(given.bandwidth),
    width: null,
    height: null,
    language: given.lang ?? null,
    initUrl: null,
    segments: [{ url: given.url, durationSeconds }],
  };
}

interface Span {
  readonly start: number;
  readonly duration: number;
}

/** §5.3.9.6: S elements without a gap or an overlap. */
function timelineSpans(url: string, timeline: XmlElement): Span[] {
  const spans: Span[] = [];
  let at: number | null = null;
  for (const { attributes } of elements(timeline, 'S')) {
    const duration = Number(attributes['d']);
    const start: number = Number(attributes['t'] ?? at ?? 0);
    if (!(duration > 0) || (at !== null && start !== at))
      throw malformed(url, `S@t=${start} @d=${attributes['d']} does not continue at ${at}`);
    const repeats = Number(attributes['r'] ?? 0);
    if (!Number.isInteger(repeats) || repeats < 0) throw malformed(url, `S@r is ${attributes['r']}`);
    for (let n = 0; n <= repeats; n++) spans.push({ start: start + n * duration, duration });
    at = start + (repeats + 1) * duration;
  }
  return spans;
}

function evenSpans(url: string, template: Record<string, string>, seconds: number): Span[] {
  const duration = Number(template['duration']);
  if (!(duration > 0)) throw malformed(url, 'a SegmentTemplate has neither SegmentTimeline nor duration');
  const count = Math.ceil((seconds * Number(template['timescale'] ?? 1)) / duration);
  return Array.from({ length: count }, (_, n) => ({ start: n * duration, duration }));
}

/** §5.3.9.4.4: $Identifier$ or $Identifier%0Nd$. */
function fillTemplate(pattern: string, values: Record<string, string | number | undefined>): string {
  return pattern.replace(/\$(\w*)(?:%0(\d+)d)?\$/g, (whole, name: string, width: string | undefined) => {
    if (name === '') return '$';
    const value = values[name];
    if (value === undefined)
      throw new Error(`the template ${pattern} uses ${whole}, which has no value here`);
    return String(value).padStart(Number(width ?? 0), '0');
  });
}

function isoSeconds(url: string, text: string): number {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(text);
  if (match === null || text === 'PT') throw malformed(url, `the duration ${text} cannot be read`);
  return Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
}

function elements(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((child) => child.name === name);
}

function baseUrl(element: XmlElement, base: string): string {
  const own = elements(element, 'BaseURL')[0]?.text.trim();
  return own === undefined ? base : new URL(own, base).href;
}

function malformed(url: string, reason: string): Error {
  return new Error(`${url} is not a correct MPD: ${reason}`);
}
