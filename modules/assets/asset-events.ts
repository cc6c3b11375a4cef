// What other modules may hear of assets: written in the transaction that made it true.
import { defineEvent } from '@vitascope/platform/events';
import { z } from 'zod';

const subject = z.object({ assetId: z.string() });

/** An upload has become an asset; it is being examined. */
export const assetCreated = defineEvent('asset-created', subject);

/** The timeline is known: the asset can be played from now on. */
export const assetPlayable = defineEvent('asset-playable', subject);

/** Everything of it that can be made is made, or nothing more will be. After a redrive it may come again. */
export const assetSettled = defineEvent(
  'asset-settled',
  z.object({ assetId: z.string(), state: z.enum(['complete', 'rejected', 'failed']) }),
);

/** It no longer plays and is in no list: it is in the trash, or gone. */
export const assetDeleted = defineEvent('asset-deleted', subject);

/** It was taken out of the trash, and is as it was. */
export const assetRestored = defineEvent('asset-restored', subject);

/** The asset and everything it owned are gone for good. Where it was not in the trash, `asset-deleted` comes too. */
export const assetPurged = defineEvent('asset-purged', subject);
