import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLineMeter } from './line-meter.ts';

/** 100,000 bytes a second. */
const bits = 800_000;

test('before anything was measured nothing is known', () => {
  assert.equal(createLineMeter().bits(), null);
});

test('two requests at once tell of one line', () => {
  const line = createLineMeter();
  const picture = line.request(0);
  const sound = line.request(0);
  for (let ms = 1000; ms <= 10_000; ms += 1000) {
    picture(70_000, ms);
    sound(30_000, ms);
  }
  assert.equal(Math.round(line.bits() ?? 0), bits);
});

test('time in which nothing is fetched does not count', () => {
  const line = createLineMeter();
  line.request(0)(100_000, 1000);
  line.request(60_000)(100_000, 61_000);
  assert.equal(Math.round(line.bits() ?? 0), bits);
});

test('a line that grows narrow is believed at once, one that grows wide only by and by', () => {
  const line = createLineMeter();
  for (let s = 0; s < 20; s++) line.request(s * 1000)(100_000, (s + 1) * 1000);
  for (let s = 20; s < 23; s++) line.request(s * 1000)(20_000, (s + 1) * 1000);
  const narrow = line.bits() ?? 0;
  assert.ok(narrow < bits * 0.65, String(narrow));
  for (let s = 23; s < 26; s++) line.request(s * 1000)(100_000, (s + 1) * 1000);
  assert.ok((line.bits() ?? 0) < bits * 0.85, String(line.bits()));
});

test('what the browser had stored, and what is small, say nothing of the line', () => {
  const line = createLineMeter();
  line.request(0)(5_000_000, 2);
  line.request(1000)(700, 1120);
  assert.equal(line.bits(), null);
  // The pieces of a file that is not small count from its beginning.
  const piece = line.request(2000);
  piece(10_000, 2100);
  piece(10_000, 2200);
  assert.equal(Math.round(line.bits() ?? 0), bits);
});
