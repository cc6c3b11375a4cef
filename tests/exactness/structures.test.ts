// How a film is built: GOPs, edit lists, starts and ends of its tracks.
import { testExactSources } from './expect-exact-source.ts';

const seconds = 10;
const small = { width: 426, height: 240 } as const;
const copied = ['360p-source', '240p', 'audio-source'];

testExactSources('every frame and sample once, however the film is built', [
  { name: 'without B pictures', wish: { seconds, video: { bFrames: 0 } }, renditions: copied },
  { name: 'B pictures in a pyramid', wish: { seconds, video: { bFrames: 5 } }, renditions: copied },
  {
    name: 'open GOPs, which cannot be copied',
    wish: { seconds, video: { openGop: true, bFrames: 3, gopFrames: 40 } },
    renditions: ['360p', '240p', 'audio-source'],
  },
  {
    name: 'open GOPs of HEVC in a transport stream',
    wish: {
      seconds,
      container: 'ts',
      video: { codec: 'hevc', openGop: true, bFrames: 3, gopFrames: 30, ...small },
    },
    renditions: ['240p', 'audio-source'],
  },
  {
    name: 'a single GOP of 17 s, cut by the grid',
    wish: { seconds: 17, video: { gopFrames: 1000, ...small } },
    renditions: ['240p', 'audio-source'],
  },
  {
    name: 'a single GOP of 17 s in Matroska',
    wish: { seconds: 17, container: 'mkv', video: { gopFrames: 1000, ...small } },
    renditions: ['240p', 'audio-source'],
  },
  {
    name: 'short GOPs of 0.5 s',
    wish: { seconds, video: { gopFrames: 12 } },
    renditions: copied,
  },
  {
    name: 'an edit list that begins at a frame which is no key',
    wish: { seconds, video: { startSeconds: -0.6 } },
    renditions: ['360p', '240p', 'audio-source'],
  },
  {
    name: 'an empty edit: the picture begins 0.5 s after the sound',
    wish: { seconds, video: { startSeconds: 0.5 } },
    renditions: copied,
  },
  {
    name: 'the picture begins 0.5 s after the sound in Matroska, encoded',
    wish: { seconds, container: 'mkv', video: { codec: 'hevc', startSeconds: 0.5, ...small } },
    renditions: ['240p', 'audio-source'],
  },
  {
    name: 'sound that outlasts the picture by 5 s',
    wish: { seconds: 6, audio: { seconds: 11 } },
    renditions: copied,
  },
  {
    name: 'sound that ends 3 s before the picture',
    wish: { seconds, audio: { seconds: 7 } },
    renditions: copied,
  },
  {
    name: 'sound that begins 0.7 s after the picture',
    wish: { seconds, audio: { startSeconds: 0.7 } },
    renditions: ['360p-source', '240p', 'audio'],
  },
  {
    name: 'sound that begins 0.7 s before the picture in a transport stream',
    wish: { seconds, container: 'ts', startSeconds: 10, audio: { startSeconds: -0.7 } },
    renditions: copied,
  },
  {
    name: 'a transport stream that begins at an hour',
    wish: { seconds, container: 'ts', startSeconds: 3600 },
    renditions: copied,
  },
  {
    name: 'Matroska that begins at 1.4 s',
    wish: { seconds, container: 'mkv', startSeconds: 1.4 },
    renditions: copied,
  },
  {
    name: 'MP4 that begins at 1.4 s',
    wish: { seconds, startSeconds: 1.4 },
    renditions: copied,
  },
]);
