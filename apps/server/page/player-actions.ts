/** Does what a key or a button of the player asks for. */
import { actionOf, type PlayerAction } from './player-keys.ts';

/** What the actions work on. */
export interface Stage {
  readonly element: HTMLElement;
  readonly video: HTMLVideoElement;
  readonly help: HTMLDialogElement;
}

export function perform(action: PlayerAction, { element, video, help }: Stage): void {
  const total = Number.isFinite(video.duration) ? video.duration : 0;
  const seek = (seconds: number): void => {
    video.currentTime = Math.min(Math.max(0, seconds), Math.max(0, total - 0.05));
  };
  switch (action.do) {
    case 'toggle':
      if (video.paused) void video.play().catch(() => {});
      else video.pause();
      return;
    case 'seekBy':
      seek(video.currentTime + action.seconds);
      return;
    case 'seekTo':
      seek(total * action.share);
      return;
    case 'volumeBy':
      video.volume = Math.min(1, Math.max(0, video.volume + action.step));
      if (action.step > 0) video.muted = false;
      return;
    case 'mute':
      video.muted = !video.muted;
      return;
    case 'fullscreen':
      toggleFullscreen(element, video);
      return;
    case 'inset':
      if (document.pictureInPictureElement !== null) void document.exitPictureInPicture();
      else void video.requestPictureInPicture?.().catch(() => {});
      return;
    case 'help':
      if (help.open) help.close();
      else help.showModal();
  }
}

function toggleFullscreen(element: HTMLElement, video: HTMLVideoElement): void {
  if (document.fullscreenElement !== null) return void document.exitFullscreen();
  if (element.requestFullscreen !== undefined) return void element.requestFullscreen().catch(() => {});
  // iPhones enlarge only the picture itself.
  (video as { webkitEnterFullscreen?: () => void }).webkitEnterFullscreen?.();
}

/** Listens on the whole page while a film is on; returns how to stop. */
export function listenForKeys(act: (action: PlayerAction) => void, wake: () => void): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const { key, ctrlKey, altKey, metaKey } = event;
    const target = event.target instanceof Element ? event.target.tagName : '';
    const action = actionOf({ key, ctrlKey, altKey, metaKey, target });
    if (action === null || event.defaultPrevented) return;
    if (document.querySelector('dialog[open]') !== null && action.do !== 'help') return;
    event.preventDefault();
    act(action);
    wake();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
