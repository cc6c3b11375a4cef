// Feeds in the browser: recognised by name or beginning, and repaired line by line without touching the others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatOf, readFeed, repaired } from './feed-file.ts';

test('a feed is recognised by its name, else by how it begins', () => {
  assert.equal(formatOf('titles.CSV', ''), 'csv');
  assert.equal(formatOf('export.jsonl', ''), 'json');
  assert.equal(formatOf('feed.xml', ''), 'mrss');
  assert.equal(formatOf('feed', '\n  [{"kind":'), 'json');
  assert.equal(formatOf('feed', '<?xml version="1.0"?>'), 'mrss');
  assert.equal(formatOf('feed', 'externalId,kind\n'), 'csv');
  assert.equal(formatOf('holiday.jpg', '\u0000\u0001'), null);
});

test('a repair changes its line alone', async () => {
  const text = '\ufeffkind,name\r\nfilm,A\r\nmovie,B\r\n';
  const feed = await readFeed(new File([text], 'titles.csv'));
  assert.ok(feed?.lines);
  assert.equal(feed.lines[2], 'movie,B');
  const next = repaired(feed, new Map([[3, 'film,B']]));
  const sent = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await next.body.arrayBuffer());
  assert.equal(sent, text.replace('movie', 'film'));
  assert.equal(repaired(feed, new Map()), feed);
});

test('what is not UTF-8 is sent as it is, and not shown', async () => {
  const wide = await readFeed(new File([new Uint8Array([0xff, 0xfe, 0x6b, 0x00])], 'titles.csv'));
  assert.equal(wide?.lines, null);
  const broken = await readFeed(new File([new Uint8Array([0x6b, 0xff, 0x80])], 'titles.csv'));
  assert.equal(broken?.lines, null);
});
