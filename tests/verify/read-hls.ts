// A strict reader of HLS playlists for tests: complete (VOD) playlists of fragmented MP4, and nothing sloppy.
import type { DescribedRendition, DescribedSegment, DescribedStream } from './described-stream.ts';
import { readResource } from './resource.ts';

/** Reads a multivariant playlist with its media playlists, or one media playlist alone. Clauses are of rfc8216bis. */
export async function readHls(url: string, text: string): Promise<DescribedStream> {
  const lines = playlistLines(url, text);
  if (lines.some((line) => line.startsWith('#EXTINF:'))) {
    const alone = {
      kind: 'video',
      name: url,
      codecs: null,
      bandwidth: null,
      width: null,
      height: null,
    } as const;
    return withDuration([{ ...alone, language: null, ...readMediaPlaylist(url, text) }]);
  }
  if (!lines.includes('#EXT-X-INDEPENDENT-SEGMENTS'))
    throw malformed(url, 'EXT-X-INDEPENDENT-SEGMENTS is missing');
  for (const line of lines.filter(isTag('EXT-X-IMAGE-STREAM-INF'))) await checkImages(url, line);
  const entries = [...readVariants(url, lines), ...readMediaTags(url, lines)];
  const once = new Map(entries.map((entry) => [entry.name, entry]));
  const renditions: DescribedRendition[] = [];
  for (const entry of once.values()) {
    const media = (await readResource(entry.name)).toString('utf8');
    renditions.push({ ...entry, ...readMediaPlaylist(entry.name, media) });
  }
  return withDuration(renditions);
}

/** An image media playlist (github.com/image-media-playlist/spec): only images, each a sheet of tiles. */
async function checkImages(url: string, line: string): Promise<void> {
  const given = attributes(url, line);
  decimal(url, 'BANDWIDTH', given['BANDWIDTH']);
  if (given['URI'] === undefined) throw malformed(url, `URI is missing in ${line}`);
  const at = new URL(given['URI'], url).href;
  const text = (await readResource(at)).toString('utf8');
  readMediaPlaylist(at, text);
  const lines = playlistLines(at, text);
  if (!lines.includes('#EXT-X-IMAGES-ONLY')) throw malformed(at, 'EXT-X-IMAGES-ONLY is missing');
  for (const [n, next] of lines.entries()) {
    if (!isTag('EXTINF')(next)) continue;
    const tiles = lines[n + 1] ?? '';
    const { RESOLUTION, LAYOUT, DURATION } = isTag('EXT-X-TILES')(tiles) ? attributes(at, tiles) : {};
    if (RESOLUTION !== given['RESOLUTION'] || !/^\d+x\d+$/.test(LAYOUT ?? '') || !(Number(DURATION) > 0))
      throw malformed(at, `${next} is no sheet of tiles: ${tiles}`);
  }
}

type Entry = Omit<DescribedRendition, 'initUrl' | 'segments'>;

function readVariants(url: string, lines: readonly string[]): Entry[] {
  const groups = new Set(lines.filter(isTag('EXT-X-MEDIA')).map((line) => attributes(url, line)['GROUP-ID']));
  return lines.flatMap((line, at) => {
    if (!isTag('EXT-X-STREAM-INF')(line)) return [];
    const given = attributes(url, line);
    const uri = lines[at + 1];
    if (uri === undefined || uri.startsWith('#')) throw malformed(url, `no URI follows ${line}`); // §4.4.6.2
    const bandwidth = decimal(url, 'BANDWIDTH', given['BANDWIDTH']);
    if (given['CODECS'] === undefined) throw malformed(url, `CODECS is missing in ${line}`);
    if (given['AUDIO'] !== undefined && !groups.has(given['AUDIO']))
      throw malformed(url, `AUDIO names the group ${given['AUDIO']}, which no EXT-X-MEDIA makes`); // §4.4.6.2.1
    const resolution = /^(\d+)x(\d+)$/.exec(given['RESOLUTION'] ?? '');
    return [
      {
        kind: resolution === null ? 'audio' : 'video',
        name: new URL(uri, url).href,
        codecs: given['CODECS'],
        bandwidth,
        width: resolution === null ? null : Number(resolution[1]),
        height: resolution === null ? null : Number(resolution[2]),
        language: null,
      },
    ];
  });
}

