// Writes multivariant playlists (rfc8216bis §4.4.6): which renditions there are and how they go together.

import { BoxError } from '../isobmff/index.ts';
import type {
  Presentation,
  PresentedAudio,
  PresentedStoryboard,
  PresentedText,
  PresentedVideo,
} from '../presentation/index.ts';
import { quoted, tag } from './attributes.ts';
import { protocolVersion } from './media-playlist.ts';

/**
 * The playlist at `<asset>/main.m3u8`. Media playlists stand at `<rendition>/media.m3u8` beside it: relative, so that
 * they inherit whatever token the playlist's own URL carried.
 *
 * Sound of one codec forms one group, and each picture is offered with each group: CODECS then says exactly what
 * must be decoded. Without pictures the groups themselves are the variants.
 *
 * @throws BoxError `inconsistent` without any rendition, `out-of-range` for an id that is no plain file name
 */
export function writeMultivariantPlaylist(presentation: Presentation): string {
  const { video, audio, text = [], mayCarryCaptions = false } = presentation;
  const words = { mayCarryCaptions, hasText: text.length > 0 };
  if (video.length + audio.length === 0) {
    throw new BoxError('inconsistent', 'a playlist needs at least one rendition');
  }
  const groups = groupByCodec(audio);
  const lines = ['#EXTM3U', `#EXT-X-VERSION:${protocolVersion}`, '#EXT-X-INDEPENDENT-SEGMENTS'];
  const isAudioOnly = video.length === 0;
  for (const group of groups) {
    // A single sound needs no menu: its variant is enough.
    if (!isAudioOnly || group.members.length > 1) lines.push('', ...mediaTags(group));
  }
  if (text.length > 0) lines.push('', ...textTags(text));
  lines.push('');
  if (isAudioOnly) {
    for (const group of groups) lines.push(...audioVariant(group, words));
  } else {
    const offers: readonly (AudioGroup | null)[] = groups.length > 0 ? groups : [null];
    for (const group of offers)
      for (const rendition of video) lines.push(...videoVariant(rendition, group, words));
  }
  if (presentation.storyboard != null) lines.push('', imageTag(presentation.storyboard));
  return `${lines.join('\n')}\n`;
}

// Of the image media playlists that Roku has begun (github.com/image-media-playlist/spec, §3.1): players that do not know
// the tag pass it over (§6.3.1).
function imageTag(board: PresentedStoryboard): string {
  return tag('EXT-X-IMAGE-STREAM-INF', [
    ['BANDWIDTH', Math.ceil(board.peakBandwidth)],
    ['RESOLUTION', `${board.tileWidth}x${board.tileHeight}`],
    ['CODECS', quoted('jpeg')],
    ['URI', quoted(playlistUri(board.id))],
  ]);
}

interface AudioGroup {
  readonly id: string;
  readonly codecs: string;
  readonly members: readonly PresentedAudio[];
  readonly main: PresentedAudio;
}

function groupByCodec(audio: readonly PresentedAudio[]): AudioGroup[] {
  return [...Map.groupBy(audio, (rendition) => rendition.codecs)].map(([codecs, members], n) => ({
    id: `audio-${n + 1}`,
    codecs,
    members,
    main: members.find((member) => member.isDefault) ?? (members[0] as PresentedAudio),
  }));
}

// §4.4.6.1.1: names differ within a group, one member is the default, and players choosing by language must find
// one answer: only the first of each language may be selected automatically.
function mediaTags(group: AudioGroup): string[] {
  const names = new Set<string>();
  const automatic = new Map<string | null, PresentedAudio>([[group.main.language, group.main]]);
  for (const member of group.members) {
    if (!automatic.has(member.language)) automatic.set(member.language, member);
  }
  return group.members.map((member) =>
    tag('EXT-X-MEDIA', [
      ['TYPE', 'AUDIO'],
      ['GROUP-ID', quoted(group.id)],
      ['NAME', uniqueName(member.name, { taken: names, otherwise: 'Audio' })],
      ['LANGUAGE', member.language === null ? null : quoted(member.language)],
      ['DEFAULT', member === group.main ? 'YES' : 'NO'],
      ['AUTOSELECT', automatic.get(member.language) === member ? 'YES' : 'NO'],
      ['CHANNELS', quoted(String(member.channels))],
      ['URI', quoted(playlistUri(member.id))],
    ]),
  );
}

