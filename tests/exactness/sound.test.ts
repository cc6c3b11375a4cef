// Every codec of the sound, every count of channels, several tracks, and sound alone.
import { testExactSources } from './expect-exact-source.ts';

const seconds = 9;

const video = { width: 426, height: 240 } as const;
const withPicture = (sound: string) => ['240p-source', sound];

testExactSources('every sample once, whatever the sound is', [
  {
    name: 'AAC at 44.1 kHz, copied',
    wish: { seconds, video, audio: { sampleRate: 44_100 } },
    renditions: withPicture('audio-source'),
  },
  {
    name: 'AAC at 44.1 kHz that begins late, encoded',
    wish: { seconds, container: 'mkv', video, audio: { sampleRate: 44_100, startSeconds: 0.3 } },
    renditions: withPicture('audio'),
  },
  {
    name: 'AAC in a transport stream at 44.1 kHz',
    wish: { seconds, container: 'ts', video, audio: { sampleRate: 44_100 } },
    renditions: withPicture('audio-source'),
  },
  { name: 'MP3 in MP4', wish: { seconds, video, audio: { codec: 'mp3' } }, renditions: withPicture('audio') },
  {
    name: 'MP3 at 44.1 kHz in Matroska',
    wish: { seconds, container: 'mkv', video, audio: { codec: 'mp3', sampleRate: 44_100 } },
    renditions: withPicture('audio'),
  },
  {
    name: 'Opus in MP4',
    wish: { seconds, video, audio: { codec: 'opus' } },
    renditions: withPicture('audio'),
  },
  {
    name: 'Opus in Matroska',
    wish: { seconds, container: 'mkv', video, audio: { codec: 'opus' } },
    renditions: withPicture('audio'),
  },
  {
    name: 'AC-3 5.1 in MP4, mixed down',
    wish: { seconds, video, audio: { codec: 'ac3', channels: 6 } },
    renditions: withPicture('audio'),
  },
  {
    name: 'FLAC in Matroska',
    wish: { seconds, container: 'mkv', video, audio: { codec: 'flac' } },
    renditions: withPicture('audio'),
  },
  {
    name: 'PCM in QuickTime',
    wish: { seconds, container: 'mov', video, audio: { codec: 'pcm' } },
    renditions: withPicture('audio'),
  },
  {
    name: 'PCM at 44.1 kHz in AVI',
    wish: {
      seconds,
      container: 'avi',
      video: { ...video, codec: 'mpeg4', bFrames: 0 },
      audio: { codec: 'pcm', sampleRate: 44_100 },
    },
    renditions: ['240p', 'audio'],
  },
  { name: 'mono', wish: { seconds, video, audio: { channels: 1 } }, renditions: withPicture('audio-source') },
  {
    name: 'mono, encoded',
    wish: { seconds, container: 'mkv', video, audio: { channels: 1, codec: 'flac' } },
    renditions: withPicture('audio'),
  },
  {
    name: '5.1 AAC, copied',
    wish: { seconds, video, audio: { channels: 6 } },
    renditions: withPicture('audio-source'),
  },
  {
    name: 'three languages of different codecs',
    wish: {
      seconds,
      container: 'mkv',
      video,
      audio: [{ language: 'eng' }, { language: 'deu', codec: 'opus' }, { language: 'fra', codec: 'ac3' }],
    },
    renditions: ['240p-source', 'audio-source-eng', 'audio-deu', 'audio-fra'],
  },
  {
    name: 'AAC alone in MP4',
    wish: { seconds: 10, video: null },
    renditions: ['audio-source'],
  },
  {
    name: 'MP3 alone',
    wish: { seconds: 10, container: 'mp3', video: null, audio: { codec: 'mp3', sampleRate: 44_100 } },
    renditions: ['audio'],
  },
  {
    name: 'FLAC alone',
    wish: { seconds: 10, container: 'flac', video: null, audio: { codec: 'flac', sampleRate: 44_100 } },
    renditions: ['audio'],
  },
  {
    name: 'WAV',
    wish: { seconds: 10, container: 'wav', video: null, audio: { codec: 'pcm', sampleRate: 44_100 } },
    renditions: ['audio'],
  },
  {
    name: 'Opus alone in Ogg',
    wish: { seconds: 10, container: 'ogg', video: null, audio: { codec: 'opus' } },
    renditions: ['audio'],
  },
  {
    name: 'Vorbis alone in Ogg',
    wish: { seconds: 10, container: 'ogg', video: null, audio: { codec: 'vorbis' } },
    renditions: ['audio'],
  },
  {
    name: 'Vorbis alone in Ogg at 44.1 kHz',
    wish: { seconds: 16, container: 'ogg', video: null, audio: { codec: 'vorbis', sampleRate: 44_100 } },
    renditions: ['audio'],
  },
  {
    name: 'Vorbis whose last page begins before the segment that it ends with',
    wish: {
      seconds: 16,
      container: 'ogg-long-pages',
      video: null,
      audio: { codec: 'vorbis', sampleRate: 44_100 },
    },
    renditions: ['audio'],
  },
  {
    name: 'Vorbis in Matroska at 32 kHz, beginning late',
    wish: {
      seconds,
      container: 'mkv',
      video,
      audio: { codec: 'vorbis', sampleRate: 32_000, startSeconds: 0.3 },
    },
    renditions: withPicture('audio'),
  },
  {
    name: 'Vorbis in Matroska',
    wish: { seconds, container: 'mkv', video, audio: { codec: 'vorbis' } },
    renditions: withPicture('audio'),
  },
]);
