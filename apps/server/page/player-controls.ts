/** The bar under the picture. */
import { h, icon, iconButton, put, setText } from './dom.ts';
import { formatClock } from './format.ts';
import { createIdleWatch } from './idle-watch.ts';
import type { Playback } from './playback-types.ts';
import type { PlayerAction } from './player-keys.ts';
import { createPlayerMenu } from './player-menu.ts';
import { createSeekBar } from './seek-bar.ts';

export interface Controls {
  readonly element: HTMLElement;
  /** After the tracks or the choice among them changed. */
  updateTracks(): void;
  wake(): void;
  sayMuted(): void;
  stop(): void;
}

export function createControls(options: {
  element: HTMLElement;
  video: HTMLVideoElement;
  act: (action: PlayerAction) => void;
  playback: () => Playback | null;
}): Controls {
  const { element, video, act, playback } = options;
  const seek = createSeekBar(video);
  const play = iconButton('play', 'Play', () => act({ do: 'toggle' }));
  const sound = iconButton('volume', 'Mute', () => act({ do: 'mute' }));
  const volume = h('input', {
    type: 'range',
    class: 'volume',
    min: 0,
    max: 1,
    step: 0.02,
    'aria-label': 'Volume',
    oninput: () => setVolume(),
  });
  const time = h('span', { class: 'time' });
  const muted = h(
    'button',
    { type: 'button', class: 'muted-note', hidden: true, onclick: () => unmute() },
    icon('muted'),
    'Sound on',
  );
  const quality = createPlayerMenu({
    icon: 'quality',
    label: 'Quality',
    choices: () => qualityChoices(playback()),
    choose: (id) => {
      playback()?.selectQuality(id);
      updateTracks();
    },
    caption: () =>
      playback()
        ?.qualities()
        .find((choice) => choice.active)?.label ?? '',
  });
  const voices = createPlayerMenu({
    icon: 'voices',
    label: 'Sound track',
    choices: () => playback()?.voices() ?? [],
    choose: (id) => playback()?.selectVoice(id),
  });
  const inset = iconButton('inset', 'Picture in picture', () => act({ do: 'inset' }), 'roomy');
  inset.hidden = !document.pictureInPictureEnabled;
  const keysButton = iconButton('help', 'Keys', () => act({ do: 'help' }), 'roomy');
  const full = iconButton('enlarge', 'Full screen', () => act({ do: 'fullscreen' }));
  const bar = h(
    'div',
    { class: 'controls' },
    seek.element,
    h(
      'div',
      { class: 'controls-row' },
      play,
      sound,
      volume,
      time,
      h('span', { class: 'spring' }),
      voices.element,
      quality.element,
      keysButton,
      inset,
      full,
    ),
  );
  const holder = h('div', { class: 'controls-holder' }, muted, bar);

  const setVolume = (): void => {
    video.volume = Number(volume.value);
    video.muted = video.volume === 0;
  };
  const unmute = (): void => {
    video.muted = false;
    muted.hidden = true;
  };
  const face = (button: HTMLElement, name: Parameters<typeof icon>[0], label: string): void => {
    if (button.getAttribute('aria-label') === label) return;
    put(button, icon(name));
    button.setAttribute('aria-label', label);
    button.title = label;
  };

  function update(): void {
    const total = Number.isFinite(video.duration) ? video.duration : 0;
    face(play, video.paused ? 'play' : 'pause', video.paused ? 'Play' : 'Pause');
    const silent = video.muted || video.volume === 0;
    face(sound, silent ? 'muted' : 'volume', silent ? 'Sound on' : 'Mute');
    if (!silent) muted.hidden = true;
    volume.value = String(video.muted ? 0 : video.volume);
    volume.style.setProperty('--share', volume.value);
    setText(time, `${formatClock(video.currentTime)} / ${formatClock(total)}`);
    const enlarged = document.fullscreenElement === element;
    face(full, enlarged ? 'reduce' : 'enlarge', enlarged ? 'Leave full screen' : 'Full screen');
    element.classList.toggle('paused', video.paused);
    element.classList.toggle('waiting', video.readyState < 3 && !video.ended);
  }
  const updateTracks = (): void => {
    quality.update();
    voices.update();
  };

  const idle = createIdleWatch(element, () => !video.paused && !quality.isOpen() && !voices.isOpen());
  for (const name of [
    'play',
    'pause',
    'timeupdate',
    'volumechange',
    'durationchange',
    'waiting',
    'playing',
    'canplay',
    'seeking',
    'seeked',
    'ended',
  ]) {
    video.addEventListener(name, update);
  }
  video.addEventListener('click', (event) => {
    // A finger wakes the controls; a mouse has them already.
    if ((event as PointerEvent).pointerType !== 'touch') act({ do: 'toggle' });
    else idle.toggle();
  });
  video.addEventListener('dblclick', () => act({ do: 'fullscreen' }));
  document.addEventListener('fullscreenchange', update);
  update();
  updateTracks();
  return {
    element: holder,
    updateTracks,
    wake: idle.wake,
    sayMuted: () => {
      muted.hidden = false;
    },
    stop() {
      idle.stop();
      document.removeEventListener('fullscreenchange', update);
    },
  };
}

function qualityChoices(playback: Playback | null): ReturnType<Playback['qualities']> {
  const all = playback?.qualities() ?? [];
  if (playback === null || all.length < 2) return [];
  const automatic = playback.automatic();
  return [
    { id: 'auto', label: 'Automatic', detail: '', active: automatic },
    ...all.map((choice) => ({ ...choice, active: !automatic && choice.active })),
  ];
}
