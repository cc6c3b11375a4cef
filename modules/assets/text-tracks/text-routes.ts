// HTTP of text tracks: subtitles and captions of one asset.

import { captionLimits } from '@vitascope/media/captions';
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import { assetIdInput, nameInput } from '../inputs.ts';
import type { TextTrack } from './text-track.ts';
import type { TextTracks } from './text-tracks.ts';

const path = '/api/v1/assets/:id/text-tracks';
const assetParams = z.object({ id: assetIdInput });
const trackParams = assetParams.extend({ textTrackId: z.string().regex(/^tx_[0-9a-z]{26}$/) });

/** RFC 5646 §4.4.1: 35 characters hold every tag that is registered. */
const language = z
  .string()
  .max(35)
  .transform((text, context) => {
    try {
      const locale = new Intl.Locale(text);
      if (locale.toString() === locale.baseName && !/^und\b/.test(locale.baseName)) return locale.baseName;
    } catch {
      // Said below.
    }
    context.addIssue({ code: 'custom', message: 'Not a language tag (BCP 47), such as `de` or `pt-BR`.' });
    return z.NEVER;
  });
const kind = z
  .enum(['subtitles', 'captions'])
  .describe('`captions` tell of sounds as well, for who does not hear them (SDH).');
const name = nameInput.max(100).describe('As menus call it.');
const forced =
  'Only for what is said or written in another language: shown to everybody who listens in this one.';
const byDefault = 'What viewers who ask for captions see where nothing else suits them better; at most one.';

const newTextQuery = z.strictObject({
  language,
  kind: kind.default('subtitles'),
  name: name.optional().describe("As menus call it; without it, the language's own name for itself."),
  isForced: z.stringbool().default(false).describe(forced),
  isDefault: z.stringbool().default(false).describe(byDefault),
});

const textTrackSchema = z
  .object({
    id: z.string(),
    language: z.string().describe('BCP 47.'),
    kind,
    name: z.string(),
    isForced: z.boolean().describe(forced),
    isDefault: z.boolean().describe(byDefault),
    cues: z.int(),
    sizeBytes: z.int().describe('Of the WebVTT file as it is delivered.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'TextTrack' });

export function registerTextReading(app: HttpApp, texts: TextTracks): void {
  app.get(
    path,
    {
      schema: {
        tags: ['assets'],
        summary: 'Lists the subtitles and captions of an asset',
        params: assetParams,
        response: { 200: z.object({ items: z.array(textTrackSchema) }) },
      },
    },
    async (request) => ({ items: (await texts.list(request.params.id)).map(toAnswer) }),
  );
  app.get(
    `${path}/:textTrackId/file`,
    {
      schema: {
        tags: ['assets'],
        summary: 'Gives subtitles or captions as a WebVTT file',
        params: trackParams,
        produces: ['text/vtt'],
      },
    },
    async (request, reply) => {
      const { id, textTrackId } = request.params;
      const bytes = await texts.read(id, textTrackId);
      return reply
        .headers({
          'content-type': 'text/vtt; charset=utf-8',
          'content-disposition': `attachment; filename="${textTrackId}.vtt"`,
          'cache-control': 'private, no-cache',
          'x-content-type-options': 'nosniff',
        })
        .send(bytes);
    },
  );
}

export function registerTextChanges(app: HttpApp, texts: TextTracks): void {
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    // The type only says that it is no JSON: what it is, its bytes say.
    scope.addContentTypeParser(
      /^(?:text\/(?:vtt|plain|srt|x-srt)|application\/(?:x-subrip|octet-stream))/,
      { parseAs: 'buffer', bodyLimit: captionLimits.bytes },
      (_request, body, parsed) => parsed(null, body),
    );
    registerAdding(scope as HttpApp, texts);
    done();
  });
  app.patch(
    `${path}/:textTrackId`,
    {
      schema: {
        tags: ['assets'],
        summary: 'Changes what subtitles or captions are called and when they are shown',
        params: trackParams,
        body: z.strictObject({
          language: language.optional(),
          kind: kind.optional(),
          name: name.optional(),
          isForced: z.boolean().optional(),
          isDefault: z.boolean().optional(),
        }),
        response: { 200: textTrackSchema },
      },
    },
    async (request) => {
      const { id, textTrackId } = request.params;
      const said = Object.entries(request.body).filter(([, value]) => value !== undefined);
      return toAnswer(await texts.change(id, textTrackId, Object.fromEntries(said)));
    },
  );
  app.delete(
    `${path}/:textTrackId`,
    {
      schema: {
        tags: ['assets'],
        summary: 'Deletes subtitles or captions for good',
        params: trackParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await texts.remove(request.params.id, request.params.textTrackId);
      return reply.code(204).send(null);
    },
  );
}

function registerAdding(app: HttpApp, texts: TextTracks): void {
  app.post(
    path,
    {
      bodyLimit: captionLimits.bytes,
      schema: {
        tags: ['assets'],
        summary: 'Adds subtitles or captions from a WebVTT or SubRip file',
        description:
          'The body is the file, in UTF-8, UTF-16 or Windows-1252. It is recognised by its bytes and kept as WebVTT: other tags, ' +
          'styles and scripts are left out. 400 with `details.line` where a line cannot be understood. Players that start from now on offer it.',
        consumes: ['text/vtt', 'application/x-subrip', 'application/octet-stream'],
        params: assetParams,
        querystring: newTextQuery,
        response: { 201: textTrackSchema },
      },
    },
    async (request, reply) => {
      const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      return reply.code(201).send(toAnswer(await texts.add(request.params.id, bytes, request.query)));
    },
  );
}

function toAnswer(track: TextTrack): z.output<typeof textTrackSchema> {
  return {
    id: track.id,
    language: track.language,
    kind: track.kind,
    name: track.name,
    isForced: track.isForced,
    isDefault: track.isDefault,
    cues: track.cues,
    sizeBytes: track.sizeBytes,
    createdAt: new Date(track.createdAt).toISOString(),
    updatedAt: new Date(track.updatedAt).toISOString(),
  };
}
