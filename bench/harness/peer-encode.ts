// The ffmpeg commands that the product is measured against: the same ladder, the same x264 settings.

/** What of a rendition decides its bytes; read from the product's own ladder. */
export interface PeerRendition {
  readonly width: number;
  readonly height: number;
  readonly maxBitrate: number;
}

const PRESET = 'veryfast';
const CRF = '23';
const GOP_SECONDS = 2;

const quiet = ['-hide_banner', '-nostdin', '-v', 'error', '-y'];

/** Settings of one x264 output, on as many threads as ffmpeg likes; `n` is its number among the video outputs. */
function x264(rendition: PeerRendition, n: number): string[] {
  return [
    [`-c:v:${n}`, 'libx264'],
    [`-preset:v:${n}`, PRESET],
    [`-crf:v:${n}`, CRF],
    [`-maxrate:v:${n}`, String(rendition.maxBitrate)],
    [`-bufsize:v:${n}`, String(rendition.maxBitrate)],
    [`-force_key_frames:v:${n}`, `expr:gte(t,n_forced*${GOP_SECONDS})`],
    [`-g:v:${n}`, '1048576'],
    [`-x264-params:v:${n}`, 'scenecut=0:open-gop=0'],
    [`-forced-idr:v:${n}`, '1'],
  ].flat();
}

const scale = ({ width, height }: PeerRendition): string =>
  `scale=${width}:${height}:flags=bicubic,format=yuv420p`;

/** One segment of 4 s, sought exactly. */
export function segmentCommand(
  source: string,
  at: { readonly seconds: number; readonly rendition: PeerRendition; readonly to: string },
): string[] {
  return [
    ...quiet,
    ...['-ss', at.seconds.toFixed(6), '-i', source, '-t', '4', '-an', '-sn', '-map', '0:v:0'],
    ...['-vf', scale(at.rendition)],
    ...x264(at.rendition, 0),
    ...['-movflags', '+frag_keyframe+empty_moov', '-f', 'mp4', at.to],
  ];
}

export interface LadderCommand {
  readonly source: string;
  readonly renditions: readonly PeerRendition[];
  /** Whether the source's own picture is the top rendition. */
  readonly copiesVideo: boolean;
  readonly to: string;
}

/** The whole ladder as HLS from a single decode, sound copied. */
export function ladderCommand({ source, renditions, copiesVideo, to }: LadderCommand): string[] {
  const labels = renditions.map((_, i) => `[s${i}]`);
  const graph = [
    `[0:v:0]split=${renditions.length}${labels.join('')}`,
    ...renditions.map((rendition, i) => `${labels[i]}${scale(rendition)}[v${i}]`),
  ].join(';');
  const outputs = renditions.flatMap((rendition, i) => ['-map', `[v${i}]`, ...x264(rendition, i)]);
  const copied = copiesVideo ? ['-map', '0:v:0', `-c:v:${renditions.length}`, 'copy'] : [];
  const count = renditions.length + (copiesVideo ? 1 : 0);
  const streams = Array.from({ length: count }, (_, i) => `v:${i},agroup:sound`);
  return [
    ...quiet,
    ...['-i', source, '-filter_complex', graph, ...outputs, ...copied, '-map', '0:a:0', '-c:a', 'copy'],
    ...['-f', 'hls', '-hls_time', '4', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
    ...['-hls_flags', 'independent_segments', '-master_pl_name', 'main.m3u8'],
    ...['-hls_fmp4_init_filename', 'init.mp4', '-hls_segment_filename', `${to}/%v/%d.m4s`],
    ...['-var_stream_map', [...streams, 'a:0,agroup:sound,default:yes'].join(' '), `${to}/%v/media.m3u8`],
  ];
}
