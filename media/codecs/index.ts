// What is known about coded pictures and sound: parameter sets, decoder configurations, codec strings.
export { type AacConfig, buildAacConfig, parseAacConfig } from './aac-config.ts';
export { type AdtsHeader, parseAdtsHeader, stripAdts } from './adts.ts';
export { type AvcConfig, avcConfigFromAnnexB, buildAvcConfig, parseAvcConfig } from './avc-config.ts';
export { type AvcSps, type AvcVui, type CodedColour, parseAvcSps } from './avc-sps.ts';
export { codecString } from './codec-strings.ts';
export { type HevcConfig, parseHevcConfig } from './hevc-config.ts';
export {
  annexBToLengthPrefixed,
  avcNalType,
  avcNalTypeOf,
  hevcNalTypeOf,
  joinLengthPrefixed,
  parameterSetsAndDelimiters,
  splitAnnexB,
  splitLengthPrefixed,
  unescapeNal,
} from './nal-units.ts';
export { dopsFromOpusHead, type OpusConfig, parseDops } from './opus-config.ts';
export { parseVorbisSetup, type VorbisSetup, vorbisSampleCounter } from './vorbis-packets.ts';
