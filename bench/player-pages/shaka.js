shaka.polyfill.installAll();
const player = new shaka.Player();
player.attach(document.querySelector('video')).then(() => {
  window.ready = true;
});
window.start = (video, url) => {
  player.load(`${url}main.m3u8`);
  video.play();
};
