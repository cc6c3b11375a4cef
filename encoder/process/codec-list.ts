// The decoders that may run on a source, by FFmpeg's names. Nothing that is not listed here ever decodes.
export const videoDecoders: ReadonlySet<string> = new Set([
  'h264',
  'hevc',
  'libdav1d',
  'vp8',
  'vp9',
  'mpeg4',
  'mpeg2video',
  'mpeg1video',
  'prores',
  'dnxhd',
  'mjpeg',
  'ffv1',
  'flv',
  'h263',
  'theora',
]);

export const audioDecoders: ReadonlySet<string> = new Set([
  'aac',
  'mp3float',
  'mp3',
  'mp2float',
  'mp2',
  'ac3',
  'eac3',
  'opus',
  'vorbis',
  'flac',
  'alac',
  'pcm_s16le',
  'pcm_s16be',
  'pcm_s24le',
  'pcm_s24be',
  'pcm_s32le',
  'pcm_s32be',
  'pcm_f32le',
  'pcm_f32be',
  'pcm_f64le',
  'pcm_u8',
  'pcm_alaw',
  'pcm_mulaw',
]);

/** The list as FFmpeg's `codec_whitelist` wants it: also binds what a demuxer opens to look at a stream. */
export const codecWhitelist = [...videoDecoders, ...audioDecoders].join(',');
