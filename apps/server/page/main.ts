/** Starts the page: the key, the address, the views, and what survives going from one to the other. */

import { createAccountForm, tokenFromFragment } from './account.ts';
import { type Api, createApi } from './api.ts';
import { type Asset, isWatchable } from './asset.ts';
import { type AssetStore, createAssetStore } from './asset-store.ts';
import { codeFromFragment, createDeviceApproval } from './device-approval.ts';
import { h, iconButton, logo, put, setText } from './dom.ts';
import { formatShare, formatSize } from './format.ts';
import { createLibrary, type Library } from './library.ts';
import { createNotSignedIn } from './not-signed-in.ts';
import { notify } from './notices.ts';
import { createKeyStore, keyFromFragment } from './owner-key.ts';
import { routeOf } from './route.ts';
import { createSignIn } from './sign-in.ts';
import { createUploads, type Uploads } from './uploads.ts';
import { loadShaka, loadTus } from './vendor.ts';
import { createWatchView, type WatchView } from './watch.ts';

/** Everything that exists only for the owner. */
interface Owner {
  readonly api: Api;
  readonly store: AssetStore;
  readonly uploads: Uploads;
  library: Library | null;
}

const keys = createKeyStore(() => localStorage);
const stage = document.getElementById('stage') as HTMLElement;
const pill = h('a', {
  class: 'pill',
  href: '/old/',
  hidden: true,
  onclick: (event: MouseEvent) => follow(event, '/old/'),
});
const foot = h('footer', { class: 'foot' });
let owner: Owner | null = null;
/** Of the link that led here. */
let linkToken: string | null = null;
let deviceCode: string | null = null;
let refused = false;
let watching: WatchView | null = null;

function enter(key: string): Owner {
  const api = createApi(key, () => {
    refused = true;
    keys.forget();
    leave();
  });
  const entered: Owner = { api, store: createAssetStore(api), uploads: createUploads(key), library: null };
  entered.uploads.onComplete((assetId) => void onUploaded(entered, assetId));
  entered.uploads.onChange(showPill);
  void showFoot(api);
  return entered;
}

function leave(): void {
  owner?.store.close();
  owner = null;
  put(foot);
  render();
}

/** A film that was dropped here opens by itself, unless something else is being watched by then. */
async function onUploaded(current: Owner, assetId: string): Promise<void> {
  const { store, api } = current;
  void loadShaka().catch(() => {}); // the player says so itself when it is needed and not there
  let opened = false;
  const openWhenReady = (asset: Asset | undefined): void => {
    if (asset === undefined || opened || asset.state === 'examining') return;
    opened = true;
    unlisten();
    if (!isWatchable(asset)) return;
    performance.mark('vs:playable', { detail: { assetId } });
    if (watching === null) void watch(asset);
    else
      notify(`“${asset.name}” is ready.`, {
        seconds: 12,
        action: { label: 'Watch', run: () => void watch(asset) },
      });
  };
  const unlisten = store.onChange((changed) => {
    if (changed?.id === assetId) openWhenReady(changed);
  });
  store.follow(assetId);
  try {
    store.put(await api.asset(assetId));
  } catch {
    // The stream tells it as well.
  }
}

async function watch(asset: Asset): Promise<void> {
  if (owner === null) return;
  try {
    const { watchUrl } = await owner.api.playback(asset.id);
    go(new URL(watchUrl).pathname);
  } catch (error) {
    notify(error instanceof Error ? error.message : String(error));
  }
}

function go(path: string): void {
  history.pushState({ inside: true }, '', path);
  render();
  window.scrollTo({ top: 0 });
}

function follow(event: MouseEvent, path: string): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  if (location.pathname !== path) go(path);
}

function render(): void {
  const route = routeOf(location.pathname);
  watching?.destroy();
  watching = null;
  document.body.dataset['view'] = route.view;
  if (route.view === 'watch') {
    watching = createWatchView({ ...route, owner, back: () => go('/old/') });
    put(stage, watching.element);
  } else if (route.view === 'account') {
    put(stage, createAccountForm(route.form, linkToken));
    stage.querySelector('input')?.focus();
  } else if (route.view === 'device') {
    put(stage, createDeviceApproval(deviceCode));
    stage.querySelector('input')?.focus();
  } else if (route.view === 'not-signed-in') {
    put(stage, createNotSignedIn(location.hash));
  } else if (owner === null) {
    put(stage, createSignIn(refused, onKey));
    stage.querySelector('input')?.focus();
  } else {
    const { api, store, uploads } = owner;
    owner.library ??= createLibrary({
      api,
      store,
      uploads,
      watch: (asset) => void watch(asset),
      isShown: () => watching === null && owner !== null,
    });
    put(stage, owner.library.element, foot);
  }
  showPill();
}

function onKey(key: string): void {
  keys.save(key);
  refused = false;
  owner = enter(key);
  render();
}

/** While a film is on, uploads go on in a corner. */
function showPill(): void {
  const items = (owner?.uploads.items() ?? []).filter(
    (item) => item.phase !== 'done' && item.phase !== 'failed',
  );
  pill.hidden = items.length === 0 || watching === null;
  const total = items.reduce((sum, item) => sum + item.file.size, 0);
  const sent = items.reduce((sum, item) => sum + item.sentBytes, 0);
  const what = items.length === 1 ? '1 upload' : `${items.length} uploads`;
  setText(pill, `${what}  ${formatShare(sent / Math.max(1, total))}`);
}

async function showFoot(api: Api): Promise<void> {
  try {
    const { version, freeBytes } = await api.system();
    const forget = h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        onclick: () => {
          keys.forget();
          leave();
        },
      },
      'Forget the key in this browser',
    );
    put(
      foot,
      h('span', {}, `Vitascope ${version}`),
      freeBytes !== undefined && h('span', {}, `${formatSize(freeBytes)} free`),
      forget,
    );
  } catch {
    // The library says it when the server does not answer.
  }
}

function createTop(): void {
  const home = h(
    'a',
    {
      class: 'brand',
      href: '/old/',
      'aria-label': 'Vitascope, library',
      onclick: (event: MouseEvent) => follow(event, '/old/'),
    },
    logo(),
    h('span', {}, 'Vitascope'),
  );
  const theme = iconButton('theme', 'Light or dark', () => {
    const root = document.documentElement;
    const next = root.dataset['theme'] === 'light' ? 'dark' : 'light';
    root.dataset['theme'] = next;
    localStorage.setItem('vitascope.theme', next);
  });
  put(document.getElementById('top') as HTMLElement, home, h('span', { class: 'spring' }), pill, theme);
}

function start(): void {
  linkToken = tokenFromFragment(location.hash);
  deviceCode = codeFromFragment(location.hash);
  const brought = keyFromFragment(location.hash);
  if (brought !== null) keys.save(brought);
  if (brought !== null || linkToken !== null || deviceCode !== null) {
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  const key = keys.load();
  if (key !== null) owner = enter(key);
  createTop();
  render();
  window.addEventListener('popstate', render);
  window.addEventListener('hashchange', () => {
    const late = keyFromFragment(location.hash);
    if (late === null) return;
    history.replaceState(history.state, '', location.pathname + location.search);
    onKey(late);
  });
  window.addEventListener('beforeunload', (event) => {
    if (owner?.uploads.busy() === true) event.preventDefault();
  });
  // Both libraries are fetched while nothing else happens, so that neither is waited for later.
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 300));
  idle(() => void Promise.all([loadShaka(), owner === null ? null : loadTus()]).catch(() => {}));
}

start();
