// Every frame rate: frames are cut, copied and encoded at their own times, never at a rate we would like better.
import { testExactSources } from './expect-exact-source.ts';

const seconds = 10;
const ladder = ['360p-source', '240p', 'audio-source'];

testExactSources('every frame and sample once, at every rate', [
  { name: '23.976', wish: { seconds, video: { rate: [24000, 1001], gopFrames: 48 } }, renditions: ladder },
  { name: '25', wish: { seconds }, renditions: ladder },
  { name: '29.97', wish: { seconds, video: { rate: [30000, 1001], gopFrames: 60 } }, renditions: ladder },
  {
    name: '29.97 in Matroska’s milliseconds',
    wish: { seconds, container: 'mkv', video: { rate: [30000, 1001], gopFrames: 60 } },
    renditions: ladder,
  },
  { name: '50', wish: { seconds, video: { rate: [50, 1], gopFrames: 100 } }, renditions: ladder },
  { name: '59.94', wish: { seconds, video: { rate: [60000, 1001], gopFrames: 120 } }, renditions: ladder },
  {
    name: '59.94 from HEVC in Matroska',
    wish: {
      seconds: 6,
      container: 'mkv',
      video: { codec: 'hevc', rate: [60000, 1001], width: 426, height: 240 },
    },
    renditions: ['240p', 'audio-source'],
  },
  {
    name: '120, of which every second frame is kept',
    wish: { seconds: 9, video: { rate: [120, 1], gopFrames: 240, width: 426, height: 240 } },
    renditions: ['240p', 'audio-source'],
    keeps: ({ number }) => number % 2 === 0,
  },
  {
    name: 'variable, copied',
    wish: { seconds, video: { rate: 'variable', gopFrames: 50 } },
    renditions: ladder,
  },
  {
    name: 'variable, encoded from Matroska',
    wish: { seconds, container: 'mkv', video: { codec: 'hevc', rate: 'variable', gopFrames: 50 } },
    renditions: ['360p', '240p', 'audio-source'],
  },
]);
