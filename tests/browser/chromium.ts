// Finds and starts the machine's Chromium.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const candidates = [
  process.env['CHROME_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser's path, or null where there is none. */
export function findChromium(): string | null {
  return candidates.find((path) => path !== undefined && existsSync(path)) ?? null;
}

/** Of a headless Chromium that does nothing of its own accord. */
export const chromiumFlags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Throws with the remedy where there is none. */
export function requireChromium(): string {
  const path = findChromium();
  if (path === null) throw new Error('there is no Chromium: install it or set CHROME_PATH to a Chrome');
  return path;
}

/** Starts a headless Chromium with a profile of its own. Throws with the remedy where there is none. */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({ executablePath: requireChromium(), headless: true, args: chromiumFlags });
}
