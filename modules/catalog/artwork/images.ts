// Images: uploads become pictures in every size and format, which are served and, unused, removed.
import { createHash } from 'node:crypto';
import type { BlobStore } from '@vitascope/platform/blobs';
import type { Database } from '@vitascope/platform/database';
import type { Jobs } from '@vitascope/platform/jobs';
import { type Clock, type Logger, newId, systemClock } from '@vitascope/platform/kernel';
import { createChangeStore } from '../change-store.ts';
import { catalogError } from '../errors.ts';
import type { Framing } from './frame.ts';
import { type ImageFormat, type ImageKind, RECIPE_VERSION } from './image-kinds.ts';
import { createImageStore, type Image } from './image-store.ts';
import type { MadePicture } from './make-picture.ts';
import { createPictureMaker, type PictureMaker } from './picture-maker.ts';
import { createImageSweep, imagePrefix, SWEEP_EVERY_SECONDS, sweepImagesQueue } from './sweep-images.ts';

export interface ImageWish {
  readonly kind: ImageKind;
  readonly framing: Framing;
}

export interface ImageEditOptions {
  /** Who does it, for the record. */
  readonly actor: string;
  /** Ends the work when nobody waits for it any more. */
  readonly signal?: AbortSignal;
}

export interface Images {
  /**
   * Makes an image of an upload. The same upload, framed alike, is the same image.
   * @throws `image-unsupported`, `image-refused`, `image-failed`, `too-busy`, and what the object store throws
   */
  add(
    bytes: Uint8Array,
    wish: ImageWish,
    options: ImageEditOptions,
  ): Promise<{ readonly image: Image; readonly isNew: boolean }>;
  /** Makes another image of the same upload: of another kind, or framed differently. @throws as `add`, `image-not-found` */
  reframe(
    id: string,
    wish: ImageWish,
    options: ImageEditOptions,
  ): Promise<{ readonly image: Image; readonly isNew: boolean }>;
  /** @throws `image-not-found` */
  get(id: string): Promise<Image>;
  list(page: {
    readonly after: string | null;
    readonly limit: number;
    readonly kind?: ImageKind | undefined;
  }): Promise<readonly Image[]>;
  /** Deletes the image for good: undoing cannot bring it back. @throws `image-not-found`, `still-in-use` */
  remove(id: string): Promise<void>;
  /** @throws `image-not-found`, also where there is no such size or format */
  read(id: string, file: { readonly width: number; readonly format: ImageFormat }): Promise<Buffer>;
  /** How many images there are, and what their files weigh with the uploads that they were made of. */
  storageUse(): Promise<{ readonly count: number; readonly bytes: number }>;
  /** Begins to remove what nobody uses, in this process. */
  startWork(): Promise<void>;
}

export interface ImagesDeps {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly jobs: Jobs;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly maker?: PictureMaker;
}

export function createImages(deps: ImagesDeps): Images {
  const { blobs, clock = systemClock } = deps;
  const logger = deps.logger.child({ module: 'catalog' });
  const store = createImageStore(deps.database);
  const changes = createChangeStore(deps.database);
  const maker = deps.maker ?? createPictureMaker({ logger });
  const sweep = createImageSweep({ blobs, store, changes, clock, logger });

  async function get(id: string): Promise<Image> {
    const image = await store.find(id);
    if (image === null) throw catalogError('image-not-found', `There is no image ${id}.`);
    return image;
  }

  async function add(bytes: Uint8Array, { kind, framing }: ImageWish, { actor, signal }: ImageEditOptions) {
    const mark = {
      sha256: createHash('sha256').update(bytes).digest(),
      kind,
      framing,
      recipe: RECIPE_VERSION,
    };
    const known = await store.findSame(mark);
    if (known !== null && (await store.uploadedAgain(known.id, clock.now())))
      return { image: known, isNew: false };
    const made = await maker.make(bytes, { kind, framing }, signal);
    const id = newId('im');
    await putFiles(id, bytes, made);
    const image = await store.insert({
      ...mark,
      id,
      width: made.size.width,
      height: made.size.height,
      source: { ...made.source, sizeBytes: bytes.byteLength },
      focus: made.focus,
      placeholder: made.placeholder,
      color: made.color,
      files: made.files.map(({ width, height, format, bytes: file }) => ({
        width,
        height,
        format,
        sizeBytes: file.byteLength,
      })),
      actor,
      createdAt: clock.now(),
    });
    // Somebody else was faster with the same: theirs is the image.
    if (image.id !== id) await blobs.deletePrefix(imagePrefix(id));
    return { image, isNew: image.id === id };
  }

  /** The upload is kept as it came, for other framings; nothing serves it. */
  async function putFiles(id: string, upload: Uint8Array, { files }: MadePicture): Promise<void> {
    await blobs.put(originalKey(id), upload);
    for (const { width, format, bytes } of files) await blobs.put(fileKey(id, { width, format }), bytes);
  }

  return {
    add,
    get,
    list: (page) => store.list(page),
    storageUse: () => store.storageUse(),
    async reframe(id, wish, options) {
      await get(id);
      return add(await blobs.read(originalKey(id)), wish, options);
    },
    async remove(id) {
      await changes.inOrder(async (transaction) => {
        await get(id);
        const users = await store.users(transaction, id);
        if (users.length > 0)
          throw catalogError('still-in-use', `${id} cannot be deleted: ${users.join(', ')} show it.`, {
            details: { usedBy: users },
          });
        await store.remove(transaction, [id]);
      });
      await blobs.deletePrefix(imagePrefix(id));
    },
    async read(id, { width, format }) {
      const { files } = await get(id);
      if (!files.some((file) => file.width === width && file.format === format))
        throw catalogError('image-not-found', `The image ${id} has no file ${width}.${format}.`);
      return blobs.read(fileKey(id, { width, format }));
    },
    async startWork() {
      await deps.jobs.work(sweepImagesQueue, { concurrency: 1 }, async (job) => {
        try {
          await sweep.run(job.signal);
        } finally {
          await planSweep(deps.jobs);
        }
      });
      await planSweep(deps.jobs);
    },
  };
}

/** One at a time among all workers: none is added while one waits. */
async function planSweep(jobs: Jobs): Promise<void> {
  await jobs.send(sweepImagesQueue, {}, { singletonKey: 'all', startAfterSeconds: SWEEP_EVERY_SECONDS });
}

function originalKey(id: string): string {
  return `${imagePrefix(id)}original`;
}

function fileKey(
  id: string,
  { width, format }: { readonly width: number; readonly format: ImageFormat },
): string {
  return `${imagePrefix(id)}${width}.${format}`;
}
