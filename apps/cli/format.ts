/** Numbers as people read them: sizes in decimal units, times of films, rates and what is left. */

const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `1234567` as `1.2 MB`. Decimal units, as disks and networks count. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Milliseconds as `1:02:03` or `2:03`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** What is left, no finer than it can be known: `9 s`, `4 min`, `2 h 10 min`. */
export function formatLeft(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A share between 0 and 1 as whole per cent; never 100 before it is all there. */
export function formatShare(share: number): string {
  if (share >= 1) return '100 %';
  return `${Math.min(99, Math.max(0, Math.floor(share * 100)))} %`;
}
