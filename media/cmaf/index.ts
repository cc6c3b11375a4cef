// CMAF (ISO/IEC 23000-19): init segments and fragments, written and read.
export { type ArrangedSamples, arrangeSamples } from './arrange-samples.ts';
export { type Fragment, type FragmentSample, writeFragment } from './fragment.ts';
export { writeInitSegment } from './init-segment.ts';
export type { AacTrack, AudioTrack, Colour, InitTrack, OpusTrack, VideoTrack } from './init-track.ts';
export { type ParsedFragment, type ParsedSample, readFragments } from './read-fragments.ts';
export {
  type ParsedInitSegment,
  type ParsedInitTrack,
  readInitSegment,
  type SampleDefaults,
} from './read-init-segment.ts';
