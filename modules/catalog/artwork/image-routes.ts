// Images over HTTP: for editors, and the pictures themselves for everybody.
import type { HttpApp, HttpReply, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import { catalogError } from '../errors.ts';
import { pageQuery } from '../list-query.ts';
import { idOf, toIso } from '../wire.ts';
import { type ImageFormat, imageFormats, imageKinds } from './image-kinds.ts';
import type { Image } from './image-store.ts';
import type { Images, ImageWish } from './images.ts';
import { MAX_PICTURE_BYTES } from './picture-maker.ts';
import { IMAGES_PATH, showImage, shownImageSchema, toShownImage } from './show-artwork.ts';

export interface ImageRoutesDeps {
  readonly images: Images;
  /** Throws what a client without the right is to be told. */
  authorize(request: HttpRequest, permission: 'catalog.read' | 'catalog.write'): Promise<void>;
  /** Who the client is, for the record. */
  actorOf(request: HttpRequest): string;
}

/** An upload over a slow line, and its turn behind others. */
const UPLOAD_TIMEOUT_MS = 600_000;

/** Uploads that arrive or are worked on at once: each is held in memory. */
const MAX_UPLOADS = 6;

const params = z.object({ id: idOf('im') });

const YEAR_SECONDS = 31_536_000;

const mediaTypes: Readonly<Record<ImageFormat, string>> = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
};

const share = z.coerce.number().min(0).max(1);
const framingQuery = z.strictObject({
  kind: z.enum(imageKinds),
  focusX: share.default(0.5).describe('What must not be cut off: 0 to 1 from the left …'),
  focusY: share.default(0.5).describe('… and from the top.'),
  crop: z
    .string()
    .regex(/^(?:0|1|[01]?\.\d{1,6})(?:,(?:0|1|[01]?\.\d{1,6})){3}$/, 'is not of the form `0.1,0,0.8,1`')
    .transform((text) => text.split(',').map(Number) as [number, number, number, number])
    .refine(
      ([x, y, width, height]) => width > 0 && height > 0 && x + width <= 1.000001 && y + height <= 1.000001,
      'is empty or reaches out of the picture',
    )
    .optional()
    .describe('What may be shown: left, top, width, height, each 0 to 1. Everything without it.'),
});

const imageAnswer = shownImageSchema
  .extend({
    kind: z.enum(imageKinds),
    source: z
      .object({ width: z.int(), height: z.int(), sizeBytes: z.int() })
      .describe('The upload, upright.'),
    framing: z.object({
      focus: z.object({ x: z.number(), y: z.number() }),
      crop: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).nullable(),
    }),
    actor: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'CatalogImage' });

export function registerImageRoutes(app: HttpApp, deps: ImageRoutesDeps): void {
  registerPictures(app, deps.images);
  app.register((scope, _options, done) => {
    scope.addHook('onRequest', (request) =>
      deps.authorize(
        request,
        request.method === 'GET' || request.method === 'HEAD' ? 'catalog.read' : 'catalog.write',
      ),
    );
    registerUploads(scope as HttpApp, deps);
    registerReading(scope as HttpApp, deps);
    done();
  });
}

/** What holds an upload in memory: only so many at once. */
function registerUploads(app: HttpApp, deps: ImageRoutesDeps): void {
  app.register((scope, _options, done) => {
    let uploads = 0;
    scope.removeAllContentTypeParsers();
    // The type only says that it is no JSON: what it is, its bytes say.
    scope.addContentTypeParser(
      /^(?:image\/[\w.+-]+|application\/octet-stream)/,
      { parseAs: 'buffer', bodyLimit: MAX_PICTURE_BYTES },
      (_request, body, parsed) => parsed(null, body),
    );
    // After the right has been asked for, before a byte of the body is read.
    scope.addHook('onRequest', async (_request, reply) => {
      if (uploads >= MAX_UPLOADS)
        throw catalogError('image-busy', `${uploads} pictures are being uploaded. Try again shortly.`, {
          retryAfterSeconds: 5,
        });
      // One who left while the right was asked for has been closed already, and will not be again.
      if (reply.raw.destroyed) return;
      uploads += 1;
      reply.raw.once('close', () => {
        uploads -= 1;
      });
    });
    registerMaking(scope as HttpApp, deps);
    done();
  });
}