function readMediaTags(url: string, lines: readonly string[]): Entry[] {
  return lines.filter(isTag('EXT-X-MEDIA')).flatMap((line) => {
    const given = attributes(url, line);
    for (const required of ['TYPE', 'GROUP-ID', 'NAME']) // §4.4.6.1
      if (given[required] === undefined) throw malformed(url, `${required} is missing in ${line}`);
    if (given['URI'] === undefined) return [];
    return [
      {
        kind: given['TYPE'] === 'AUDIO' ? 'audio' : given['TYPE'] === 'VIDEO' ? 'video' : 'text',
        name: new URL(given['URI'], url).href,
        codecs: null,
        bandwidth: null,
        width: null,
        height: null,
        language: given['LANGUAGE'] ?? null,
      },
    ];
  });
}

function readMediaPlaylist(
  url: string,
  text: string,
): { initUrl: string | null; segments: DescribedSegment[] } {
  const lines = playlistLines(url, text);
  const target = decimal(url, 'EXT-X-TARGETDURATION', tagValue(lines, 'EXT-X-TARGETDURATION'));
  const version = decimal(url, 'EXT-X-VERSION', tagValue(lines, 'EXT-X-VERSION') ?? '1');
  if (lines.at(-1) !== '#EXT-X-ENDLIST') throw malformed(url, 'the last line is not EXT-X-ENDLIST');
  const map = tagValue(lines, 'EXT-X-MAP');
  if (map !== undefined && version < 6)
    throw malformed(url, `EXT-X-MAP needs EXT-X-VERSION 6, not ${version}`); // §8
  const segments = lines.flatMap((line, at) => {
    if (!isTag('EXTINF')(line)) return [];
    const durationSeconds = Number(/^#EXTINF:(\d+(?:\.\d+)?),/.exec(line)?.[1] ?? Number.NaN);
    if (!(durationSeconds > 0)) throw malformed(url, `${line} has no duration`);
    if (Math.round(durationSeconds) > target)
      throw malformed(url, `${line} is longer than the target ${target}`); // §4.4.3.1
    const uri = lines.slice(at + 1).find((next) => !next.startsWith('#'));
    if (uri === undefined) throw malformed(url, `no URI follows ${line}`);
    return [{ url: new URL(uri, url).href, durationSeconds }];
  });
  if (segments.length === 0) throw malformed(url, 'there are no segments');
  const init = map === undefined ? undefined : attributes(url, `#EXT-X-MAP:${map}`)['URI'];
  return { initUrl: init === undefined ? null : new URL(init, url).href, segments };
}

function playlistLines(url: string, text: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  if (lines[0] !== '#EXTM3U') throw malformed(url, 'the first line is not #EXTM3U'); // §4.4.1.1
  for (const line of lines)
    if (line !== line.trim()) throw malformed(url, `white space around ${JSON.stringify(line)}`);
  return lines;
}

function isTag(name: string): (line: string) => boolean {
  return (line) => line.startsWith(`#${name}:`);
}

function tagValue(lines: readonly string[], name: string): string | undefined {
  return lines.find(isTag(name))?.slice(name.length + 2);
}

/** Parses an attribute list (§4.2): names once each, quotes only around strings. */
function attributes(url: string, line: string): Record<string, string> {
  const list = line.slice(line.indexOf(':') + 1);
  const found: Record<string, string> = {};
  let rest = list;
  while (rest !== '') {
    const match = /^([A-Z0-9-]+)=("[^"\r\n]*"|[^",\s]+)(,|$)/.exec(rest);
    const [whole, name, value] = match ?? [];
    if (whole === undefined || name === undefined || value === undefined)
      throw malformed(url, `the attribute list ${list} cannot be read at ${rest}`);
    if (found[name] !== undefined) throw malformed(url, `${name} appears twice in ${list}`);
    found[name] = value.replaceAll('"', '');
    rest = rest.slice(whole.length);
  }
  return found;
}

function decimal(url: string, name: string, value: string | undefined): number {
  if (value === undefined || !/^\d+$/.test(value)) throw malformed(url, `${name} is ${value ?? 'missing'}`);
  return Number(value);
}

function withDuration(renditions: readonly DescribedRendition[]): DescribedStream {
  const lengths = renditions.map(({ segments }) =>
    segments.reduce((sum, segment) => sum + segment.durationSeconds, 0),
  );
  return { renditions, durationSeconds: Math.max(...lengths) };
}

function malformed(url: string, reason: string): Error {
  return new Error(`${url} is not a correct playlist: ${reason}`);
}
