/** Makes elements. Text is always text: nothing here parses HTML. */

type Child = Node | string | null | undefined | false;

export interface Attributes {
  readonly class?: string;
  readonly [attribute: string]: string | number | boolean | ((event: never) => void) | undefined;
}

/**
 * `h('button', { class: 'plain', 'aria-label': 'Play', onclick: play }, icon('play'))`. A function under `on…` listens,
 * `true` sets an empty attribute, `false` and `undefined` set none.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  put(element, ...children);
  return element;
}

/** Replaces what an element holds. */
export function put(element: Element, ...children: Child[]): void {
  element.replaceChildren(
    ...children.filter((child) => child !== null && child !== undefined && child !== false),
  );
}

/** Sets the text only when it differs, so that screen readers and selections are left in peace. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/** Paths in a square of 24, drawn with a stroke of 2. */
const icons = {
  play: ['M7 4.5v15l12.5-7.5z'],
  pause: ['M8.5 5.5v13', 'M15.5 5.5v13'],
  volume: ['M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z', 'M15.5 9a4.2 4.2 0 0 1 0 6', 'M18 6.5a8 8 0 0 1 0 11'],
  muted: ['M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z', 'M16 9.5l5 5', 'M21 9.5l-5 5'],
  enlarge: ['M4 9V4h5', 'M20 9V4h-5', 'M4 15v5h5', 'M20 15v5h-5'],
  reduce: ['M9 4v5H4', 'M15 4v5h5', 'M9 20v-5H4', 'M15 20v-5h5'],
  inset: ['M3.5 5h17v14h-17z', 'M12.5 12h5.5v4.5h-5.5z'],
  quality: ['M4 7h9', 'M17 7h3', 'M15 5v4', 'M4 17h3', 'M11 17h9', 'M9 15v4', 'M4 12h12', 'M18 10v4'],
  voices: ['M4 10v4', 'M8 7v10', 'M12 4v16', 'M16 8v8', 'M20 10.5v3'],
  help: ['M9 9.2a3 3 0 1 1 4.4 2.7c-.9.5-1.4 1-1.4 2.1', 'M12 17.5v.01'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  trash: ['M4 7h16', 'M9.5 7V4.5h5V7', 'M6.5 7l1 13h9l1-13', 'M10.3 11v5.5', 'M13.7 11v5.5'],
  again: ['M19.5 12a7.5 7.5 0 1 1-2.2-5.3', 'M19.8 3.5v4h-4'],
  stop: ['M5.5 5.5h13v13h-13z'],
  link: [
    'M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1',
    'M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  ],
  back: ['M14.5 5.5L8 12l6.5 6.5'],
  theme: [
    'M12 3.5v17',
    'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z',
    'M12 8.5h6.5',
    'M12 12h8.3',
    'M12 15.5h6.5',
  ],
  upload: ['M12 16V4.5', 'M7 9l5-5 5 5', 'M4.5 16.5v3h15v-3'],
  tick: ['M5 12.5l4.5 4.5L19 7.5'],
} as const;

export type IconName = keyof typeof icons;

/** A picture beside words, or inside a button that has a name: silent for screen readers. */
export function icon(name: IconName): SVGSVGElement {
  return drawing('0 0 24 24', icons[name], 'icon');
}

/** The logo: the cone of light of a lamp, falling on a screen. */
export function logo(): SVGSVGElement {
  return drawing(
    '0 0 24 24',
    [
      'M3.9 2.5h16.2a1.4 1.4 0 0 1 1.4 1.4v7.7a1.4 1.4 0 0 1-1.4 1.4H3.9a1.4 1.4 0 0 1-1.4-1.4V3.9a1.4 1.4 0 0 1 1.4-1.4z',
      'M4.5 13 12 21.6 19.5 13',
    ],
    'logo',
  );
}

function drawing(viewBox: string, paths: readonly string[], className: string): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  for (const d of paths) {
    const path = document.createElementNS(svgNamespace, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

/** A square button with a picture and a name. */
export function iconButton(
  name: IconName,
  label: string,
  onclick: () => void,
  className = '',
): HTMLButtonElement {
  return h(
    'button',
    { type: 'button', class: `icon-button ${className}`, 'aria-label': label, title: label, onclick },
    icon(name),
  );
}
