/** Numbers, names and dates as people read them. */

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

/** Seconds as `1:02:03` or `2:03`, cut (a clock never shows a second that has not begun). */
export function formatClock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const two = (value: number): string => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The same for a screen reader: `1 hour 2 minutes 3 seconds`. */
export function speakClock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const parts = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ] as const;
  const said = parts
    .filter(([value]) => value > 0)
    .map(([value, word]) => `${value} ${word}${value === 1 ? '' : 's'}`);
  return said.length === 0 ? '0 seconds' : said.join(' ');
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

/** When something came, as near as matters: `just now`, `12 min ago`, `today 14:05`, `3 Nov`, `3 Nov 2025`. */
export function formatAge(iso: string, now: Date, locale?: string): string {
  const then = new Date(iso);
  const seconds = (now.getTime() - then.getTime()) / 1000;
  if (Number.isNaN(seconds)) return '';
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (then.toDateString() === now.toDateString()) {
    return `today ${then.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })}`;
  }
  const sameYear = then.getFullYear() === now.getFullYear();
  return then.toLocaleDateString(locale, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' as const }),
  });
}

/** The title in a file's name: without its extension, with spaces where people who name files put dots and dashes. */
export function titleOf(fileName: string): string {
  const stem = fileName.replace(/\.[a-z0-9]{2,5}$/i, '');
  const spaced = stem.includes(' ') ? stem : stem.replace(/[._-]+/g, ' ');
  return spaced.replaceAll('_', ' ').replace(/\s+/g, ' ').trim() || fileName;
}
