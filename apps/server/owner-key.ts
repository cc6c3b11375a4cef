// The owner's API key: made at first start, kept in the data folder, for programs and for the operator.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { defineErrors } from '@vitascope/platform/kernel';

const keyError = defineErrors({
  'key-missing': { kind: 'unauthenticated', title: 'This needs an API key' },
  'key-wrong': { kind: 'unauthenticated', title: 'The API key is not right' },
  'key-file-invalid': { kind: 'internal', title: 'The file with the owner key cannot be used' },
});

const KEY = /^vk_[A-Za-z0-9_-]{16,200}$/;

/** Reads the key, making it when there is none. Two processes that start at once end up with the same one. */
export async function readOrMakeOwnerKey(path: string): Promise<string> {
  const known = await readFile(path, 'utf8').catch(() => null);
  if (known !== null) return checked(known.trim(), path);
  await mkdir(dirname(path), { recursive: true });
  const key = `vk_${randomBytes(24).toString('base64url')}`;
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${key}\n`, { mode: 0o600, flag: 'w' });
  try {
    await link(draft, path);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return checked((await readFile(path, 'utf8')).trim(), path);
  } finally {
    await rm(draft, { force: true });
  }
}

function checked(key: string, path: string): string {
  if (KEY.test(key)) return key;
  throw keyError(
    'key-file-invalid',
    `${path} does not hold an owner key. Delete the file and start again: a new key is made.`,
  );
}

/** Checks `Authorization: Bearer …` in constant time. @throws `key-missing`, `key-wrong` */
export function createKeyCheck(
  ownerKey: string,
): (headers: { readonly authorization?: string | undefined }) => void {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(ownerKey);
  return ({ authorization }) => {
    const given = /^Bearer +(\S{1,300})$/i.exec(authorization ?? '')?.[1];
    if (given === undefined)
      throw keyError(
        'key-missing',
        'Send the owner key as "Authorization: Bearer vk_…". It is in the file owner.key of the data folder.',
      );
    if (!timingSafeEqual(digest(given), expected))
      throw keyError(
        'key-wrong',
        'The API key sent is not the owner key. It is in the file owner.key of the data folder.',
      );
  };
}
