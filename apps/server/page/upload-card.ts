/** One file on its way to the server. */
import { h, iconButton, put, setText } from './dom.ts';
import { formatLeft, formatShare, formatSize } from './format.ts';
import { titleCard } from './title-card.ts';
import type { UploadItem, UploadPhase, Uploads } from './uploads.ts';

export interface UploadCard {
  readonly element: HTMLElement;
  update(item: UploadItem): void;
}

export function createUploadCard(first: UploadItem, uploads: Uploads): UploadCard {
  const { key, file } = first;
  const fill = h('span', { class: 'bar-fill' });
  const bar = h(
    'span',
    {
      class: 'bar card-progress',
      role: 'progressbar',
      'aria-label': `Uploading ${file.name}`,
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    fill,
  );
  const share = h('span', { class: 'card-time' });
  const buttons = h('div', { class: 'card-actions' });
  const state = h('p', { class: 'card-state' });
  const facts = h('p', { class: 'card-facts' });
  const reason = h('p', { class: 'card-reason' });
  const element = h(
    'article',
    { class: 'card upload' },
    h('div', { class: 'card-screen' }, titleCard(file.name), share, bar),
    h('div', { class: 'card-head' }, h('h3', { class: 'card-name', title: file.name }, file.name), buttons),
    state,
    facts,
    reason,
  );
  let offered: UploadPhase | null = null;

  function offer(phase: UploadPhase): void {
    if (phase === offered) return;
    offered = phase;
    const running = phase === 'queued' || phase === 'sending' || phase === 'waiting';
    const stopped = phase === 'paused' || phase === 'failed';
    put(
      buttons,
      running && iconButton('pause', `Pause the upload of ${file.name}`, () => uploads.pause(key)),
      stopped && iconButton('again', `Go on uploading ${file.name}`, () => uploads.resume(key)),
      phase !== 'done' &&
        iconButton('close', `Cancel the upload of ${file.name}`, () => uploads.cancel(key), 'danger'),
    );
  }

  function update(item: UploadItem): void {
    const done = item.sentBytes / Math.max(1, file.size);
    element.dataset['phase'] = item.phase;
    fill.style.setProperty('--share', String(done));
    bar.setAttribute('aria-valuenow', String(Math.floor(done * 100)));
    bar.classList.toggle('endless', item.phase === 'finishing' || item.phase === 'done');
    setText(share, formatShare(done));
    setText(state, phaseLine(item));
    setText(facts, factsLine(item));
    reason.hidden = item.problem === null;
    setText(reason, item.problem ?? '');
    offer(item.phase);
  }

  update(first);
  return { element, update };
}

function phaseLine(item: UploadItem): string {
  switch (item.phase) {
    case 'queued':
      return 'Next in line';
    case 'sending':
      return item.resumed ? 'Uploading, carried on from before' : 'Uploading';
    case 'finishing':
      return 'Storing the last bytes';
    case 'paused':
      return 'Paused';
    case 'waiting':
      return 'Waiting for the connection';
    case 'failed':
      return 'Not uploaded';
    case 'done':
      return 'Looking at the file';
  }
}

/** Bytes, rate, time left: what is known and nothing else. */
export function factsLine(
  item: Pick<UploadItem, 'phase' | 'sentBytes' | 'bytesPerSecond' | 'secondsLeft'> & {
    file: { size: number };
  },
): string {
  const total = formatSize(item.file.size);
  if (item.phase === 'queued' || item.phase === 'done') return total;
  const parts = [`${formatSize(item.sentBytes)} of ${total}`];
  if (item.phase === 'sending' && item.bytesPerSecond !== null) {
    parts.push(item.bytesPerSecond > 0 ? `${formatSize(item.bytesPerSecond)}/s` : 'nothing moves');
    if (item.secondsLeft !== null) parts.push(`${formatLeft(item.secondsLeft)} left`);
  }
  return parts.join('  ·  ');
}
