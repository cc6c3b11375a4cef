// Preview links: an editor shows a title to somebody before everybody may see it.
import { randomBytes } from 'node:crypto';
import { type Clock, newId } from '@vitascope/platform/kernel';
import type { ChangeStore } from './change-store.ts';
import { catalogError } from './errors.ts';
import { previewHash } from './playable-titles.ts';
import type { Preview, PreviewStore } from './preview-store.ts';

/** Links that a title may have at a time. */
const MAX_PREVIEWS = 100;

export interface Previews {
  /**
   * Makes a link that shows the title, and all below it, for so long. The token is told only this once.
   * @throws `too-many-previews`
   */
  create(
    wish: { readonly titleId: string; readonly note: string; readonly validForMs: number },
    actor: string,
  ): Promise<{ readonly preview: Preview; readonly token: string }>;
  list(titleId: string): Promise<readonly Preview[]>;
  /** @throws `preview-not-found` */
  revoke(titleId: string, id: string): Promise<void>;
  /** The title that a token opens. @throws `preview-not-found` */
  open(token: string): Promise<string>;
}

export function createPreviews(deps: {
  readonly store: PreviewStore;
  readonly changes: ChangeStore;
  readonly clock: Clock;
}): Previews {
  const { store, clock } = deps;
  return {
    create: ({ titleId, note, validForMs }, actor) =>
      deps.changes.inOrder(async (transaction) => {
        const createdAt = clock.now();
        await store.removeExpired(transaction, createdAt);
        if ((await store.list(titleId, transaction)).length >= MAX_PREVIEWS)
          throw catalogError(
            'too-many-previews',
            `${titleId} has ${MAX_PREVIEWS} preview links. Revoke one first.`,
          );
        const token = `pv_${randomBytes(32).toString('base64url')}`;
        const preview = {
          id: newId('pw'),
          titleId,
          note,
          actor,
          createdAt,
          expiresAt: createdAt + validForMs,
        };
        await store.insert(transaction, preview, previewHash(token));
        return { preview, token };
      }),
    list: (titleId) => store.list(titleId),
    async revoke(titleId, id) {
      if (!(await store.remove(titleId, id)))
        throw catalogError('preview-not-found', `${titleId} has no preview link ${id}.`);
    },
    async open(token) {
      const titleId = await store.titleOf(previewHash(token), clock.now());
      if (titleId === null)
        throw catalogError(
          'preview-not-found',
          'This preview link has expired or was revoked. Ask for a new one.',
        );
      return titleId;
    },
  };
}