const textGroup = quoted('text');

/** UTIs that say: for who does not hear it (§4.4.6.1, CHARACTERISTICS). */
const describesSounds = quoted(
  'public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound',
);

// As with sound: one default, and of each language, kind and forcedness only the first may be selected automatically.
function textTags(text: readonly PresentedText[]): string[] {
  const names = new Set<string>();
  const automatic = new Set<string>();
  const main = text.find(({ isDefault, isForced }) => isDefault && !isForced);
  return [...(main === undefined ? [] : [main]), ...text.filter((one) => one !== main)].map((one) => {
    const answers = `${one.language} ${one.kind} ${one.isForced}`;
    const isFirst = !automatic.has(answers);
    automatic.add(answers);
    return tag('EXT-X-MEDIA', [
      ['TYPE', 'SUBTITLES'],
      ['GROUP-ID', textGroup],
      ['NAME', uniqueName(one.name, { taken: names, otherwise: 'Text' })],
      ['LANGUAGE', quoted(one.language)],
      ['DEFAULT', one === main ? 'YES' : 'NO'],
      ['AUTOSELECT', isFirst ? 'YES' : 'NO'],
      ['FORCED', one.isForced ? 'YES' : 'NO'],
      ['CHARACTERISTICS', one.kind === 'captions' ? describesSounds : null],
      ['URI', quoted(playlistUri(one.id))],
    ]);
  });
}

interface Words {
  readonly mayCarryCaptions: boolean;
  readonly hasText: boolean;
}

function uniqueName(
  name: string,
  { taken, otherwise }: { readonly taken: Set<string>; readonly otherwise: string },
): string {
  const base = name.trim() === '' ? otherwise : name;
  let candidate = quoted(base);
  // Names that differ only in what had to be replaced, or in their far end.
  for (let n = 2; taken.has(candidate); n++) candidate = quoted(`${base.slice(0, 180)} (${n})`);
  taken.add(candidate);
  return candidate;
}

function videoVariant(video: PresentedVideo, group: AudioGroup | null, words: Words): string[] {
  const { numerator, denominator } = video.frameRate;
  const attributes = tag('EXT-X-STREAM-INF', [
    ['BANDWIDTH', Math.ceil(video.peakBandwidth + heaviest(group, 'peakBandwidth'))],
    ['AVERAGE-BANDWIDTH', Math.ceil(video.averageBandwidth + heaviest(group, 'averageBandwidth'))],
    ['CODECS', quoted(group === null ? video.codecs : `${video.codecs},${group.codecs}`)],
    ['RESOLUTION', `${video.width}x${video.height}`],
    ['FRAME-RATE', (numerator / denominator).toFixed(3)],
    ['AUDIO', group === null ? null : quoted(group.id)],
    ['SUBTITLES', words.hasText ? textGroup : null],
    // §4.4.6.2: without it nothing is claimed, and NONE must be said of all or of none. It is worth saying: without it
    // players look for captions inside the pictures, and some fetch segments from all over the title for that.
    ['CLOSED-CAPTIONS', words.mayCarryCaptions ? null : 'NONE'],
  ]);
  return [attributes, playlistUri(video.id)];
}

function audioVariant(group: AudioGroup, words: Words): string[] {
  const attributes = tag('EXT-X-STREAM-INF', [
    ['BANDWIDTH', Math.ceil(heaviest(group, 'peakBandwidth'))],
    ['AVERAGE-BANDWIDTH', Math.ceil(heaviest(group, 'averageBandwidth'))],
    ['CODECS', quoted(group.codecs)],
    ['AUDIO', group.members.length > 1 ? quoted(group.id) : null],
    ['SUBTITLES', words.hasText ? textGroup : null],
  ]);
  return [attributes, playlistUri(group.main.id)];
}

// §4.4.6.2: BANDWIDTH bounds every combination of renditions that the variant allows.
function heaviest(group: AudioGroup | null, rate: 'peakBandwidth' | 'averageBandwidth'): number {
  return Math.max(0, ...(group?.members ?? []).map((member) => member[rate]));
}

function playlistUri(id: string): string {
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(id)) {
    throw new BoxError(
      'out-of-range',
      `rendition id ${JSON.stringify(id.slice(0, 64))} is no plain file name`,
    );
  }
  return `${id}/media.m3u8`;
}
