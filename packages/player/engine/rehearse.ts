/**
 * Loads a title of two seconds that is in memory, into an element that stands nowhere. What a page plays first takes a browser twice
 * as long as what it plays next: it looks for decoders, starts its media processes, and compiles what the player consists of.
 */
import type { PlayerManifest } from '@vitascope/media/manifest';
import { createEngine } from './engine.ts';
import { somethingLoads } from './first-load.ts';
import { keepForOnce } from './network.ts';

/** What `tools/rehearsal-title.ts` makes. */
interface RehearsalTitle {
  readonly manifest: unknown;
  /** Base64, by `<track>/<number>.m4s`. */
  readonly segments: Readonly<Record<string, string>>;
}

/** A browser that has not decoded a picture of 64 by 36 by then has other worries. */
const limitMs = 3_000;

let isOver = false;

/** Once in a page, and only before anything else is loaded. Fetches no media, makes no sound, and never fails. */
export async function rehearse(): Promise<void> {
  if (isOver || somethingLoads.aborted) return;
  isOver = true;
  const engine = createEngine();
  try {
    const { default: title } = await import('./rehearsal-title.json');
    await until(play(engine, title), limitMs);
  } catch {
    // What cannot be rehearsed can perhaps be played.
  } finally {
    await engine.destroy();
  }
}

async function play(engine: ReturnType<typeof createEngine>, title: RehearsalTitle): Promise<void> {
  const { video } = engine;
  const manifestUrl = `${location.origin}/t/none/rehearsal/main.m3u8`;
  for (const [name, base64] of Object.entries(title.segments))
    keepForOnce(new URL(name, manifestUrl).href, Promise.resolve(bytesOf(base64)));
  video.muted = true;
  const isDecoded = new Promise((done) => video.addEventListener('loadeddata', done, { once: true }));
  await engine.load({ manifestUrl, manifest: title.manifest as PlayerManifest, isRehearsal: true });
  await isDecoded;
}

/** It gives way to what is really to be played. */
async function until(work: Promise<void>, ms: number): Promise<void> {
  const { promise: end, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  somethingLoads.addEventListener('abort', () => resolve(), { once: true });
  await Promise.race([work, end]);
  clearTimeout(timer);
}

const bytesOf = (base64: string): ArrayBuffer =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
