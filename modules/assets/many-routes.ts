// Actions on many assets over HTTP.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import { actOnMany, type ManyAction, manyActions } from './act-on-many.ts';
import { assetIdInput } from './inputs.ts';

const MOST = 200;

const body = z.strictObject({
  action: z.enum(manyActions),
  ids: z.array(assetIdInput).min(1).max(MOST),
  force: z.boolean().default(false).describe('Whether assets are deleted that titles link.'),
  permanent: z
    .boolean()
    .default(false)
    .describe('Whether they are deleted for good, past the trash or out of it.'),
});

const answer = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      error: z
        .object({ code: z.string(), message: z.string() })
        .nullable()
        .describe('Null where it was done; the codes are those of the action on one asset.'),
    }),
  ),
});

export interface HowToDelete {
  /** Even where titles link it. */
  readonly force: boolean;
  /** Past the trash, or out of it. */
  readonly permanent: boolean;
}

export function registerActionsOnMany(
  app: HttpApp,
  act: Readonly<Record<ManyAction, (id: string, how: HowToDelete) => Promise<unknown>>>,
): void {
  app.post(
    '/api/v1/assets/actions',
    {
      config: { auditSubjects: (request) => body.safeParse(request.body).data?.ids ?? [] },
      schema: {
        tags: ['assets'],
        summary: `Cancels, redrives, deletes or restores up to ${MOST} assets, each for itself`,
        body,
        response: { 200: answer },
      },
    },
    async (request) => {
      const { action, ids, force, permanent } = request.body;
      const outcomes = await actOnMany(ids, (id) => act[action](id, { force, permanent }));
      return { results: outcomes.map(({ id, error }) => ({ id, error })) };
    },
  );
}
