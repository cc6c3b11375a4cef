// AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1): what an AAC decoder must know before the first frame.
import { BoxError } from '../isobmff/index.ts';
import { type BitReader, readBits } from './bit-reader.ts';

export interface AacConfig {
  /** Of the core: 2 is AAC-LC, also inside HE-AAC. */
  readonly objectType: number;
  /** Of the core, in Hz. */
  readonly sampleRate: number;
  /** As coded: 0 means that a program config element lists the channels. */
  readonly channelConfiguration: number;
  readonly channels: number;
  /** Samples a frame, per channel, of the core: 1024 or 960. */
  readonly frameLength: number;
  /** Spectral band replication (HE-AAC) and parametric stereo (HE-AAC v2) are announced. */
  readonly hasSbr: boolean;
  readonly hasPs: boolean;
  /** Output rate with SBR, in Hz; null without. */
  readonly sbrSampleRate: number | null;
}

// Table 1.18.
const sampleRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
] as const;
// Table 1.19; indexes 11, 12 and 14 are 6.1, 7.1 and 7.1 with top speakers, 13 is 22.2.
const channelCounts = [0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 24, 8] as const;
// The object types with a GASpecificConfig (Table 1.17).
const generalAudio = new Set([1, 2, 3, 4, 6, 7, 17, 19, 20, 21, 22, 23]);

/** @throws BoxError `truncated`, `unsupported` for reserved rates and channel configurations */
export function parseAacConfig(config: Uint8Array): AacConfig {
  const bits = readBits(config);
  const signalled = readObjectType(bits);
  let sampleRate = readSampleRate(bits);
  const channelConfiguration = bits.bits(4);
  // Hierarchical signalling (§1.6.5.2): 5 is SBR, 29 SBR and parametric stereo, the core's type follows.
  let hasSbr = signalled === 5 || signalled === 29;
  let hasPs = signalled === 29;
  let sbrSampleRate = hasSbr ? readSampleRate(bits) : null;
  const objectType = hasSbr ? readObjectType(bits) : signalled;
  let frameLength = 1024;
  let channels: number = channelCounts[channelConfiguration] ?? 0;
  if (generalAudio.has(objectType)) {
    frameLength = bits.flag() ? 960 : 1024;
    if (bits.flag()) bits.skip(14); // coreCoderDelay
    bits.skip(1); // extensionFlag
    if (channelConfiguration === 0) {
      const elements = readProgramConfig(bits);
      channels = elements.channels;
      sampleRate = sampleRate || elements.sampleRate;
    }
    const extension = hasSbr ? null : readSyncExtension(bits);
    if (extension !== null) {
      hasSbr = true;
      hasPs = extension.hasPs;
      sbrSampleRate = extension.sampleRate;
    }
  }
  if (channels === 0) {
    throw new BoxError('unsupported', `AAC channel configuration ${channelConfiguration} is reserved`);
  }
  return {
    objectType,
    sampleRate,
    channelConfiguration,
    channels,
    frameLength,
    hasSbr,
    hasPs,
    sbrSampleRate,
  };
}

/** The two bytes (five where the rate is not in the table) of a plain AAC config with 1,024-sample frames. */
export function buildAacConfig(config: {
  readonly objectType: number;
  readonly sampleRate: number;
  readonly channelConfiguration: number;
}): Uint8Array {
  const { objectType, sampleRate, channelConfiguration } = config;
  if (objectType < 1 || objectType > 30 || channelConfiguration < 1 || channelConfiguration > 15) {
    throw new BoxError('out-of-range', `AAC type ${objectType}, channels ${channelConfiguration} do not fit`);
  }
  const index = sampleRates.indexOf(sampleRate as (typeof sampleRates)[number]);
  if (index >= 0) {
    const word = (objectType << 11) | (index << 7) | (channelConfiguration << 3);
    return Uint8Array.of(word >> 8, word & 0xff);
  }
  if (!Number.isInteger(sampleRate) || sampleRate < 1 || sampleRate > 0xffffff) {
    throw new BoxError('out-of-range', `sample rate ${sampleRate} does not fit 24 bits`);
  }
  // 5 bits type, 4 bits escape, 24 bits rate, 4 bits channels, 3 bits of zero flags.
  const word =
    (BigInt(objectType) << 35n) |
    (0xfn << 31n) |
    (BigInt(sampleRate) << 7n) |
    (BigInt(channelConfiguration) << 3n);
  return Uint8Array.from([32n, 24n, 16n, 8n, 0n], (shift) => Number((word >> shift) & 0xffn));
}

function readObjectType(bits: BitReader): number {
  const type = bits.bits(5);
  return type === 31 ? 32 + bits.bits(6) : type;
}

function readSampleRate(bits: BitReader): number {
  const index = bits.bits(4);
  return index === 15 ? bits.bits(24) : sampleRateOf(index);
}

/** The rate of a sampling frequency index, 0 to 12. @throws BoxError `unsupported` for reserved ones */
export function sampleRateOf(index: number): number {
  const rate = sampleRates[index];
  if (rate === undefined)
    throw new BoxError('unsupported', `AAC sampling frequency index ${index} is reserved`);
  return rate;
}

// program_config_element (§4.5.1.2): only its channels matter here.
function readProgramConfig(bits: BitReader): { channels: number; sampleRate: number } {
  bits.skip(6);
  const sampleRate = sampleRateOf(bits.bits(4));
  const paired = bits.bits(4) + bits.bits(4) + bits.bits(4); // front, side, back elements
  const lfe = bits.bits(2);
  const associated = bits.bits(3);
  const coupling = bits.bits(4);
  if (bits.flag()) bits.skip(4); // mono, stereo and matrix mixdown
  if (bits.flag()) bits.skip(4);
  if (bits.flag()) bits.skip(3);
  let channels = lfe;
  for (let i = 0; i < paired; i++) {
    channels += bits.flag() ? 2 : 1;
    bits.skip(4);
  }
  bits.skip(lfe * 4 + associated * 4 + coupling * 5);
  bits.skip((8 - (bits.positionBits & 7)) & 7);
  bits.skip(bits.bits(8) * 8); // comment
  return { channels, sampleRate };
}

// Backward compatible signalling of SBR and PS behind the core's config (§1.6.5.3).
function readSyncExtension(bits: BitReader): { sampleRate: number; hasPs: boolean } | null {
  if (bits.remainingBits < 16 || bits.bits(11) !== 0x2b7) return null;
  if (readObjectType(bits) !== 5 || bits.remainingBits < 1 || !bits.flag()) return null;
  const sampleRate = readSampleRate(bits);
  const hasPs = bits.remainingBits >= 12 && bits.bits(11) === 0x548 && bits.flag();
  return { sampleRate, hasPs };
}
