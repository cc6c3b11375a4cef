/** Which title somebody seems about to play: pointed at, focused, or open. The one place that knows; the player prepares by it. */

type Listener = (titleId: string | null) => void;

const listeners = new Set<Listener>();
const wanted: string[] = [];

/** Somebody looks at this title's preview, its play button or its page. */
export function onIntent(titleId: string): void {
  wanted.push(titleId);
  tell();
}

/** They look elsewhere. What was meant before (the page below a preview) is meant again. */
export function onIntentGone(titleId: string): void {
  const last = wanted.lastIndexOf(titleId);
  if (last !== -1) wanted.splice(last, 1);
  tell();
}

let told: string | null = null;

function tell(): void {
  const now = wanted.at(-1) ?? null;
  if (now === told) return;
  told = now;
  for (const listener of listeners) listener(now);
}

/** Is told of every change, null for none; returns what ends it. */
export function listenToIntent(listener: Listener): () => void {
  listeners.add(listener);
  if (told !== null) listener(told);
  return () => listeners.delete(listener);
}