function registerMaking(app: HttpApp, { images, actorOf }: ImageRoutesDeps): void {
  app.post(
    '/api/v1/catalog/images',
    {
      config: { handlerTimeoutMs: UPLOAD_TIMEOUT_MS },
      bodyLimit: MAX_PICTURE_BYTES,
      schema: {
        tags: ['catalog'],
        summary: 'Makes an image of an uploaded JPEG, PNG, WebP or AVIF',
        description:
          'The body is the file. It is recognised by its bytes, made into all sizes and formats, and shown nowhere until a ' +
          'title or person links it. The same file framed alike gives the same image, with 200.',
        consumes: ['image/jpeg', 'image/png', 'image/webp', 'image/avif'],
        querystring: framingQuery,
        response: { 200: imageAnswer, 201: imageAnswer },
      },
    },
    async (request, reply) => {
      const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      const options = { actor: actorOf(request), signal: goneSignal(reply) };
      const { image, isNew } = await images.add(bytes, wishOf(request.query), options);
      return reply
        .code(isNew ? 201 : 200)
        .header('location', pathOf(image))
        .send(toAnswer(image));
    },
  );
  app.post(
    '/api/v1/catalog/images/:id/frames',
    {
      config: { handlerTimeoutMs: UPLOAD_TIMEOUT_MS },
      schema: {
        tags: ['catalog'],
        summary: 'Makes another image of the same upload: of another kind, or cut differently',
        params,
        querystring: framingQuery,
        response: { 200: imageAnswer, 201: imageAnswer },
      },
    },
    async (request, reply) => {
      const options = { actor: actorOf(request), signal: goneSignal(reply) };
      const { image, isNew } = await images.reframe(request.params.id, wishOf(request.query), options);
      return reply
        .code(isNew ? 201 : 200)
        .header('location', pathOf(image))
        .send(toAnswer(image));
    },
  );
}

function registerReading(app: HttpApp, { images }: ImageRoutesDeps): void {
  app.get(
    '/api/v1/catalog/images',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Lists images, newest first',
        querystring: pageQuery.extend({
          cursor: idOf('im').optional(),
          kind: z.enum(imageKinds).optional(),
        }),
        response: { 200: z.object({ items: z.array(imageAnswer), nextCursor: z.string().nullable() }) },
      },
    },
    async ({ query: { cursor, limit, kind } }) => {
      const items = await images.list({ after: cursor ?? null, limit, kind });
      return {
        items: items.map(toAnswer),
        nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null,
      };
    },
  );
  app.get(
    '/api/v1/catalog/images/:id',
    { schema: { tags: ['catalog'], summary: 'Shows an image', params, response: { 200: imageAnswer } } },
    async (request) => toAnswer(await images.get(request.params.id)),
  );
  app.delete(
    '/api/v1/catalog/images/:id',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Deletes an image that nothing shows, for good',
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await images.remove(request.params.id);
      return reply.code(204).send(null);
    },
  );
}

/** For everybody: an image's id cannot be guessed, and its files never change. */
function registerPictures(app: HttpApp, images: Images): void {
  app.get(
    `${IMAGES_PATH}/:id/:file`,
    {
      schema: {
        tags: ['catalog'],
        summary: 'A picture, `<width>.<format>`; never changes',
        params: z.object({
          id: idOf('im'),
          file: z.string().regex(/^[1-9]\d{0,4}\.(?:avif|webp|jpg|png)$/),
        }),
        produces: Object.values(mediaTypes),
      },
    },
    async (request, reply) => {
      const { id, file } = request.params;
      const [width, name] = file.split('.');
      const format = imageFormats.find((candidate) => candidate === name) ?? 'jpg';
      const tag = `"${id}.${file}"`;
      const headers = {
        'cache-control': `public, max-age=${YEAR_SECONDS}, immutable`,
        etag: tag,
        // Pictures for pages and apps of any origin; as a document of its own it can do nothing.
        'cross-origin-resource-policy': 'cross-origin',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      };
      if (isKnown(request.headers['if-none-match'], tag)) {
        await images.get(id);
        return reply.code(304).headers(headers).send();
      }
      const bytes = await images.read(id, { width: Number(width), format });
      return reply.headers({ ...headers, 'content-type': mediaTypes[format] }).send(bytes);
    },
  );
}

/** rfc9110 §13.1.2, with its weak comparison. */
function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}

function wishOf({ kind, focusX, focusY, crop }: z.output<typeof framingQuery>): ImageWish {
  const area = crop === undefined ? null : { x: crop[0], y: crop[1], width: crop[2], height: crop[3] };
  return { kind, framing: { focus: { x: focusX, y: focusY }, crop: area } };
}

/** Aborted when the client has left before the answer. */
function goneSignal({ raw }: HttpReply): AbortSignal {
  const gone = new AbortController();
  if (raw.destroyed) gone.abort();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

function pathOf({ id }: Image): string {
  return `/api/v1/catalog/images/${id}`;
}

function toAnswer(image: Image): z.output<typeof imageAnswer> {
  const { kind, source, framing, actor, createdAt } = image;
  const { focus, crop } = framing;
  return {
    ...toShownImage(showImage(image)),
    kind,
    source: { width: source.width, height: source.height, sizeBytes: source.sizeBytes },
    framing: {
      focus: { x: focus.x, y: focus.y },
      crop: crop === null ? null : { x: crop.x, y: crop.y, width: crop.width, height: crop.height },
    },
    actor,
    createdAt: toIso(createdAt),
  };
}
