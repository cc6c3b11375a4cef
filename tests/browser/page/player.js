// Runs in the browser: plays a stream with somebody's player and counts what happens. Driven by ../playback.ts.
const video = document.querySelector('video');
const seen = { errors: [], stalls: 0, firstFrameAt: null, startedAt: null, seeking: false, repeatedJumps: 0 };

/** Has the library show the first text that the stream offers; each player has its own way. */
let showText = () => {};

/** Tells what the library itself believes; each player sets its own. */
let ownView = () => null;

video.addEventListener('error', () => note(true, `media element: ${video.error?.message}`));
video.addEventListener('waiting', () => {
  const running = seen.firstFrameAt !== null && !seen.seeking && !video.seeking && !video.ended;
  if (running && video.duration - video.currentTime > 0.5) seen.stalls++;
});

function note(fatal, message) {
  seen.errors.push({ fatal, message: String(message) });
}

const libraries = { shaka: '/lib/shaka.js', hlsjs: '/lib/hls.js', dashjs: '/lib/dash.js' };

const players = {
  async shaka(url, { aheadSeconds }) {
    shaka.polyfill.installAll();
    const player = new shaka.Player();
    if (aheadSeconds) player.configure('streaming.bufferingGoal', aheadSeconds);
    player.addEventListener('error', ({ detail }) =>
      note(detail.severity === 2, `shaka ${detail.code} ${detail.data}`),
    );
    ownView = () => ({
      buffering: player.isBuffering(),
      buffered: player.getBufferedInfo(),
      states: player.getStats().stateHistory,
      switches: player.getStats().switchHistory,
    });
    showText = () => player.selectTextTrack(player.getTextTracks()[0]);
    forgetAbortedRequests(player);
    await player.attach(video);
    await player.load(url);
  },
  async hlsjs(url) {
    const player = new Hls();
    player.on(Hls.Events.ERROR, (_, data) => note(data.fatal, `hls.js ${data.details} ${data.error ?? ''}`));
    ownView = () => ({
      level: player.currentLevel,
      loading: player.loadingEnabled,
      main: player.mainForwardBufferInfo,
    });
    showText = () => {
      player.subtitleTrack = 0;
      player.subtitleDisplay = true;
    };
    player.loadSource(url);
    player.attachMedia(video);
  },
  async dashjs(url) {
    const player = dashjs.MediaPlayer().create();
    player.on(dashjs.MediaPlayer.events.ERROR, ({ error }) =>
      note(true, `dash.js ${error.code} ${error.message}`),
    );
    ownView = () => ({
      seeking: player.isSeeking(),
      bufferSeconds: Object.fromEntries(
        ['video', 'audio'].map((type) => [type, player.getBufferLength(type)]),
      ),
    });
    showText = () => player.setTextTrack(0);
    player.initialize(video, url, false);
  },
};

/**
 * Shaka 5.2.12 waits for ever for an init segment where a jump has aborted its request, whoever serves it:
 * https://github.com/shaka-project/shaka-player/issues/10569. A new limit makes it forget what it has asked for ahead.
 */
function forgetAbortedRequests(player) {
  video.addEventListener('seeking', () => {
    player.configure('streaming.segmentPrefetchLimit', 0);
    player.configure('streaming.segmentPrefetchLimit', 1); // Shaka's default
  });
}

function loadScript(src) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src, onload: resolve });
    script.onerror = () => reject(new Error(`${src} did not load`));
    document.head.append(script);
  });
}

/** Loads the library, then the stream, timed from there; resolves when a frame is shown, or heard where there is none. */
window.startPlayback = async ({ player, url, rate, ...wishes }) => {
  await loadScript(libraries[player]);
  const firstFrame = new Promise((resolve) => {
    video.requestVideoFrameCallback(() => {
      seen.firstFrameAt = performance.now();
      resolve();
    });
    video.addEventListener('timeupdate', () => {
      if (video.videoWidth > 0 || video.currentTime === 0 || seen.firstFrameAt !== null) return;
      seen.firstFrameAt = performance.now();
      resolve();
    });
  });
  const failed = new Promise((resolve) => {
    setInterval(() => seen.errors.some((error) => error.fatal) && resolve(), 50);
  });
  setInterval(() => {
    // Players set rates of their own while they begin; 0 is Shaka's way of waiting for data.
    if (seen.firstFrameAt !== null && video.playbackRate !== 0 && video.playbackRate !== rate)
      video.playbackRate = rate;
  }, 100);
  seen.startedAt = performance.now();
  try {
    await players[player](url, wishes);
    video.play().catch((error) => {
      if (error.name !== 'AbortError') note(true, `play: ${error.message}`); // our own pause before a seek aborts it
    });
  } catch (error) {
    note(true, `load: ${error.message ?? error.code}`);
  }
  await Promise.race([firstFrame, failed]);
};

