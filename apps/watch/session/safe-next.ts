/** Where to go after signing in: only ever within this server. */

/** A path of this origin, or null. `//elsewhere` and `/\elsewhere` lead away, and are not taken. */
export function safeNext(wanted: unknown): string | null {
  if (typeof wanted !== 'string' || wanted.length > 2000) return null;
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(wanted)) return null;
  return /^\/(?:sign-in|sign-up|who)(?:[/?#]|$)/.test(wanted) ? null : wanted;
}
