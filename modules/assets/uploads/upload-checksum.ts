// Upload-Checksum (tus 1.0.0, checksum): a chunk whose digest is wrong leaves no trace.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { BlobStore } from '@vitascope/platform/blobs';
import { uploadError } from './upload-errors.ts';

/** Checked in memory; what is larger waits in the object store, as no chunk may count before its end. */
const MEMORY_BYTES = 4 * 1024 * 1024;
/** Where chunks wait, one object for each upload. */
export const CHUNK_PREFIX = 'upload-chunks/';

const DIGEST_BYTES = { sha1: 20, sha256: 32, crc32: 4 } as const;
export const CHECKSUM_ALGORITHMS = Object.keys(DIGEST_BYTES).join(',');

export interface Checksum {
  readonly algorithm: keyof typeof DIGEST_BYTES;
  readonly digest: Buffer;
}

/** Reads `<algorithm> <base64>`. @throws `upload-checksum-invalid` */
export function parseChecksum(header: string): Checksum {
  const [, name = '', value = ''] = /^([a-z0-9-]{1,20}) ([A-Za-z0-9+/]{1,100}={0,2})$/.exec(header) ?? [];
  const algorithm = name as Checksum['algorithm'];
  const length = Object.hasOwn(DIGEST_BYTES, name) ? DIGEST_BYTES[algorithm] : undefined;
  const digest = Buffer.from(value, 'base64');
  if (length === undefined || digest.length !== length) {
    throw uploadError(
      'upload-checksum-invalid',
      `Upload-Checksum must be one of ${CHECKSUM_ALGORITHMS}, a space, and its digest in base64.`,
    );
  }
  return { algorithm, digest };
}

export interface VerifiedBody {
  readonly body: AsyncIterable<Uint8Array>;
  dispose(): Promise<void>;
}

/**
 * Reads the whole body and gives it back once its digest is right; `id` names where it may wait.
 * @throws `upload-checksum-mismatch`, and what the body throws
 */
export async function verifyBody(
  blobs: BlobStore,
  id: string,
  { body, checksum }: { body: AsyncIterable<Uint8Array>; checksum: Checksum },
): Promise<VerifiedBody> {
  const digester = createDigester(checksum);
  const iterator = body[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let heldBytes = 0;
  let ended = false;
  while (!ended && heldBytes <= MEMORY_BYTES) {
    const result = await iterator.next();
    if (result.done === true) {
      ended = true;
    } else {
      digester.update(result.value);
      held.push(result.value);
      heldBytes += result.value.byteLength;
    }
  }
  if (ended) {
    digester.verify();
    return { body: pieces(held), dispose: async () => {} };
  }
  return await throughStore(blobs, `${CHUNK_PREFIX}${id}`, { held, iterator, digester });
}

interface Rest {
  readonly held: readonly Uint8Array[];
  readonly iterator: AsyncIterator<Uint8Array>;
  readonly digester: Digester;
}

async function throughStore(
  blobs: BlobStore,
  key: string,
  { held, iterator, digester }: Rest,
): Promise<VerifiedBody> {
  async function* whole() {
    yield* held;
    for await (const piece of { [Symbol.asyncIterator]: () => iterator }) {
      digester.update(piece);
      yield piece;
    }
    digester.verify(); // Before the object exists: a wrong one is never stored.
  }
  await blobs.put(key, whole(), { durable: false });
  const { body } = await blobs.stream(key);
  return {
    body,
    async dispose() {
      body.destroy();
      await blobs.delete(key);
    },
  };
}

async function* pieces(held: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* held;
}

interface Digester {
  update(piece: Uint8Array): void;
  /** @throws `upload-checksum-mismatch` */
  verify(): void;
}

function createDigester({ algorithm, digest }: Checksum): Digester {
  const running = algorithm === 'crc32' ? createCrc32() : createHash(algorithm);
  return {
    update: (piece) => void running.update(piece),
    verify() {
      if (running.digest().equals(digest)) return;
      throw uploadError(
        'upload-checksum-mismatch',
        `The chunk's ${algorithm} is not the one in Upload-Checksum; nothing of it was kept. Send it again.`,
      );
    },
  };
}

function createCrc32() {
  let sum = 0;
  return {
    update(piece: Uint8Array) {
      sum = crc32(piece, sum);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(sum);
      return bytes;
    },
  };
}
