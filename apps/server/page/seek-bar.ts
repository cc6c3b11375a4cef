/** The line of the film: what was played, what is buffered, and the time under the pointer. */
import { h, put, setText } from './dom.ts';
import { formatClock, speakClock } from './format.ts';

export interface SeekBar {
  readonly element: HTMLElement;
  update(): void;
}

/** Follows `video`; dragging seeks when it is let go, so that a drag asks the server for one segment and not for all. */
export function createSeekBar(video: HTMLVideoElement): SeekBar {
  const buffered = h('span', { class: 'seek-buffered' });
  const played = h('span', { class: 'seek-played' });
  const knob = h('span', { class: 'seek-knob' });
  const hint = h('span', { class: 'seek-hint', 'aria-hidden': 'true' });
  const rail = h('span', { class: 'seek-rail' }, buffered, played);
  const element = h(
    'div',
    {
      class: 'seek',
      role: 'slider',
      tabindex: 0,
      'aria-label': 'Seek',
      'aria-valuemin': 0,
      'aria-valuemax': 0,
      'aria-valuenow': 0,
    },
    rail,
    knob,
    hint,
  );
  let dragged: number | null = null;

  const duration = (): number => (Number.isFinite(video.duration) ? video.duration : 0);
  const shareAt = (event: PointerEvent): number => {
    const { left, width } = element.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
  };

  function update(): void {
    const total = duration();
    const share = dragged ?? (total > 0 ? video.currentTime / total : 0);
    element.style.setProperty('--played', String(share));
    element.setAttribute('aria-valuemax', String(Math.floor(total)));
    element.setAttribute('aria-valuenow', String(Math.floor(share * total)));
    element.setAttribute('aria-valuetext', `${speakClock(share * total)} of ${speakClock(total)}`);
    const spans: HTMLElement[] = [];
    for (let i = 0; i < Math.min(12, video.buffered.length) && total > 0; i++) {
      const span = h('span', {});
      span.style.setProperty('--from', String(video.buffered.start(i) / total));
      span.style.setProperty('--to', String(video.buffered.end(i) / total));
      spans.push(span);
    }
    put(buffered, ...spans);
  }

  function hover(event: PointerEvent): void {
    const share = shareAt(event);
    element.style.setProperty('--hover', String(share));
    setText(hint, formatClock(share * duration()));
    if (dragged === null) return;
    dragged = share;
    update();
  }

  element.addEventListener('pointermove', hover);
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || duration() === 0) return;
    element.setPointerCapture(event.pointerId);
    element.classList.add('dragging');
    dragged = shareAt(event);
    hover(event);
  });
  const letGo = (): void => {
    if (dragged !== null) video.currentTime = Math.min(dragged * duration(), Math.max(0, duration() - 0.05));
    dragged = null;
    element.classList.remove('dragging');
    update();
  };
  element.addEventListener('pointerup', letGo);
  element.addEventListener('pointercancel', () => {
    dragged = null;
    element.classList.remove('dragging');
    update();
  });
  for (const name of ['timeupdate', 'progress', 'durationchange', 'seeking', 'seeked', 'loadedmetadata']) {
    video.addEventListener(name, update);
  }
  return { element, update };
}
