import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStoryboard, tileAt } from './storyboard.ts';

const text = `WEBVTT

00:00.000 --> 00:10.000
sheet-1.jpg#xywh=0,0,160,90

NOTE a word between

00:00:10.000 --> 00:00:20.000
sheet-1.jpg#xywh=160,0,160,90

01:00:00.000 --> 01:00:10.000
https://cdn.example/sheet-9.jpg#xywh=pixel:0,90,160,90

00:30.000 --> 00:40.000
no picture here
`;

test('finds the picture of a moment, by addresses relative to the file', () => {
  const board = parseStoryboard(text, 'https://films.example/boards/a.vtt');
  assert.equal(board.tiles.length, 3);
  const at = (seconds: number) => {
    const tile = tileAt(board, seconds);
    return tile && [tile.url, tile.x, tile.y];
  };
  assert.deepEqual(at(0), ['https://films.example/boards/sheet-1.jpg', 0, 0]);
  assert.deepEqual(at(19.9), ['https://films.example/boards/sheet-1.jpg', 160, 0]);
  assert.deepEqual(at(3605), ['https://cdn.example/sheet-9.jpg', 0, 90]);
  assert.equal(tileAt({ tiles: [] }, 5), null);
});
