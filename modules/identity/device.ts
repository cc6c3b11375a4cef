// What a device is, and what its user agent tells of it: enough for its owner to know it again in a list.

/** The words in which the catalogue's windows speak of devices. */
export const deviceKinds = ['web', 'phone', 'tablet', 'tv', 'console', 'headset'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** An installation, a browser or an app, in which an account has signed in. It outlives its sessions. */
export interface Device {
  readonly id: string;
  readonly name: string;
  readonly kind: DeviceKind;
  /** Epoch milliseconds, as the others. */
  readonly createdAt: number;
  /** To a few minutes. */
  readonly seenAt: number;
  /** From then on none of its sessions is worth anything; null while it may be used. */
  readonly revokedAt: number | null;
}

type Clue<T> = readonly [RegExp, T];

/** The first that fits counts: televisions and headsets call themselves Android and Linux, too. */
const platforms: readonly Clue<{ readonly name: string; readonly kind: DeviceKind }>[] = [
  [/PlayStation/i, { name: 'PlayStation', kind: 'console' }],
  [/Xbox/i, { name: 'Xbox', kind: 'console' }],
  [/Nintendo/i, { name: 'Nintendo', kind: 'console' }],
  [/OculusBrowser|\bQuest \d/i, { name: 'Quest', kind: 'headset' }],
  [/Tizen.*\bTV\b|SMART-TV/i, { name: 'Samsung TV', kind: 'tv' }],
  [/Web0S|webOS/i, { name: 'LG TV', kind: 'tv' }],
  [/Apple ?TV|tvOS/i, { name: 'Apple TV', kind: 'tv' }],
  [/\bAFT[A-Z0-9]/, { name: 'Fire TV', kind: 'tv' }],
  [/Roku/i, { name: 'Roku', kind: 'tv' }],
  [/GoogleTV|Android TV|BRAVIA|CrKey|\bTV\b/i, { name: 'TV', kind: 'tv' }],
  [/iPhone|iPod/, { name: 'iPhone', kind: 'phone' }],
  [/iPad/, { name: 'iPad', kind: 'tablet' }],
  [/Android.*\bMobile\b/, { name: 'Android', kind: 'phone' }],
  [/Android/, { name: 'Android', kind: 'tablet' }],
  [/Windows/, { name: 'Windows', kind: 'web' }],
  [/CrOS/, { name: 'ChromeOS', kind: 'web' }],
  [/Macintosh|Mac OS X/, { name: 'macOS', kind: 'web' }],
  [/Linux|X11/, { name: 'Linux', kind: 'web' }],
];

/** Likewise: nearly every browser calls itself Safari at the end. */
const programs: readonly Clue<string>[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];

/** What to call a device and what kind it is, as far as its user agent tells. */
export function guessDevice(userAgent: string | undefined): Pick<Device, 'name' | 'kind'> {
  const text = (userAgent ?? '').slice(0, 300);
  const platform = platforms.find(([pattern]) => pattern.test(text))?.[1];
  const program = programs.find(([pattern]) => pattern.test(text))?.[1];
  const kind = platform?.kind ?? 'web';
  if (platform === undefined) return { name: program ?? 'Unknown device', kind };
  // The browser of a television is nothing that anybody knows it by.
  const isKnownByProgram = program !== undefined && ['web', 'phone', 'tablet'].includes(kind);
  return { name: isKnownByProgram ? `${program} on ${platform.name}` : platform.name, kind };
}
