/** The first view: the screen to drop films on, what is on its way, and the library. */
import { type Api, ApiProblem } from './api.ts';
import type { Asset } from './asset.ts';
import { createAssetCard } from './asset-card.ts';
import type { AssetStore } from './asset-store.ts';
import { h, iconButton, put, setText } from './dom.ts';
import { createDropScreen } from './drop-screen.ts';
import { formatSize } from './format.ts';
import { complain, createLibraryActions } from './library-actions.ts';
import { createUploadCard } from './upload-card.ts';
import type { Uploads } from './uploads.ts';

const retrySeconds = 4;

export interface LibraryOptions {
  readonly api: Api;
  readonly store: AssetStore;
  readonly uploads: Uploads;
  watch(asset: Asset): void;
  isShown(): boolean;
}

export interface Library {
  readonly element: HTMLElement;
}

interface Card<T> {
  readonly element: HTMLElement;
  update(value: T): void;
}

export function createLibrary(options: LibraryOptions): Library {
  const { store, uploads } = options;
  const cards = new Map<string, Card<never>>();
  const leaving = new Set<string>();
  // A film that has had a card of its own never goes back to being an upload, not even when it is deleted.
  const arrived = new Set<string>();
  let state: 'loading' | 'ready' | 'failed' = 'loading';

  const actions = createLibraryActions(options, leaving, () => render());
  const grid = h('div', { class: 'grid' });
  const heading = h('h2', { class: 'grid-heading' }, 'Library');
  const count = h('span', { class: 'grid-count' });
  const message = h('div', { class: 'message', role: 'status' });
  const more = h(
    'button',
    { type: 'button', class: 'button', onclick: () => void store.loadMore().catch(complain) },
    'Show more',
  );
  const unfinished = h('div', { class: 'unfinished' });
  const screen = createDropScreen({
    accepts: options.isShown,
    onFiles: (files) => {
      uploads.add(files);
      void showUnfinished();
    },
  });
  const element = h(
    'div',
    { class: 'library' },
    screen.element,
    unfinished,
    h('div', { class: 'grid-head' }, heading, count),
    message,
    grid,
    more,
  );

  function card<T>(key: string, value: T, create: (value: T) => Card<T>): HTMLElement {
    const known = cards.get(key) as Card<T> | undefined;
    if (known !== undefined) known.update(value);
    const used = known ?? create(value);
    cards.set(key, used as Card<never>);
    return used.element;
  }

  function render(): void {
    const assets = store.all().filter((asset) => !leaving.has(asset.id));
    for (const { id } of store.all()) arrived.add(id);
    const items = uploads.items().filter((item) => item.assetId === null || !arrived.has(item.assetId));
    const wanted = [
      ...items.map((item) => card(`upload ${item.key}`, item, (first) => createUploadCard(first, uploads))),
      ...assets.map((asset) => card(asset.id, asset, (first) => createAssetCard(first, actions))),
    ];
    arrange(grid, wanted);
    const shown = new Set<Element>(wanted);
    for (const [key, { element: shownElement }] of cards) if (!shown.has(shownElement)) cards.delete(key);
    const empty = wanted.length === 0;
    screen.setCompact(!empty);
    element.dataset['state'] = state === 'ready' && empty ? 'empty' : state;
    setText(count, empty ? '' : String(assets.length) + (store.hasMore() ? '+' : ''));
    heading.hidden = empty && state === 'ready';
    more.hidden = !store.hasMore();
    if (state === 'loading' && empty)
      put(
        grid,
        ...Array.from({ length: 3 }, () =>
          h('div', { class: 'card ghost' }, h('div', { class: 'card-screen' }), h('p', {}), h('p', {})),
        ),
      );
  }

  async function load(): Promise<void> {
    try {
      await store.refresh();
      state = 'ready';
      put(message);
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return;
      state = 'failed';
      const where = location.host;
      put(
        message,
        h(
          'p',
          {},
          `Vitascope does not answer at ${where}. It may be starting, or it has been stopped. Trying again every ${retrySeconds} seconds.`,
        ),
      );
      setTimeout(() => void load(), retrySeconds * 1000);
    }
    render();
  }

  async function showUnfinished(): Promise<void> {
    const rows = (await uploads.unfinished()).map((item) => {
      const row = h(
        'div',
        { class: 'unfinished-row' },
        h(
          'p',
          {},
          h('strong', {}, item.name),
          ` was not uploaded to its end (${formatSize(item.sizeBytes)} in all). Drop the same file again and it carries on.`,
        ),
        iconButton('close', `Forget the upload of ${item.name}`, () => {
          row.remove();
          void item.discard();
        }),
      );
      return row;
    });
    put(unfinished, ...rows);
  }

  store.onChange(render);
  uploads.onChange(render);
  render();
  void load();
  void showUnfinished().catch(() => {}); // the uploader says so itself when it cannot be loaded
  return { element };
}

/** Puts the elements in order, moving only those that are not where they should be: focus and hover stay. */
function arrange(parent: HTMLElement, wanted: readonly HTMLElement[]): void {
  const kept = new Set<Element>(wanted);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  wanted.forEach((element, index) => {
    if (parent.children[index] !== element) parent.insertBefore(element, parent.children[index] ?? null);
  });
}
