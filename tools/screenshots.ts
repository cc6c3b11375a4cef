/** `npm run screenshots`: starts the product, gives it little films and takes the pictures of the README. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../tests/browser/chromium.ts';
import { type ServerProcess, startServerProcess } from '../tests/server/server-process.ts';
import { signInOwner } from '../tests/web/owner-session.ts';
import { projectRoot } from './files.ts';

const run = promisify(execFile);
const folder = join(projectRoot, 'docs', 'images');
const maxBytes = 300_000;

/** Little films made by code; ffmpeg's sources are all they need. */
const films = [
  {
    name: 'Fractal flight',
    source:
      'mandelbrot=size=640x360:rate=24:maxiter=300:end_pts=300:start_scale=1.4:end_scale=0.004,scale=1280:720',
    seconds: 10,
  },
  {
    name: 'Weather of the lamp',
    source:
      'gradients=s=1280x720:r=24:c0=0x0b0c10:c1=0xffb347:c2=0xe5532d:c3=0x1c1f27:nb_colors=4:speed=0.02',
    seconds: 12,
  },
  {
    name: 'Cellular garden',
    source:
      'life=s=320x180:r=24:mold=40:ratio=0.2:life_color=#ffb347:death_color=#e5532d,scale=1280:720:flags=neighbor',
    seconds: 8,
  },
];

const scratch = await mkdtemp(join(tmpdir(), 'vitascope-screenshots-'));
await mkdir(folder, { recursive: true });
const server = await startServerProcess({ dataDir: scratch });
const browser = await launchChromium();
try {
  for (const film of films) await push(server, await make(film));
  for (const [name, width, height] of [
    ['desktop', 1280, 800],
    ['phone', 390, 844],
  ] as const)
    await takePictures(browser, server, { name, width, height });
} finally {
  await browser.close();
  await server.stop();
  await rm(scratch, { recursive: true, force: true });
}

async function make({ name, source, seconds }: (typeof films)[number]): Promise<string> {
  const path = join(scratch, `${name}.mp4`);
  const sound = 'sine=frequency=220:sample_rate=48000';
  const inputs = ['-f', 'lavfi', '-i', source, '-f', 'lavfi', '-i', sound];
  const codecs = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-g', '48', '-c:a', 'aac'];
  await run('ffmpeg', ['-nostdin', '-v', 'error', ...inputs, '-t', String(seconds), ...codecs, path]);
  return path;
}

async function push({ url, ownerKey }: ServerProcess, path: string): Promise<void> {
  const command = join(projectRoot, 'apps/cli/main.ts');
  await run(process.execPath, [command, 'push', path, '--json', '--wait', 'complete'], {
    env: { ...process.env, VITASCOPE_URL: url, VITASCOPE_OWNER_KEY: ownerKey },
    timeout: 300_000,
  });
}

async function takePictures(
  chromium: Browser,
  own: ServerProcess,
  { name, width, height }: { name: string; width: number; height: number },
): Promise<void> {
  const context = await chromium.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  await signInOwner(context, own);
  const page = await context.newPage();
  await page.goto(`${own.url}/studio/`);
  await page.getByRole('row').filter({ hasText: 'Complete' }).first().waitFor();
  await shoot(`library-${name}`, (path) => page.screenshot({ path, animations: 'disabled' }));
  await page.getByRole('link', { name: /^Fractal/ }).click();
  // Six seconds in, with the controls to be seen.
  await page.locator('video').waitFor({ state: 'attached' });
  await page.evaluate(
    `new Promise((done) => {
      const video = document.querySelector('video');
      const seek = () => {
        video.pause();
        video.addEventListener('seeked', () => setTimeout(done, 500), { once: true });
        video.currentTime = 6;
      };
      if (video.readyState > 1) seek();
      else video.addEventListener('loadeddata', seek, { once: true });
    })`,
  );
  await page.locator('[data-player]').hover();
  await shoot(`watch-${name}`, (path) => page.screenshot({ path, animations: 'disabled' }));
  await context.close();
}

/** Takes a picture and reduces it to a palette, which the pages' few colours lose nothing by. */
async function shoot(name: string, take: (path: string) => Promise<unknown>): Promise<void> {
  const raw = join(scratch, `${name}.png`);
  const small = join(scratch, `${name}.small.png`);
  await take(raw);
  const filter = 'split[a][b];[a]palettegen=max_colors=160[p];[b][p]paletteuse=dither=none';
  await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-i', raw, '-vf', filter, small]);
  const { size } = await stat(small);
  if (size > maxBytes) throw new Error(`${name}.png has ${size} bytes, more than ${maxBytes}.`);
  await copyFile(small, join(folder, `${name}.png`));
  console.log(`Wrote docs/images/${name}.png (${Math.round(size / 1024)} KB)`);
}