/** Resolves at the end of the stream or at the first fatal error. */
window.playToEnd = () =>
  new Promise((resolve) => {
    const check = () => (video.ended || seen.errors.some((error) => error.fatal)) && resolve();
    video.addEventListener('ended', check);
    setInterval(check, 100);
    check();
  });

/** Has the first text shown, and resolves with its cues once there are so many, as the browser knows them. */
window.cuesOf = async (count) => {
  showText();
  for (;;) {
    const cues = [...video.textTracks].flatMap((track) => [...(track.cues ?? [])]);
    if (cues.length >= count || seen.errors.some((error) => error.fatal))
      return cues.map(({ startTime, endTime, text }) => [startTime, endTime, text]);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

window.report = () => {
  const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
  return {
    ended: video.ended,
    errors: seen.errors,
    stalls: seen.stalls,
    repeatedJumps: seen.repeatedJumps,
    decodedFrames: totalVideoFrames,
    droppedFrames: droppedVideoFrames,
    duration: video.duration,
    position: video.currentTime,
    videoWidth: video.videoWidth,
    videoHeight: video.videoHeight,
    timeToFirstFrameMs: seen.firstFrameAt === null ? null : seen.firstFrameAt - seen.startedAt,
  };
};

/** Why the video shows what it shows: for the message when it is not what was wanted. */
window.condition = () => ({
  readyState: video.readyState,
  networkState: video.networkState,
  seeking: video.seeking,
  paused: video.paused,
  playbackRate: video.playbackRate,
  buffered: rangesOf(video.buffered),
  ownView: ownView(),
});

function rangesOf(ranges) {
  return Array.from({ length: ranges.length }, (_, at) => [ranges.start(at), ranges.end(at)]);
}

/** How long a player may take to get to a place and show it before a person would try again. */
const PATIENCE_MS = 15_000;

/** Presentation time of the frame that is on screen, kept up by every frame that the compositor shows. */
let shownTime = null;
const frameWaiters = new Set();
function noteFrame(_, { mediaTime }) {
  shownTime = mediaTime;
  for (const wake of frameWaiters) wake();
  video.requestVideoFrameCallback(noteFrame);
}
video.requestVideoFrameCallback(noteFrame);

const isNear = (seconds) => shownTime !== null && Math.abs(shownTime - seconds) < 0.7;

/** Whether the player gets to the place, has data there and shows a frame of it, before patience ends. */
function arrives(seconds, patienceMs) {
  return new Promise((resolve) => {
    const look = () => !video.seeking && isNear(seconds) && resolve(true);
    frameWaiters.add(look);
    video.addEventListener('seeked', look);
    setTimeout(() => {
      frameWaiters.delete(look);
      video.removeEventListener('seeked', look);
      resolve(false);
    }, patienceMs);
  });
}

/**
 * Sets the position until a frame from there is shown, and counts how often that took another try, as a person would make.
 * Shaka on HLS needs one where a jump falls into the moment in which the playlist of another quality is being loaded: it
 * then fetches by two loops at once, each of which moves on, and leaves a segment out. What is shown says whether the jump
 * is done: `seeked` may belong to a jump that the player made by itself, such as one to where the stream begins.
 */
async function jump(seconds) {
  for (let again = 0; again < 3; again++) {
    if (again > 0) seen.repeatedJumps++;
    const arrived = arrives(seconds, PATIENCE_MS);
    video.currentTime = seconds + again / 1000;
    if (await arrived) return;
  }
}

/** Where a near frame was on screen already, the one that is meant follows; where none follows, the near one is it. */
async function settle(seconds) {
  const isThere = () => shownTime <= seconds && seconds - shownTime < 0.045;
  const until = performance.now() + 1000;
  while (!isThere() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Pauses, jumps, waits for the frame that is shown there, and gives its time and its luma. */
window.seekTo = async (seconds) => {
  seen.seeking = true;
  video.pause();
  const startedAt = performance.now();
  await jump(seconds);
  await settle(seconds);
  const elapsedMs = performance.now() - startedAt;
  seen.seeking = false;
  return { mediaTime: shownTime, elapsedMs, ...lumaOfFrame() };
};

function lumaOfFrame() {
  const width = video.videoWidth;
  const height = video.videoHeight;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(video, 0, 0);
  const rgba = context.getImageData(0, 0, width, height).data;
  let luma = '';
  for (let at = 0; at < rgba.length; at += 4) luma += String.fromCharCode(rgba[at + 1]);
  return { width, height, luma: btoa(luma) };
}
