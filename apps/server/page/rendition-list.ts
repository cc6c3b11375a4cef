/** The renditions of an asset, each with how far it is. */
import type { Asset, Rendition } from './asset.ts';
import { h, put, setText } from './dom.ts';
import { formatSize } from './format.ts';
import { renditionLine } from './words.ts';

export interface RenditionList {
  readonly element: HTMLElement;
  update(asset: Asset): void;
}

interface Row {
  readonly element: HTMLElement;
  update(rendition: Rendition): void;
}

export function createRenditionList(): RenditionList {
  const element = h('ul', { class: 'renditions' });
  const rows = new Map<string, Row>();
  return {
    element,
    update(asset) {
      const ordered = asset.renditions.toSorted(
        (a, b) =>
          Number(a.kind === 'audio') - Number(b.kind === 'audio') || (b.height ?? 0) - (a.height ?? 0),
      );
      const isNew = ordered.some(({ id }) => !rows.has(id)) || rows.size !== ordered.length;
      for (const rendition of ordered) {
        const row = rows.get(rendition.id) ?? createRow();
        rows.set(rendition.id, row);
        row.update(rendition);
      }
      if (isNew) put(element, ...ordered.map(({ id }) => rows.get(id)?.element));
    },
  };
}

function createRow(): Row {
  const label = h('span', { class: 'rendition-label' });
  const fill = h('span', { class: 'bar-fill' });
  const state = h('span', { class: 'rendition-state' });
  const size = h('span', { class: 'rendition-size' });
  const element = h('li', {}, label, h('span', { class: 'bar', 'aria-hidden': 'true' }, fill), state, size);
  return {
    element,
    update(rendition) {
      const share = rendition.state === 'complete' ? 1 : rendition.ready / Math.max(1, rendition.segments);
      element.dataset['state'] = rendition.state;
      setText(label, rendition.label);
      setText(state, renditionLine(rendition));
      setText(size, rendition.sizeBytes > 0 ? formatSize(rendition.sizeBytes) : '');
      fill.style.setProperty('--share', String(share));
    },
  };
}
