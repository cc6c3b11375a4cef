// Our engine on a page as plain as those of the others.
import { createEngine } from '@vitascope/player/engine';

const video = document.querySelector('video') as HTMLVideoElement;
const engine = createEngine(video);
const page = window as unknown as {
  ready: boolean;
  engine: typeof engine;
  start(video: HTMLVideoElement, url: string): void;
  warm(url: string): void;
};
page.engine = engine;
const settled = engine.prepare();
void settled.then(() => {
  page.ready = true;
});
/** The viewer's intent is seen: at most half a megabyte is fetched. */
page.warm = (url) => void engine.load({ manifestUrl: `${url}main.m3u8`, aheadBytes: 500_000 });
let isWarm = false;
const warm = page.warm;
page.warm = (url) => {
  isWarm = true;
  warm(url);
};
page.start = (element, url) => {
  if (!isWarm) void engine.load({ manifestUrl: `${url}main.m3u8` });
  void element.play();
};
