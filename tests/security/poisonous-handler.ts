// Run inside encoder processes by poison-source.test.ts in the place of the real work.
export const version = 'poisonous';

/** Dies of every source, as FFmpeg does of some. */
export function handleRequest(): never {
  process.abort();
}
