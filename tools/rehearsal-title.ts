/**
 * `npm run rehearsal`: has the product encode two seconds of test pictures with sound, and keeps it for the player to rehearse with
 * (`packages/player/engine/rehearse.ts`). It is committed; run it when the player's manifest changes.
 */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlayerManifest } from '@vitascope/media/manifest';
import { startProduct, temporaryFolder } from '../bench/harness/product.ts';
import { fetchBytes } from '../bench/harness/served-title.ts';
import { upload } from '../bench/harness/upload.ts';
import { makeSource } from '../tests/media/make.ts';
import { projectRoot } from './files.ts';

const { path } = await makeSource({
  seconds: 2,
  container: 'mp4-faststart',
  video: { width: 64, height: 36, rate: [25, 1], gopFrames: 50, bitrate: 20_000 },
});
const folder = await temporaryFolder('rehearsal');
const product = await startProduct({ dataDir: folder });
try {
  const { assetId } = await upload(product, path);
  await product.wait(assetId, 'complete');
  const { hlsUrl } = await product.playback(assetId);
  const base = hlsUrl.slice(0, hlsUrl.lastIndexOf('/'));
  const whole = JSON.parse((await fetchBytes(`${base}/manifest.json`)).toString()) as PlayerManifest;
  const manifest = { ...whole, video: whole.video.slice(0, 1), hasStoryboard: false };
  const segments: Record<string, string> = {};
  for (const { id } of [...manifest.video, ...manifest.audio]) {
    const name = `${id}/0.m4s`;
    segments[name] = (await fetchBytes(`${base}/${name}`)).toString('base64');
  }
  const file = join(projectRoot, 'packages', 'player', 'engine', 'rehearsal-title.json');
  await writeFile(file, `${JSON.stringify({ manifest, segments }, null, 2)}\n`);
} finally {
  await product.stop();
  await rm(folder, { recursive: true, force: true });
}
