/** The screen that films are dropped on, with its lamp: the logo, enlarged. The whole page accepts a drop. */
import { h, icon } from './dom.ts';
import { notify } from './notices.ts';

export interface DropScreen {
  readonly element: HTMLElement;
  /** Small when there is a library to look at. */
  setCompact(compact: boolean): void;
}

/** `accepts` says whether the page is in a state that takes files at all. */
export function createDropScreen(options: {
  accepts: () => boolean;
  onFiles: (files: File[]) => void;
}): DropScreen {
  const { accepts, onFiles } = options;
  const take = (list: FileList | null | undefined): void => {
    const files = [...(list ?? [])].filter((file) => {
      if (file.size > 0) return true;
      notify(`“${file.name}” is empty or a folder. Drop the films themselves.`);
      return false;
    });
    if (files.length > 0) onFiles(files);
  };
  const input = h('input', {
    type: 'file',
    multiple: true,
    accept: 'video/*,audio/*,.mkv,.ts,.m2ts,.mts,.flv,.mxf',
    class: 'visually-hidden',
    tabindex: -1,
    'aria-hidden': 'true',
    onchange: () => {
      take(input.files);
      input.value = '';
    },
  });
  const screen = h(
    'div',
    { class: 'screen' },
    h('h1', { class: 'screen-title' }, 'Drop a film.'),
    h('p', { class: 'screen-lead' }, 'Watch it seconds after the last byte, however long it is.'),
    h(
      'button',
      { type: 'button', class: 'button primary', onclick: () => input.click() },
      icon('upload'),
      h('span', {}, 'Choose films'),
    ),
    h('p', { class: 'screen-hint' }, 'or let them fall anywhere on this page'),
    h('p', { class: 'screen-lit', 'aria-hidden': 'true' }, 'Let go.'),
  );
  const element = h(
    'section',
    { class: 'booth', 'aria-label': 'Upload films' },
    screen,
    h('div', { class: 'cone', 'aria-hidden': 'true' }),
    h('div', { class: 'lamp', 'aria-hidden': 'true' }),
    input,
  );
  listenForDrops({ accepts, onLit: (lit) => element.classList.toggle('lit', lit), onDrop: take });
  return { element, setCompact: (compact) => void element.classList.toggle('compact', compact) };
}

function listenForDrops(options: {
  accepts: () => boolean;
  onLit: (lit: boolean) => void;
  onDrop: (files: FileList | undefined) => void;
}): void {
  const { accepts, onLit, onDrop } = options;
  let depth = 0; // dragenter and dragleave come for every element on the way
  const hasFiles = (event: DragEvent): boolean =>
    event.dataTransfer?.types.includes('Files') === true && accepts();
  window.addEventListener('dragenter', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth++;
    onLit(true);
  });
  window.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
  });
  window.addEventListener('dragleave', () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) onLit(false);
  });
  window.addEventListener('drop', (event) => {
    depth = 0;
    onLit(false);
    if (!hasFiles(event)) return;
    event.preventDefault();
    onDrop(event.dataTransfer?.files);
  });
}
