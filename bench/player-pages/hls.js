const player = new Hls();
player.attachMedia(document.querySelector('video'));
window.start = (video, url) => {
  player.loadSource(`${url}main.m3u8`);
  video.play();
};
window.ready = true;
