/** What the buttons of the library's cards do. */
import { type Api, ApiProblem } from './api.ts';
import type { Asset } from './asset.ts';
import type { AssetActions } from './asset-card.ts';
import type { AssetStore } from './asset-store.ts';
import { notify } from './notices.ts';

const undoSeconds = 7;

export interface LibraryActionOptions {
  readonly api: Api;
  readonly store: AssetStore;
  watch(asset: Asset): void;
}

/** What the buttons of a card do. A deletion waits for second thoughts, and happens when the page is left. */
export function createLibraryActions(
  options: LibraryActionOptions,
  leaving: Set<string>,
  render: () => void,
): AssetActions {
  const { api, store } = options;
  const attempt = (work: Promise<void>, asset: Asset): void =>
    void work
      .then(() => api.asset(asset.id))
      .then((changed) => {
        store.put(changed);
        store.follow(changed.id);
      })
      .catch(complain);
  const removeNow = (asset: Asset, closing: boolean): void => {
    if (!leaving.has(asset.id)) return;
    void api
      .remove(asset.id, closing)
      .then(() => store.drop(asset.id))
      .catch((error: unknown) => {
        if (!(error instanceof ApiProblem && error.status === 404)) complain(error);
      })
      .finally(() => {
        leaving.delete(asset.id);
        render();
      });
  };
  window.addEventListener('pagehide', () => {
    for (const id of leaving) void api.remove(id, true).catch(() => {});
  });
  return {
    watch: options.watch,
    async copyLink(asset) {
      try {
        const { watchUrl, expiresAt } = await api.playback(asset.id);
        await navigator.clipboard.writeText(watchUrl);
        notify(`Link copied. It works in any browser until ${new Date(expiresAt).toLocaleString()}.`);
      } catch (error) {
        complain(error);
      }
    },
    cancel: (asset) => attempt(api.cancel(asset.id), asset),
    redrive: (asset) => attempt(api.redrive(asset.id), asset),
    remove(asset) {
      leaving.add(asset.id);
      render();
      notify(`“${asset.name}” and everything made from it will be deleted.`, {
        seconds: undoSeconds,
        action: {
          label: 'Undo',
          run: () => {
            leaving.delete(asset.id);
            render();
          },
        },
        onEnd: () => removeNow(asset, false),
      });
    },
  };
}

/** Says what went wrong at the foot of the page. */
export const complain = (error: unknown): void =>
  void notify(error instanceof Error ? error.message : String(error));
