// A viewer from the first mail to the last screen: the product as it is started, and Shaka in Chromium as the player.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { findChromium, launchChromium } from '../browser/chromium.ts';
import { seekThrough, withPage } from '../browser/playback.ts';
import { makeSource } from '../media/make.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { uploadWhole, waitForAsset } from '../server/upload.ts';

const skip = findChromium() === null ? 'Chromium is not here' : false;
const SECONDS = 40;
const MIDDLE_MS = 20_000;
const PASSWORD = 'a long enough one';
const EMAIL = 'grace@example.org';

interface Playing {
  readonly id: string;
  readonly hlsUrl: string;
  readonly dashUrl: string;
  readonly positionMs: number;
  readonly heartbeat: { readonly url: string; readonly token: string };
}

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many forms.
  readonly body: any;
}

/** A browser or an app of the viewer: it keeps cookies, and shows them. */
type Device = (method: string, path: string, body?: unknown) => Promise<Answer>;

describe('a viewer', { skip, timeout: 170_000 }, () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  let browser: Browser;
  let titleId: string;
  let profileId: string;
  let laptop: Device;
  let television: Device;
  before(async () => {
    data = await makeDataDir();
    const environment = { VITASCOPE_PLAYBACK_SCREENS: '2' };
    [server, browser] = await Promise.all([
      startServerProcess({ dataDir: data.path, environment }),
      launchChromium(),
    ]);
    const bytes = await readFile((await makeSource({ seconds: SECONDS })).path);
    const assetId = await uploadWhole(server, { name: 'harbour.mp4', bytes });
    await waitForAsset(server, assetId, 'playable');
    const response = await server.fetch('/api/v1/catalog/titles', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        kind: 'film',
        originalLanguage: 'en',
        texts: { en: { name: 'Harbour at Dawn' } },
        assets: [{ assetId, purpose: 'main' }],
        publication: { released: true },
        windows: [{ offer: { kind: 'free' } }],
      }),
    });
    assert.equal(response.status, 201, await response.clone().text());
    titleId = ((await response.json()) as { id: string }).id;
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await data?.remove();
  });

  function device(): Device {
    const cookies = new Map<string, string>();
    return async (method, path, body) => {
      const response = await fetch(`${server.url}/api/v1${path}`, {
        method,
        headers: {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      return { status: response.status, body: response.status === 204 ? null : await response.json() };
    };
  }

  async function signedIn(): Promise<Device> {
    const one = device();
    const answer = await one('POST', '/auth/sign-in', { email: EMAIL, password: PASSWORD });
    assert.equal(answer.status, 200);
    return one;
  }

  const play = (on: Device): Promise<Answer> =>
    on('POST', '/playback-sessions', { titleId, profileId, device: 'web' });

  async function beat(playing: Playing, sequence: number, positionMs: number): Promise<Answer> {
    const { url, token } = playing.heartbeat;
    const time = { atMs: sequence, playedMs: positionMs, positionMs, durationMs: SECONDS * 1000 };
    const response = await fetch(new URL(url, server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, beats: [{ sequence, state: 'playing', ...time }] }),
    });
    return { status: response.status, body: await response.json() };
  }

  test('signs up by a mail, and has a profile', async () => {
    laptop = device();
    assert.equal((await laptop('POST', '/auth/sign-up', { email: EMAIL, name: 'Grace' })).status, 202);
    let mail: { id: string } | undefined;
    while (mail === undefined) {
      const { items } = (await (await server.fetch('/api/v1/mail')).json()) as {
        items: { id: string; recipient: string }[];
      };
      mail = items.find(({ recipient }) => recipient === EMAIL);
      if (mail === undefined) await delay(50);
    }
    const { body } = (await (await server.fetch(`/api/v1/mail/${mail.id}`)).json()) as { body: string };
    const token = /#token=(\S+)/.exec(body)?.[1] ?? assert.fail(body);
    const completed = await laptop('POST', '/auth/sign-up/complete', { token, password: PASSWORD });
    assert.ok(completed.status < 300, JSON.stringify(completed.body));
    const profile = await laptop('POST', '/profiles', { name: 'Grace', password: PASSWORD });
    assert.equal(profile.status, 201, JSON.stringify(profile.body));
    profileId = profile.body.id;
  });

  let first: Playing;
  test('watches to the middle while the player tells where it is, and goes on there on another device', async () => {
    const started = await play(laptop);
    assert.equal(started.status, 201, JSON.stringify(started.body));
    first = started.body;
    assert.equal(first.positionMs, 0);
    const begun = await beat(first, 1, 0);
    assert.deepEqual([begun.status, begun.body.acknowledged], [200, true]);
    const positions = [2, MIDDLE_MS / 1000];
    const choice = { player: 'shaka-dash', url: first.dashUrl, playbackRate: 1, positions } as const;
    const report = await withPage(browser, (page) => seekThrough(page, choice));
    assert.deepEqual([report.errors, report.failedRequests], [[], []]);
    assert.deepEqual(
      report.seeks.map(({ frameNumber }) => frameNumber),
      positions.map((seconds) => seconds * 25),
    );
    const middle = await beat(first, 2, Math.round(report.position * 1000));
    assert.equal(middle.body.acknowledged, true);

    television = await signedIn();
    const second = await play(television);
    assert.equal(second.status, 201, JSON.stringify(second.body));
    const { positionMs, hlsUrl } = second.body as Playing;
    assert.ok(Math.abs(positionMs - MIDDLE_MS) < 1_000, `It goes on at ${positionMs} ms.`);
    const resumed = await withPage(browser, (page) =>
      seekThrough(page, {
        player: 'shaka-hls',
        url: hlsUrl,
        playbackRate: 1,
        positions: [positionMs / 1000],
      }),
    );
    assert.deepEqual([resumed.errors, resumed.failedRequests], [[], []]);
    assert.equal(resumed.seeks[0]?.frameNumber, Math.floor((positionMs / 1000) * 25 + 1e-6));
    const shelf = await television('GET', `/profiles/${profileId}/continue-watching`);
    assert.equal(shelf.body.items[0].title.id, titleId);
  });

  test('is refused one screen too many, and has it when a device is signed out', async () => {
    const phone = await signedIn();
    const refused = await play(phone);
    assert.deepEqual([refused.status, refused.body.code], [409, 'too-many-screens']);
    const devices = (await laptop('GET', '/devices')).body.items as { id: string; isThis: boolean }[];
    const own = devices.find(({ isThis }) => isThis) ?? assert.fail('The device is not known.');
    assert.equal((await television('POST', `/devices/${own.id}/revoke`)).status, 200);
    const gone = await laptop('GET', '/profiles');
    assert.deepEqual([gone.status, gone.body.code], [401, 'device-revoked']);
    assert.equal((await play(phone)).status, 201);
    // A player learns it from the answer to its next or second next beat.
    let told: unknown = null;
    for (let sequence = 3; told === null; sequence++) {
      told = (await beat(first, sequence, MIDDLE_MS)).body.ended;
      await delay(200);
    }
    assert.equal(told, 'revoked');
  });
});
