// An asset as clients see it.
import { z } from 'zod';
import { type Asset, assetStates, progressOf } from './asset.ts';

export const reasonSchema = z.object({
  code: z.string(),
  message: z.string().describe('What was wrong and what to do, for a person.'),
});

const rendition = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.enum(['video', 'audio']),
  width: z.int().nullable(),
  height: z.int().nullable(),
  channels: z.int().nullable(),
  copied: z.boolean().describe("Whether it is the source's own packets."),
  codecs: z.string().describe('As in a manifest (RFC 6381).'),
  averageBandwidth: z.int().describe('Bits a second.'),
  peakBandwidth: z.int(),
  segments: z.int(),
  ready: z.int().describe('Segments that are stored.'),
  sizeBytes: z.int(),
  state: z.enum(['waiting', 'making', 'complete', 'failed', 'cancelled']),
  reason: reasonSchema.nullable(),
});

export const assetSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.enum(assetStates),
    reason: reasonSchema.nullable(),
    sizeBytes: z.int(),
    durationMs: z.int().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime().describe('Grows with every change.'),
    progress: z.number().min(0).max(1).describe('Stored segments of all renditions, as a share.'),
    renditions: z.array(rendition),
  })
  .meta({ id: 'Asset' });

export type AssetAnswer = z.infer<typeof assetSchema>;

/** The asset as clients see it, field by field. */
export function toAnswer(asset: Asset): AssetAnswer {
  return {
    id: asset.id,
    name: asset.name,
    state: asset.state,
    reason: asset.reason,
    sizeBytes: asset.sizeBytes,
    durationMs: asset.durationMs,
    createdAt: new Date(asset.createdAt).toISOString(),
    updatedAt: new Date(asset.updatedAt).toISOString(),
    progress: progressOf(asset),
    renditions: asset.renditions.map((item) => ({
      id: item.id,
      label: item.label,
      kind: item.recipe.kind.startsWith('video') ? 'video' : 'audio',
      width: item.width,
      height: item.height,
      channels: item.channels,
      copied: item.recipe.kind === 'video-copy' || item.recipe.kind === 'audio-copy',
      codecs: item.codecs,
      averageBandwidth: item.averageBandwidth,
      peakBandwidth: item.peakBandwidth,
      segments: item.segments,
      ready: item.ready,
      sizeBytes: item.sizeBytes,
      state: item.state,
      reason: item.reason,
    })),
  };
}
