// The quick way to read a heartbeat comes to what JSON and the schema come to, whatever the text.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, test } from 'node:test';
import { playerStates } from './activity.ts';
import { heartbeatMessage, readHeartbeatMessage } from './heartbeat-message.ts';

const TOKEN = `k1x9z0.ps_1~ac_1~pr_1~ti_1~as_1~kzx~-.${'aB3_'.repeat(6)}`;
const DAY_MS = 86_400_000;

function bySchema(body: string) {
  try {
    return heartbeatMessage.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}

const beat = (changes: Record<string, unknown> = {}) => ({
  sequence: 7,
  atMs: 70_000,
  positionMs: 65_000,
  durationMs: 5_400_000,
  state: 'playing',
  playedMs: 60_000,
  ...changes,
});
const textOf = (changes?: Record<string, unknown>) =>
  JSON.stringify({ token: TOKEN, beats: [beat(changes)] });

describe('reading a heartbeat', () => {
  test('gives what it says', () => {
    const message = { token: TOKEN, beats: [beat()] };
    assert.deepEqual(readHeartbeatMessage(JSON.stringify(message)), message);
    for (const state of playerStates)
      assert.deepEqual(readHeartbeatMessage(textOf({ state }))?.beats, [beat({ state })]);
  });

  test('refuses and accepts at its bounds as the schema does', () => {
    const bounds = [0, 1, 7 * DAY_MS, 31 * DAY_MS, 1_000_000_000, 9_999_999_999, 2 ** 53];
    const numbers = bounds.flatMap((bound) => [bound - 1, bound, bound + 1, bound + 0.5]);
    let refused = 0;
    for (const name of ['sequence', 'atMs', 'positionMs', 'durationMs', 'playedMs'])
      for (const number of numbers) {
        const body = textOf({ [name]: number });
        assert.deepEqual(readHeartbeatMessage(body), bySchema(body), body);
        if (readHeartbeatMessage(body) === null) refused += 1;
      }
    assert.ok(refused > 0);
  });

  test('takes every other way to write the same', () => {
    const message = { token: TOKEN, beats: [beat()] };
    const others = [
      JSON.stringify(message, null, 2),
      JSON.stringify({ beats: message.beats, token: TOKEN }),
      JSON.stringify({ token: TOKEN, beats: [Object.fromEntries(Object.entries(beat()).toReversed())] }),
      JSON.stringify({ ...message, more: 1 }),
      textOf({ more: 1 }),
      textOf().replace('k1x9z0', '\\u006b1x9z0'),
      textOf().replace('70000', '7e4'),
    ];
    for (const body of others) assert.deepEqual(readHeartbeatMessage(body), message, body);
  });

  test('differs from the schema for no text near the usual one', () => {
    const usual = textOf();
    const pieces = [
      '',
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '0',
      '9',
      '-',
      '.',
      'e',
      ' ',
      '\n',
      '\0',
      'é',
      'x',
      '~',
    ];
    for (let at = 0; at <= usual.length; at++) {
      const piece = pieces[randomInt(pieces.length)] ?? '';
      const kept = at + randomInt(2);
      const body = usual.slice(0, at) + piece + usual.slice(kept);
      assert.deepEqual(readHeartbeatMessage(body), bySchema(body), body);
    }
  });
});
