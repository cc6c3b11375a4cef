// The timeline: segment boundaries computed from the source's index alone.
export {
  AAC_FRAME_SAMPLES,
  AUDIO_PREROLL_FRAMES,
  type AudioCutOptions,
  cutAudio,
  ENCODED_RATE,
  isGap,
} from './cut-audio.ts';
export { closedKeyTimes, cutVideo, TARGET_SECONDS, type VideoCutOptions } from './cut-video.ts';
export type { AudioIndex, PacketOverlap, VideoIndex } from './source-index.ts';
export type { AudioAnchor, AudioTimeline, StoredPacket, Timeline, VideoTimeline } from './timeline.ts';
export { type Bandwidth, type WeighedPackets, type WeighingScale, weighSegments } from './weigh-segments.ts';
