// Put into every page under test: what only the page itself can do and see. Plain JavaScript, as the browser runs it.
window.e2e = {
  /** Lets a file fall on the page, as from a folder of the desktop. */
  dropFile({ base64, name }) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name, { type: 'video/mp4' }));
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
  },

  /** Notes every value that an upload's progress bar has from now on in `e2e.seenProgress`. */
  noteProgress() {
    const seen = [];
    window.e2e.seenProgress = seen;
    new MutationObserver(() => {
      const share = window.e2e.progress();
      if (share !== null && seen.at(-1) !== share) seen.push(share);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  },

  /** What the bar of the first upload says, in hundredths. */
  progress() {
    const bar = document.querySelector('[role=progressbar][aria-label^="Upload of"]');
    return bar === null ? null : Number(bar.getAttribute('aria-valuenow'));
  },

  /** Resolves when `count` frames from `fromSeconds` on (and `height` lines high, unless 0) have been shown. */
  watchFrames({ count, fromSeconds, height, limitMs }) {
    return new Promise((resolve, reject) => {
      const video = document.querySelector('video');
      if (video === null) return reject(new Error('there is no video on the page'));
      const times = [];
      const late = setTimeout(() => {
        const state = `at ${video.currentTime} s, state ${video.readyState}, ${video.videoWidth}x${video.videoHeight}`;
        reject(new Error(`${times.length} of ${count} frames were shown; ${state}`));
      }, limitMs);
      const onFrame = (_now, { mediaTime }) => {
        if (mediaTime >= fromSeconds && (height === 0 || video.videoHeight === height)) times.push(mediaTime);
        if (times.length < count) return void video.requestVideoFrameCallback(onFrame);
        clearTimeout(late);
        resolve({ times, width: video.videoWidth, height: video.videoHeight });
      };
      video.requestVideoFrameCallback(onFrame);
    });
  },

  /** How far the page is wider than its window. */
  overflow: () => document.documentElement.scrollWidth - window.innerWidth,
};
