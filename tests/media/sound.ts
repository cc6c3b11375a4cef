// The sound of every test source: a beep on each second over a quiet sweep that tells where in which second one is.

const beepSeconds = 0.05;

/** Pitch of the beep that a voice makes on each second. */
function beepHertz(voice: number): number {
  return 1000 + 400 * voice;
}

/** The signal at a time from the track's own beginning, -1 to 1; silent before 0. */
function soundAt(seconds: number, voice: number): number {
  if (seconds < 0) return 0;
  const second = Math.floor(seconds + 1e-9);
  const within = seconds - second;
  const sweepStart = 300 + 100 * (second % 8); // a slip of whole seconds, up to seven, does not correlate
  const sweep = 0.08 * Math.sin(2 * Math.PI * (sweepStart * within + 400 * within * within));
  const beep = within < beepSeconds ? 0.5 * Math.sin(2 * Math.PI * beepHertz(voice) * within) : 0;
  return sweep + beep;
}

/** `count` samples of the signal at `rate`, from sample number `first`. */
export function soundSamples(range: {
  first: number;
  count: number;
  rate: number;
  voice: number;
}): Float32Array {
  return Float32Array.from({ length: range.count }, (_, n) =>
    soundAt((range.first + n) / range.rate, range.voice),
  );
}
