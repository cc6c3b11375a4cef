const player = dashjs.MediaPlayer().create();
player.initialize(document.querySelector('video'), null, true);
window.start = (video, url) => {
  player.attachSource(`${url}manifest.mpd`);
  video.play();
};
window.ready = true;
