/** The picture of a film before it has one: its name as the title card of a silent film, tinted by its identity. */
import { h } from './dom.ts';
import { titleOf } from './format.ts';

/** A hue from an identity: the same film always looks the same. */
function hueOf(identity: string): number {
  let hash = 2166136261; // FNV-1a
  for (let i = 0; i < identity.length; i++) hash = Math.imul(hash ^ identity.charCodeAt(i), 16777619);
  return (hash >>> 7) % 360;
}

/** How large the name may be set without leaving its frame: by its length and its longest word. */
function sizeOf(title: string): 'large' | 'medium' | 'small' {
  const longest = Math.max(...title.split(' ').map((word) => word.length));
  if (title.length <= 16 && longest <= 10) return 'large';
  return title.length <= 40 && longest <= 16 ? 'medium' : 'small';
}

export function titleCard(fileName: string): HTMLElement {
  const title = titleOf(fileName);
  const card = h(
    'span',
    { class: 'title-card', 'aria-hidden': 'true' },
    h('span', { class: 'title-card-frame' }, h('span', { class: `title-card-name ${sizeOf(title)}` }, title)),
  );
  card.style.setProperty('--hue', String(hueOf(fileName)));
  return card;
}
