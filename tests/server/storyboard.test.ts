// Preview images in the product as a whole: made behind everything else, through a crash, and delivered by token.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { makeSource } from '../media/make.ts';
import { makeLongSource } from '../media/stretch.ts';
import { describeStream } from '../verify/stream.ts';
import { decodeWithSystemFfmpeg } from '../verify/system-ffmpeg.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from './server-process.ts';
import { playbackOf, uploadWhole, waitForAsset } from './upload.ts';

interface Progress {
  readonly state: string;
  readonly tiles: number;
  readonly sheets: number;
  readonly ready: number;
  readonly sizeBytes: number;
}

describe('preview images', { timeout: 300_000 }, () => {
  let data: Awaited<ReturnType<typeof makeDataDir>>;
  let server: ServerProcess;
  before(async () => {
    data = await makeDataDir();
    server = await startServerProcess({ dataDir: data.path });
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
  });

  const storyboardOf = async (id: string): Promise<Progress | null> => {
    const response = await server.fetch(`/api/v1/assets/${id}/details`);
    assert.equal(response.status, 200);
    return ((await response.json()) as { storyboard: Progress | null }).storyboard;
  };
  async function waitForSheets(id: string, isThere: (progress: Progress) => boolean): Promise<Progress> {
    for (;;) {
      const progress = await storyboardOf(id);
      assert.ok(progress !== null && progress.state !== 'failed', JSON.stringify(progress));
      if (isThere(progress)) return progress;
      await delay(50);
    }
  }
  const isComplete = ({ state }: Progress): boolean => state === 'complete';

  test('are delivered to who has a token, named in every manifest, weighed, and deleted with the film', async () => {
    const bytes = await readFile((await makeSource({ seconds: 20 })).path);
    const id = await uploadWhole(server, { name: 'film.mp4', bytes });
    await waitForAsset(server, id, 'complete');
    const { tiles, sizeBytes } = await waitForSheets(id, isComplete);
    assert.equal(tiles, 10);

    const { hlsUrl, dashUrl } = await playbackOf(server, id);
    const vttUrl = new URL('storyboard.vtt', hlsUrl);
    const vtt = await (await fetch(vttUrl)).text();
    const last = /00:00:18\.000 --> 00:00:20\.\d{3}\n(\S+)\n$/.exec(vtt)?.[1] ?? '';
    assert.match(last, /^storyboard-[0-9a-f]{10}\/0\.jpg#xywh=1440,0,160,90$/);
    const sheetUrl = new URL(last, vttUrl);
    const sheet = await fetch(sheetUrl);
    assert.match(sheet.headers.get('cache-control') ?? '', /immutable/);
    const jpeg = Buffer.from(await sheet.arrayBuffer());
    assert.equal(jpeg.length, sizeBytes);
    const { format, width, height } = await sharp(jpeg).metadata();
    assert.deepEqual([format, width, height], ['jpeg', 1600, 90]);

    // Nobody else gets them: not without a token, not with that of another film.
    const other = await uploadWhole(server, { name: 'other.mp4', bytes });
    await waitForAsset(server, other, 'playable');
    const path = sheetUrl.pathname;
    const token = path.split('/')[2] ?? '';
    const otherToken = new URL((await playbackOf(server, other)).hlsUrl).pathname.split('/')[2] ?? '';
    for (const target of [
      path.replace(token, otherToken),
      path.replace(token, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`),
    ])
      assert.equal((await fetch(new URL(target, server.url))).status, 403, target);
    for (const target of [path.replace(`/${token}`, ''), vttUrl.pathname.replace(`/${token}`, '')])
      assert.equal((await fetch(new URL(target, server.url))).status, 404, target);

    // The strict readers accept what the manifests say of them; a player that knows nothing of them takes no notice.
    for (const url of [hlsUrl, dashUrl]) {
      const { renditions } = await describeStream(url);
      assert.ok(renditions.length > 1);
      assert.match(await (await fetch(url)).text(), /storyboard-/);
      assert.deepEqual(await decodeWithSystemFfmpeg(url), { code: 0, stderr: '' });
    }

    await waitForSheets(other, isComplete);
    const { storage } = (await (await server.fetch('/api/v1/system/status')).json()) as {
      storage: { storyboards: { count: number; bytes: number } };
    };
    assert.ok(storage.storyboards.count >= 1 && storage.storyboards.bytes >= sizeBytes);
    assert.equal(
      (await server.fetch(`/api/v1/assets/${id}?permanent=true`, { method: 'DELETE' })).status,
      204,
    );
    assert.equal((await fetch(sheetUrl)).status, 404);
    const kept = await readdir(join(data.path, 'objects', 'objects', 'assets'), { recursive: true });
    assert.deepEqual(
      kept.filter((name) => name.includes(id) && name.endsWith('.jpg')),
      [],
    );
  });

  test('are not made of sound alone', async () => {
    const { path } = await makeSource({ container: 'mp3', seconds: 5, video: null, audio: { codec: 'mp3' } });
    const id = await uploadWhole(server, { name: 'song.mp3', bytes: await readFile(path) });
    await waitForAsset(server, id, 'complete');
    assert.equal(await storyboardOf(id), null);
    const { hlsUrl } = await playbackOf(server, id);
    assert.equal((await fetch(new URL('storyboard.vtt', hlsUrl))).status, 404);
    assert.doesNotMatch(await (await fetch(hlsUrl)).text(), /IMAGE/);
  });

  test('go on after the server was killed between two sheets, or in the middle of one', async () => {
    const video = { width: 320, height: 180, rate: [10, 1], gopFrames: 40, bitrate: 150_000 } as const;
    const wish = { seconds: 64, video, audio: null } as const;
    const bytes = await readFile(await makeLongSource(wish, 30));
    const id = await uploadWhole(server, { name: 'long.mp4', bytes });
    await waitForAsset(server, id, 'playable');
    await waitForSheets(id, ({ ready }) => ready > 0);
    await server.stop('SIGKILL');
    server = await startServerProcess({ dataDir: data.path });
    const { tiles, sheets } = await waitForSheets(id, isComplete);
    assert.deepEqual([tiles, sheets], [192, 2]);
    const { hlsUrl } = await playbackOf(server, id);
    const vttUrl = new URL('storyboard.vtt', hlsUrl);
    const urls = new Set((await (await fetch(vttUrl)).text()).match(/^storyboard-\S+\.jpg/gm));
    assert.equal(urls.size, 2);
    for (const url of urls) assert.equal((await fetch(new URL(url, vttUrl))).status, 200, url);
  });
});
