import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenFromFragment } from './account.ts';
import type { Asset, Rendition } from './asset.ts';
import { codeFromFragment } from './device-approval.ts';
import { createKeyStore, keyFromFragment, keyFromPaste } from './owner-key.ts';
import { actionOf } from './player-keys.ts';
import { manifestUrls, routeOf } from './route.ts';
import { factsLine } from './upload-card.ts';
import { startHeight } from './words.ts';

test('takes the owner key from the address and from what people paste, and nothing else', () => {
  assert.equal(keyFromFragment('#key=vk_abcDEF123-_'), 'vk_abcDEF123-_');
  assert.equal(keyFromFragment('#key=<script>'), null);
  assert.equal(keyFromFragment('#t=12'), null);
  assert.equal(keyFromPaste('  http://127.0.0.1:8080/#key=vk_abcDEF123 \n'), 'vk_abcDEF123');
  assert.equal(keyFromPaste('hunter2'), null);
});

test('keeps the key until the page is closed where storage is forbidden', () => {
  const keys = createKeyStore(() => {
    throw new Error('denied');
  });
  keys.save('vk_abcDEF123');
  assert.equal(keys.load(), 'vk_abcDEF123');
  keys.forget();
  assert.equal(keys.load(), null);
});

test('an address is the library unless it names a token and a film', () => {
  assert.deepEqual(routeOf('/watch/tok/as_1'), { view: 'watch', token: 'tok', assetId: 'as_1' });
  assert.deepEqual(routeOf('/watch/tok/as_1/'), { view: 'watch', token: 'tok', assetId: 'as_1' });
  assert.deepEqual(routeOf('/account/not-signed-in'), { view: 'not-signed-in' });
  for (const path of [
    '/',
    '/watch',
    '/watch/tok',
    '/watch//as_1',
    '/watch/tok/as_1/more',
    '/watch/%E0%A4%A/as_1',
    '/watch/%2e%2e/as_1',
  ]) {
    assert.deepEqual(routeOf(path), { view: 'library' }, path);
  }
});

test('the links of mails lead to their forms, with a token or without one', () => {
  for (const form of ['set-up', 'sign-up', 'reset', 'invitation', 'forgotten'])
    assert.deepEqual(routeOf(`/account/${form}`), { view: 'account', form });
  for (const path of ['/account', '/account/', '/account/owner', '/account/reset/more', '/account/toString'])
    assert.deepEqual(routeOf(path), { view: 'library' }, path);
  assert.deepEqual(routeOf('/account/device'), { view: 'device' });
  assert.deepEqual(routeOf('/account/device/more'), { view: 'library' });
  const token = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO_-';
  assert.equal(tokenFromFragment(`#token=${token}`), token);
  for (const fragment of ['', '#', '#token=', `#token=${token}x`, `#key=${token}`, '#token=<script>'])
    assert.equal(tokenFromFragment(fragment), null, fragment);
});

test('the code of a television comes in an address, as it shows it or without its dash', () => {
  for (const code of ['BCDF-GHJK', 'bcdfghjk']) assert.equal(codeFromFragment(`#code=${code}`), code);
  for (const fragment of ['', '#code=', '#code=BCDF', '#code=BCDF-GHJK-L', '#code=<b>12345'])
    assert.equal(codeFromFragment(fragment), null, fragment);
});

test('a token from an address cannot leave its place in the manifest’s address', () => {
  const { hlsUrl } = manifestUrls('to/../k', 'as/../../api?x#y');
  assert.equal(
    new URL(hlsUrl, 'http://host').pathname,
    '/t/to%2F..%2Fk/as%2F..%2F..%2Fapi%3Fx%23y/main.m3u8',
  );
});

test('keys act on the film unless they belong to the browser or to what has the focus', () => {
  const press = { key: ' ', ctrlKey: false, altKey: false, metaKey: false, target: 'BODY' };
  assert.deepEqual(actionOf(press), { do: 'toggle' });
  assert.equal(actionOf({ ...press, target: 'BUTTON' }), null);
  assert.deepEqual(actionOf({ ...press, key: 'K' }), { do: 'toggle' });
  assert.deepEqual(actionOf({ ...press, key: '7' }), { do: 'seekTo', share: 0.7 });
  assert.equal(actionOf({ ...press, key: 'f', ctrlKey: true }), null);
  assert.equal(actionOf({ ...press, key: 'm', target: 'INPUT' }), null);
  assert.equal(actionOf({ ...press, key: 'Escape' }), null);
});

test('an upload shows a rate and a time left only while it knows them', () => {
  const item = {
    phase: 'sending',
    sentBytes: 43e7,
    bytesPerSecond: 57e6,
    secondsLeft: 10,
    file: { size: 1e9 },
  } as const;
  assert.equal(factsLine(item), '430 MB of 1.0 GB  ·  57.0 MB/s  ·  10 s left');
  assert.equal(factsLine({ ...item, bytesPerSecond: null, secondsLeft: null }), '430 MB of 1.0 GB');
  assert.equal(
    factsLine({ ...item, bytesPerSecond: 0, secondsLeft: null }),
    '430 MB of 1.0 GB  ·  nothing moves',
  );
  assert.equal(factsLine({ ...item, phase: 'paused' }), '430 MB of 1.0 GB');
});

test('starts with the best picture that is there, and with a small one when none is', () => {
  const rung = (height: number, more: Partial<Rendition> = {}): Rendition => ({
    id: `v${height}`,
    label: `${height}p`,
    kind: 'video',
    width: height * 2,
    height,
    channels: null,
    copied: false,
    segments: 10,
    ready: 0,
    sizeBytes: 0,
    state: 'waiting',
    ...more,
  });
  const asset = (renditions: Rendition[]): Asset => ({
    id: 'as_1',
    name: 'film',
    state: 'playable',
    reason: null,
    sizeBytes: 1,
    durationMs: 1,
    createdAt: '',
    updatedAt: '',
    progress: 0,
    renditions,
  });
  assert.equal(startHeight(asset([rung(1080, { copied: true }), rung(360)])), null);
  assert.equal(startHeight(asset([rung(1080), rung(720, { ready: 2 }), rung(360, { ready: 9 })])), 720);
  assert.equal(startHeight(asset([rung(1080), rung(480), rung(360)])), 480);
  assert.equal(startHeight(asset([rung(1080), rung(720)])), null);
  assert.equal(startHeight(asset([])), null);
});
