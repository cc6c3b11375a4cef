// HTTP of the library as a whole: a line for each asset, and what is known of a source.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import { assetSchema, reasonSchema } from './asset-answer.ts';
import type { Assets } from './assets.ts';
import { assetIdInput } from './inputs.ts';
import type { AssetSummary } from './library-store.ts';

/** Few requests for a whole library, none of which takes the server's attention for long. */
const MOST_SUMMARIES = 5_000;

const summarySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    state: assetSchema.shape.state,
    reasonCode: z.string().nullable(),
    sizeBytes: z.int(),
    durationMs: z.int().nullable(),
    height: z.int().nullable().describe('Of the best picture.'),
    progress: z.number().min(0).max(1).describe('Stored segments of all renditions, as a share.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime().describe('Grows with every change.'),
  })
  .meta({ id: 'AssetSummary' });

const video = z.object({
  codec: z.string(),
  width: z.int(),
  height: z.int(),
  framesPerSecond: z.number(),
  bitDepth: z.int(),
  pixelFormat: z.string(),
  interlaced: z.boolean(),
  rotateDegrees: z.int(),
  hdr: z.boolean(),
  bitrate: z.number().describe('Bits a second.'),
});

const audio = z.object({
  codec: z.string(),
  channels: z.int(),
  sampleRate: z.int(),
  language: z.string().nullable(),
  title: z.string().nullable(),
  isDefault: z.boolean(),
  bitrate: z.number().describe('Bits a second.'),
});

const text = z.object({
  codec: z.string(),
  language: z.string().nullable(),
  title: z.string().nullable(),
  isForced: z.boolean(),
  isForImpaired: z.boolean().describe('Whether it tells of sounds as well, for who does not hear them.'),
  state: z
    .enum(['waiting', 'taken', 'left-out', 'failed'])
    .describe('`taken`: it has become a text track, once, whatever was done to that since.'),
  reason: reasonSchema.nullable(),
});

const detailsSchema = z
  .object({
    source: z
      .object({
        container: z.string(),
        durationMs: z.int(),
        carriesCaptions: z.boolean(),
        video: video.nullable(),
        audio: z.array(audio),
        texts: z.array(text).describe('Subtitles as streams of their own.'),
      })
      .nullable()
      .describe('What was found in the file; null until it has been examined.'),
    storyboard: z
      .object({
        state: z.enum(['waiting', 'making', 'complete', 'failed']),
        tiles: z.int(),
        intervalMs: z.int().describe('How far apart they are.'),
        sheets: z.int(),
        ready: z.int().describe('Sheets that are stored.'),
        sizeBytes: z.int(),
        reason: reasonSchema.nullable(),
      })
      .nullable()
      .describe('Small pictures for seeking; null without pictures.'),
    linkedBy: z.array(z.string()).describe('Ids of some of the titles that link it.'),
  })
  .meta({ id: 'AssetDetails' });

export interface LibraryRoutesDeps {
  readonly assets: Assets;
  titlesLinking(assetId: string): Promise<readonly string[]>;
}

export function registerLibraryReading(app: HttpApp, { assets, titlesLinking }: LibraryRoutesDeps): void {
  app.get(
    '/api/v1/assets/summaries',
    {
      config: { compresses: true },
      schema: {
        tags: ['assets'],
        summary: 'Lists assets in short, newest first',
        querystring: z.object({
          cursor: z.string().max(64).optional(),
          limit: z.coerce.number().int().min(1).max(MOST_SUMMARIES).default(1_000),
        }),
        response: { 200: z.object({ items: z.array(summarySchema), nextCursor: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const items = await assets.library.summaries({ after: cursor ?? null, limit });
      return {
        items: items.map(toSummaryAnswer),
        nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null,
      };
    },
  );
  app.get(
    '/api/v1/assets/:id/details',
    {
      schema: {
        tags: ['assets'],
        summary: 'Shows what was found in the source, and who links it',
        params: z.object({ id: assetIdInput }),
        response: { 200: detailsSchema },
      },
    },
    async (request) => {
      const { id } = await assets.get(request.params.id);
      const [facts, texts, storyboard, linkedBy] = await Promise.all([
        assets.library.facts(id),
        assets.sourceTexts(id),
        assets.storyboard(id),
        titlesLinking(id),
      ]);
      return {
        source: facts === null ? null : toSource(facts, texts),
        storyboard: storyboard === null ? null : { ...storyboard },
        linkedBy: [...linkedBy],
      };
    },
  );
}

function toSummaryAnswer(summary: AssetSummary): z.infer<typeof summarySchema> {
  return {
    id: summary.id,
    name: summary.name,
    state: summary.state,
    reasonCode: summary.reasonCode,
    sizeBytes: summary.sizeBytes,
    durationMs: summary.durationMs,
    height: summary.height,
    progress: summary.progress,
    createdAt: new Date(summary.createdAt).toISOString(),
    updatedAt: new Date(summary.updatedAt).toISOString(),
  };
}

type Facts = NonNullable<Awaited<ReturnType<Assets['library']['facts']>>>;

type Texts = Awaited<ReturnType<Assets['sourceTexts']>>;

function toSource(facts: Facts, texts: Texts): z.infer<typeof detailsSchema>['source'] {
  const { video: picture } = facts;
  return {
    container: facts.container,
    durationMs: facts.durationMs,
    carriesCaptions: facts.carriesCaptions,
    video:
      picture === null
        ? null
        : {
            codec: picture.codec,
            width: picture.width,
            height: picture.height,
            framesPerSecond: picture.frameRate.numerator / picture.frameRate.denominator,
            bitDepth: picture.bitDepth,
            pixelFormat: picture.pixelFormat,
            interlaced: picture.interlaced,
            rotateDegrees: picture.rotateDegrees,
            hdr: picture.hdr,
            bitrate: picture.bitrate,
          },
    texts: texts.map((one) => ({
      codec: one.codec,
      language: one.language,
      title: one.title,
      isForced: one.isForced,
      isForImpaired: one.isForImpaired,
      state: one.state,
      reason: one.reason,
    })),
    audio: facts.audio.map((track) => ({
      codec: track.codec,
      channels: track.channels,
      sampleRate: track.sampleRate,
      language: track.language,
      title: track.title,
      isDefault: track.isDefault,
      bitrate: track.bitrate,
    })),
  };
}
