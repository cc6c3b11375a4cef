// Opens FFmpeg's AAC encoder for a recipe.

import type { AudioEncodeRecipe } from '@vitascope/media/ladder';
import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_SAMPLE_FMT_FLTP,
  FF_ENCODER_AAC,
} from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Rational } from 'node-av/lib';

export function openAudioEncoder(recipe: AudioEncodeRecipe): CodecContext {
  const codec = Codec.findEncoderByName(FF_ENCODER_AAC);
  if (codec === null) throw new Error('this build of FFmpeg has no AAC encoder');
  const context = new CodecContext();
  context.allocContext3(codec);
  context.sampleFormat = AV_SAMPLE_FMT_FLTP;
  context.sampleRate = recipe.sampleRate;
  context.channelLayout = channelLayout(recipe.channels);
  context.timeBase = new Rational(1, recipe.sampleRate);
  context.bitRate = BigInt(recipe.bitrate);
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER, AV_CODEC_FLAG_BITEXACT);
  FFmpegError.throwIfError(
    context.open2Sync(codec, null),
    `Opening the AAC encoder for ${recipe.channels} channels`,
  );
  return context;
}

export function channelLayout(channels: 1 | 2) {
  return channels === 1 ? AV_CHANNEL_LAYOUT_MONO : AV_CHANNEL_LAYOUT_STEREO;
}
