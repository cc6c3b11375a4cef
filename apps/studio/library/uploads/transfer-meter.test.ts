import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransferMeter } from './transfer-meter.ts';

test('bytes of an earlier visit do not make this one look fast', () => {
  const meter = createTransferMeter();
  for (let second = 0; second <= 5; second++) meter.add(900_000_000 + second * 1_000_000, second * 1000);
  assert.equal(meter.rate(), 1_000_000);
  assert.equal(meter.secondsLeft(1_000_000_000), 95);
});

test('says nothing before there is something to say, and nothing of the time left when nothing moves', () => {
  const meter = createTransferMeter();
  meter.add(0, 0);
  meter.add(500, 1000);
  assert.equal(meter.rate(), null);
  for (let second = 2; second <= 12; second++) meter.add(500, second * 1000);
  assert.equal(meter.rate(), 0);
  assert.equal(meter.secondsLeft(1000), null);
});

test('begins anew when the server kept less than was sent', () => {
  const meter = createTransferMeter();
  for (let second = 0; second <= 4; second++) meter.add(second * 1000, second * 1000);
  meter.add(1500, 5000);
  assert.equal(meter.rate(), null);
  for (let second = 6; second <= 8; second++) meter.add(1500 + (second - 5) * 2000, second * 1000);
  assert.equal(meter.rate(), 2000);
});
