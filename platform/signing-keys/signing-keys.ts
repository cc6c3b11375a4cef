// Keys that a module signs its tokens with: made at first use, rotated by age, shared by all processes through the database.
import { createSecretKey, type KeyObject, randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../database/index.ts';
import { type Clock, type Logger, silentLogger } from '../kernel/index.ts';
import { createSigningKeyStore, type StoredSigningKey } from './signing-key-store.ts';

export interface SigningKey {
  readonly id: string;
  readonly secret: KeyObject;
  /** Epoch milliseconds; from then on it verifies nothing. */
  readonly retiresAt: number;
}

export interface SigningKeys {
  /** The key that new tokens are signed with. */
  signing(): SigningKey;
  /** The key of that id, unless it is retired or not known to this process. */
  find(id: string): SigningKey | undefined;
  /**
   * Asks the database for a key that another process may have made a moment ago. At most one question every few
   * seconds, however many unknown ids come by; between them the answer is what is known.
   */
  learn(id: string): Promise<SigningKey | undefined>;
  /** Grows whenever a key has gone: whatever was verified before must be verified again. */
  readonly generation: number;
  /** Makes a new key that signs from now on. The others verify until they retire. */
  rotate(): Promise<void>;
  /** Reads the keys again and rotates if it is time; also done in the background. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
/** How long a token may last at most; a key verifies so much longer than it signs. */
export const MAX_TOKEN_MS = 31 * DAY_MS;
const SIGNS_FOR_MS = 30 * DAY_MS;
const REFRESH_EVERY_MS = 60_000;
const LEARN_EVERY_MS = 5_000;
const MAKE_ATTEMPTS = 100;

/** Resolves when there is a key to sign with. Rejects with the database's error when that cannot be asked. */
export async function createSigningKeys({
  database,
  schema,
  clock,
  logger = silentLogger,
}: {
  readonly database: Database;
  /** Of the module that signs; its migrations make the table by `createSigningKeysTable`. */
  readonly schema: string;
  readonly clock: Clock;
  readonly logger?: Logger;
}): Promise<SigningKeys> {
  const store = createSigningKeyStore(database, schema);
  let keys = new Map<string, SigningKey>();
  let newest: StoredSigningKey | undefined;
  let generation = 0;
  let reading: Promise<void> | null = null;
  let learnedAt = Number.NEGATIVE_INFINITY;

  async function read(): Promise<void> {
    const stored = await store.list(clock.now());
    const next = new Map(
      stored.map(({ id, secret, retiresAt }) => [
        id,
        keys.get(id)?.retiresAt === retiresAt
          ? (keys.get(id) as SigningKey)
          : { id, secret: createSecretKey(secret), retiresAt },
      ]),
    );
    for (const [id, key] of keys) if (next.get(id) !== key) generation += 1;
    keys = next;
    newest = stored[0];
  }

  /** One reading at a time; whoever comes meanwhile takes its result. */
  function readOnce(): Promise<void> {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  }

  const isFresh = () => newest !== undefined && clock.now() - newest.createdAt < SIGNS_FOR_MS;

  /** A new key is the newest even where it is made in the same millisecond, or where another process' clock is ahead. */
  const afterNewest = (): number => Math.max(clock.now(), (newest?.createdAt ?? 0) + 1);

  /** Makes a key unless another process does so first: then `isEnough` finds that one. */
  async function makeKey(isEnough: () => boolean): Promise<void> {
    for (let attempt = 0; attempt < MAKE_ATTEMPTS; attempt++) {
      const release = await store.tryLock();
      try {
        await read();
        if (isEnough()) return;
        if (release !== null) {
          await store.insert(newKey(afterNewest()));
          await store.removeRetired(clock.now());
          await read();
          return;
        }
      } finally {
        await release?.();
      }
      await sleep(50);
    }
    throw new Error('Another process has held the lock on the token keys for too long.');
  }

  async function refresh(): Promise<void> {
    await readOnce();
    if (!isFresh()) await makeKey(isFresh);
  }

  await refresh();
  let background: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    background = refresh().catch((error: unknown) => {
      logger.warn({ err: error, schema }, 'The token keys cannot be read; those known stay in use');
    });
  }, REFRESH_EVERY_MS);
  timer.unref();

  const find = (id: string): SigningKey | undefined => {
    const key = keys.get(id);
    return key !== undefined && key.retiresAt > clock.now() ? key : undefined;
  };

  return {
    signing() {
      const key = newest === undefined ? undefined : keys.get(newest.id);
      if (key === undefined) throw new Error('There is no token key: all have been removed.');
      return key;
    },
    find,
    async learn(id) {
      const now = clock.now();
      if (now - learnedAt >= LEARN_EVERY_MS) {
        learnedAt = now;
        await readOnce();
      } else if (reading !== null) {
        await reading;
      }
      return find(id);
    },
    get generation() {
      return generation;
    },
    async rotate() {
      const before = newest?.id;
      await makeKey(() => newest !== undefined && newest.id !== before);
    },
    refresh,
    async close() {
      clearInterval(timer);
      await background;
    },
  };
}

function newKey(createdAt: number): StoredSigningKey {
  const id = Array.from({ length: 6 }, () => randomInt(36).toString(36)).join('');
  return { id, secret: randomBytes(32), createdAt, retiresAt: createdAt + SIGNS_FOR_MS + MAX_TOKEN_MS };
}
