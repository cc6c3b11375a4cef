// Assets that titles link and that may be deleted over there: who links them, and which are gone.
import type { Clock } from '@vitascope/platform/kernel';
import type { ChangeStore } from './change-store.ts';
import type { MissingAsset, TitleStore } from './store.ts';
import type { Page } from './versioned.ts';

export interface AssetLinks {
  /** Some of the titles that link the asset. */
  titlesLinking(assetId: string): Promise<readonly string[]>;
  /** Has the titles that link a deleted asset no longer play. May be told twice, and of assets that nothing links. */
  forget(assetId: string): Promise<void>;
  /** Has the titles that link an asset play again that was restored. May be told twice. */
  recall(assetId: string): Promise<void>;
  /** Asks for every linked asset whether it is there: for what was deleted while nobody told. Returns how many are gone. */
  check(): Promise<number>;
  /** What is gone and still linked. */
  missing(page: Page): Promise<readonly MissingAsset[]>;
}

/** Assets asked about at once. */
const CHECKED_AT_ONCE = 500;

export function createAssetLinks(deps: {
  readonly titles: TitleStore;
  readonly changes: Pick<ChangeStore, 'inOrder'>;
  readonly clock: Clock;
  knownAssets(ids: readonly string[]): Promise<ReadonlySet<string>>;
}): AssetLinks {
  const { titles, changes, clock } = deps;

  // In the editors' order: a link is either written before and found here, or its asset is looked for after and not found.
  const notice = (assetId: string): Promise<void> =>
    changes.inOrder((transaction) => titles.noticeMissing(transaction, assetId, clock.now()));

  /**
   * By what is true now and not by what was told: of a deletion and a restoration in a row, the word of the first may come
   * last.
   */
  const follow = async (assetId: string): Promise<void> => {
    const isThere = async (): Promise<boolean> => (await deps.knownAssets([assetId])).has(assetId);
    await changes.inOrder(async (transaction) => {
      if (await isThere()) await titles.noticeBack(transaction, assetId);
      else await titles.noticeMissing(transaction, assetId, clock.now());
    });
  };

  return {
    titlesLinking: (assetId) => titles.titlesLinking(assetId),
    forget: follow,
    recall: follow,
    async check() {
      let count = 0;
      for (let after = ''; ; ) {
        const linked = await titles.linkedAssets({ after, limit: CHECKED_AT_ONCE });
        const known = await deps.knownAssets(linked);
        for (const assetId of linked.filter((id) => !known.has(id))) {
          await notice(assetId);
          count += 1;
        }
        if (linked.length < CHECKED_AT_ONCE) return count;
        after = linked.at(-1) ?? '';
      }
    },
    missing: (page) => titles.missingAssets(page),
  };
}
