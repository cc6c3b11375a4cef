// Anchors: heads of the chain, signed and kept outside of the database, so that its end cannot be cut off unnoticed.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { appendFile, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Head } from './chain.ts';
import { auditError } from './errors.ts';

export interface Anchor extends Head {
  /** Epoch milliseconds. */
  readonly at: number;
  /** HMAC-SHA256 in hexadecimal. */
  readonly mac: string;
}

const anchorSchema = z.object({
  seq: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.int(),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});

const KEY = /^[0-9a-f]{64}$/;
/** Some 4,000 anchors; the file before it is kept beside it. */
const ROTATE_BYTES = 1024 ** 2;

const paths = (dir: string) => ({
  key: join(dir, 'anchor.key'),
  anchors: join(dir, 'anchors.jsonl'),
  older: join(dir, 'anchors.1.jsonl'),
});

export interface AnchorKeeper {
  /** Signs a head and keeps it, on a line of its own: several processes may do so at once. */
  keep(head: Head, at: number): Promise<Anchor>;
}

/** Makes the folder and the key where they are missing. @throws `anchor-key-invalid` */
export async function openAnchors(dir: string): Promise<AnchorKeeper> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const key = await readOrMakeKey(dir);
  const { anchors, older } = paths(dir);
  return {
    async keep(head, at) {
      const anchor = { seq: head.seq, hash: head.hash, at, mac: macOf(key, head, at) };
      const size = await stat(anchors).then(
        (file) => file.size,
        () => 0,
      );
      // Where two processes do so at once, the second finds nothing to move.
      if (size > ROTATE_BYTES) await rename(anchors, older).catch(() => {});
      await appendFile(anchors, `${JSON.stringify(anchor)}\n`, { mode: 0o600 });
      return anchor;
    },
  };
}

/** Every anchor of the folder, oldest first; none where it has never been used. @throws `anchor-forged` */
export async function readAnchors(dir: string): Promise<readonly Anchor[]> {
  const text = await readFile(paths(dir).key, 'utf8').catch(() => null);
  if (text === null) return [];
  const key = checkedKey(text.trim(), dir);
  const { anchors, older } = paths(dir);
  const files = await Promise.all([older, anchors].map((path) => readFile(path, 'utf8').catch(() => '')));
  return files
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const anchor = parseAnchor(line);
      // A line that a crash has left half-written says nothing.
      if (anchor === null) return [];
      const expected = Buffer.from(macOf(key, anchor, anchor.at));
      if (timingSafeEqual(expected, Buffer.from(anchor.mac))) return [anchor];
      throw auditError(
        'anchor-forged',
        `${dir} holds an anchor for entry ${anchor.seq} that was not signed with the key beside it.`,
      );
    });
}

function parseAnchor(text: string): Anchor | null {
  try {
    return anchorSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function macOf(key: Buffer, { seq, hash }: Head, at: number): string {
  return createHmac('sha256', key).update(`vitascope audit anchor 1\n${seq}\n${hash}\n${at}`).digest('hex');
}

async function readOrMakeKey(dir: string): Promise<Buffer> {
  const { key: path } = paths(dir);
  const known = await readFile(path, 'utf8').catch(() => null);
  if (known !== null) return checkedKey(known.trim(), dir);
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return checkedKey((await readFile(path, 'utf8')).trim(), dir);
}

function checkedKey(text: string, dir: string): Buffer {
  if (KEY.test(text)) return Buffer.from(text, 'hex');
  throw auditError(
    'anchor-key-invalid',
    `anchor.key in ${dir} is not a key. Restore it from a backup; if there is none, move the folder aside: a new one is made.`,
  );
}
