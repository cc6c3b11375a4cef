// In the browser: makes one player ready without knowing what it will play, plays at a click, and notes when a frame is shown.
// `start` and `ready` come from the page of each player.
const video = document.querySelector('video');
const button = document.querySelector('button');
const marks = {
  clickedAt: null,
  shownAt: null,
  movedAt: null,
  soughtAt: null,
  newFrameAt: null,
  error: null,
};
window.marks = marks;
window.addEventListener('error', ({ message }) => {
  marks.error = message;
});
window.addEventListener('unhandledrejection', ({ reason }) => {
  marks.error = String(reason?.message ?? reason);
});

button.addEventListener('click', (event) => {
  marks.clickedAt = event.timeStamp;
  window.start(video, new URLSearchParams(location.search).get('url'));
  const shown = document.querySelector('video');
  const onFrame = () => {
    marks.movedAt = performance.now();
    marks.shownAt ??= marks.movedAt;
  };
  shown.requestVideoFrameCallback(onFrame);
  // Ours may have put another element in its place, with its first frame decoded: there is no callback for one that is not new.
  // It is painted with the page's next picture; the one after that is counted.
  if (shown !== video && shown.readyState >= 2)
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        marks.shownAt ??= performance.now();
      }),
    );
});

/** Jumps, and notes the first frame that is at the new place. */
window.jump = (seconds) => {
  marks.newFrameAt = null;
  const onFrame = (_now, { mediaTime }) => {
    // On a busy machine the first frames at the new place are passed over.
    if (mediaTime > seconds - 0.5 && mediaTime < seconds + 8) marks.newFrameAt = performance.now();
    else video.requestVideoFrameCallback(onFrame);
  };
  marks.soughtAt = performance.now();
  video.currentTime = seconds;
  video.requestVideoFrameCallback(onFrame);
};
