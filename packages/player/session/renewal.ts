/** When to ask for a new token: well before the old one ends, by the server's own clock. */

/** Of the time that it lasts, so much may pass. */
const share = 0.7;
const soonestMs = 2_000;
const longestMs = 2 ** 31 - 1;

export function renewAfterMs(expiresAt: string, serverDate: string | null, now: number = Date.now()): number {
  const said = serverDate === null ? Number.NaN : Date.parse(serverDate);
  // A viewer's clock may be hours off.
  const lasts = Date.parse(expiresAt) - (Number.isNaN(said) ? now : said);
  return Math.min(longestMs, Math.max(soonestMs, lasts * share));
}
