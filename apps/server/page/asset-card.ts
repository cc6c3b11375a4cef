/** One film in the library. */
import { type Asset, isMoving, isWatchable } from './asset.ts';
import { h, icon, iconButton, put, setText } from './dom.ts';
import { formatAge, formatClock, formatSize } from './format.ts';
import { createRenditionList } from './rendition-list.ts';
import { titleCard } from './title-card.ts';
import { bestLabel, reasonLine, stateLine } from './words.ts';

export interface AssetActions {
  watch(asset: Asset): void;
  copyLink(asset: Asset): void;
  cancel(asset: Asset): void;
  redrive(asset: Asset): void;
  remove(asset: Asset): void;
}

export interface AssetCard {
  readonly element: HTMLElement;
  update(asset: Asset): void;
}

export function createAssetCard(first: Asset, actions: AssetActions): AssetCard {
  let asset = first;
  const time = h('span', { class: 'card-time' });
  const fill = h('span', { class: 'bar-fill' });
  const progress = h('span', { class: 'bar card-progress', 'aria-hidden': 'true' }, fill);
  const screen = h(
    'button',
    { type: 'button', class: 'card-screen', onclick: () => actions.watch(asset) },
    titleCard(asset.name),
    h('span', { class: 'card-play' }, icon('play')),
    time,
    progress,
  );
  const name = h('h3', { class: 'card-name', title: asset.name }, asset.name);
  const buttons = h('div', { class: 'card-actions' });
  const state = h('p', { class: 'card-state' });
  const facts = h('p', { class: 'card-facts' });
  const reason = h('p', { class: 'card-reason' });
  const list = createRenditionList();
  const summary = h('summary', {});
  const details = h('details', { class: 'card-details' }, summary, list.element);
  const element = h(
    'article',
    { class: 'card' },
    screen,
    h('div', { class: 'card-head' }, name, buttons),
    state,
    facts,
    reason,
    details,
  );
  let offered = '';

  function offer(): void {
    const wanted = [
      isWatchable(asset) ? 'link' : '',
      isMoving(asset) ? 'stop' : '',
      asset.state === 'failed' || asset.state === 'cancelled' ? 'again' : '',
    ].join();
    if (wanted === offered) return;
    offered = wanted;
    put(
      buttons,
      wanted.includes('again') &&
        iconButton('again', `Go on preparing ${asset.name}`, () => actions.redrive(asset)),
      wanted.includes('stop') &&
        iconButton('stop', `Stop preparing ${asset.name}`, () => actions.cancel(asset)),
      wanted.includes('link') &&
        iconButton('link', `Copy a link to ${asset.name}`, () => actions.copyLink(asset)),
      iconButton('trash', `Delete ${asset.name}`, () => actions.remove(asset), 'danger'),
    );
  }

  function update(next: Asset): void {
    asset = next;
    element.dataset['state'] = asset.state;
    const watchable = isWatchable(asset);
    screen.disabled = !watchable;
    screen.setAttribute(
      'aria-label',
      watchable ? `Watch ${asset.name}` : `${asset.name}: ${stateLine(asset)}`,
    );
    setText(time, asset.durationMs === null ? '' : formatClock(asset.durationMs / 1000));
    fill.style.setProperty('--share', String(asset.progress));
    progress.hidden = asset.state !== 'playable' && asset.state !== 'examining';
    progress.classList.toggle('endless', asset.state === 'examining');
    setText(state, stateLine(asset));
    const added = formatAge(asset.createdAt, new Date());
    setText(facts, [bestLabel(asset), formatSize(asset.sizeBytes), added].filter(Boolean).join('  ·  '));
    const why = reasonLine(asset);
    reason.hidden = why === null;
    setText(reason, why ?? '');
    details.hidden = asset.renditions.length === 0;
    const count = asset.renditions.length;
    setText(summary, count === 1 ? '1 rendition' : `${count} renditions`);
    list.update(asset);
    offer();
  }

  update(first);
  return { element, update };
}
