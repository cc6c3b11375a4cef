// Our engine on a page as plain as those of the others.
import { createEngine } from '@vitascope/player/engine';
import { rehearse } from '@vitascope/player/rehearse';

const place = document.querySelector('video') as HTMLVideoElement;
let engine = createEngine(place);
let isWarm = false;
const page = window as unknown as {
  ready: boolean;
  engine: typeof engine;
  start(video: HTMLVideoElement, url: string): void;
  show(): void;
  warm(url: string): void;
};
page.engine = engine;
const isRehearsed = !new URLSearchParams(location.search).has('unrehearsed');
void engine
  .prepare()
  .then(() => (isRehearsed ? rehearse() : undefined))
  .then(() => {
    page.ready = true;
  });
/** The viewer's intent is seen: at most half a megabyte is fetched, into an element that stands nowhere yet. */
page.warm = (url) => {
  isWarm = true;
  engine = createEngine();
  engine.video.width = place.width;
  engine.video.height = place.height;
  page.engine = engine;
  void engine.load({ manifestUrl: `${url}main.m3u8`, aheadBytes: 500_000 });
};
/** As a click does, without playing: what is seen of it then is what was decoded before. */
page.show = () => place.replaceWith(engine.video);
page.start = (_video, url) => {
  if (isWarm) page.show();
  else void engine.load({ manifestUrl: `${url}main.m3u8` });
  void engine.video.play();
};
