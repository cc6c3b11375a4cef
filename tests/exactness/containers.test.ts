// Every container and every codec of the picture.
import { testExactSources } from './expect-exact-source.ts';

const seconds = 9;
const small = { width: 426, height: 240 } as const;
const copied = ['360p-source', '240p', 'audio-source'];

testExactSources('every frame and sample once, from every container and codec', [
  { name: 'MP4 with its tables in front', wish: { seconds, container: 'mp4-faststart' }, renditions: copied },
  { name: 'fragmented MP4', wish: { seconds, container: 'mp4-fragmented' }, renditions: copied },
  { name: 'QuickTime', wish: { seconds, container: 'mov' }, renditions: copied },
  { name: 'Matroska', wish: { seconds, container: 'mkv' }, renditions: copied },
  { name: 'MPEG-TS', wish: { seconds, container: 'ts' }, renditions: copied },
  { name: 'FLV', wish: { seconds, container: 'flv' }, renditions: copied },
  {
    name: 'WebM with VP9 and Opus',
    wish: { seconds, container: 'webm', video: { codec: 'vp9', ...small }, audio: { codec: 'opus' } },
    renditions: ['240p', 'audio'],
  },
  {
    name: 'AVI with MPEG-4 and MP3',
    wish: {
      seconds,
      container: 'avi',
      video: { codec: 'mpeg4', bFrames: 0, ...small },
      audio: { codec: 'mp3' },
    },
    renditions: ['240p', 'audio'],
  },
  {
    name: 'AVI with H.264, whose times must be guessed',
    wish: { seconds, container: 'avi', video: small, audio: { codec: 'mp3' } },
    renditions: ['240p', 'audio'],
  },
  {
    name: 'AVI with MPEG-4 and B pictures',
    wish: {
      seconds,
      container: 'avi',
      video: { codec: 'mpeg4', bFrames: 2, ...small },
      audio: { codec: 'mp3' },
    },
    renditions: ['240p', 'audio'],
  },
  {
    name: 'QuickTime with ProRes and PCM',
    wish: { seconds: 6, container: 'mov', video: { codec: 'prores', ...small }, audio: { codec: 'pcm' } },
    renditions: ['240p', 'audio'],
  },
  {
    name: 'interlaced MPEG-2 in a transport stream with AC-3',
    wish: {
      seconds,
      container: 'ts',
      video: { codec: 'mpeg2', interlaced: true, gopFrames: 12, ...small },
      audio: { codec: 'ac3' },
    },
    renditions: ['240p', 'audio'],
  },
  {
    name: 'HEVC in MP4, in two sizes from one decode',
    wish: { seconds, video: { codec: 'hevc', rate: [30000, 1001] } },
    renditions: ['360p', '240p', 'audio-source'],
  },
  {
    name: '10-bit HDR brought down',
    wish: { seconds: 6, container: 'mkv', video: { codec: 'hevc', bitDepth: 10, hdr: true, ...small } },
    renditions: ['240p', 'audio-source'],
  },
  {
    name: 'AV1 in MP4',
    wish: { seconds: 6, video: { codec: 'av1', ...small } },
    renditions: ['240p', 'audio-source'],
  },
  {
    name: 'upright film from a turned camera',
    wish: { seconds, container: 'mov', video: { width: 240, height: 426, rotateDegrees: 90 } },
    renditions: ['240p', 'audio-source'],
  },
  {
    name: 'turned by 270 degrees',
    wish: { seconds: 6, video: { width: 240, height: 426, rotateDegrees: 270 } },
    renditions: ['240p', 'audio-source'],
  },
  {
    name: 'upside down',
    wish: { seconds: 6, video: { ...small, rotateDegrees: 180 } },
    renditions: ['240p', 'audio-source'],
  },
  { name: 'picture alone', wish: { seconds, audio: null }, renditions: ['360p-source', '240p'] },
]);
