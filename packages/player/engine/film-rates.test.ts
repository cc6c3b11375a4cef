import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFilmRates } from './film-rates.ts';

const small = { id: 'small', averageBandwidth: 500_000 };
const middle = { id: 'middle', averageBandwidth: 1_000_000 };
const large = { id: 'large', averageBandwidth: 2_000_000 };

test('the manifest is believed until a segment has arrived', () => {
  assert.deepEqual(createFilmRates().of([small, middle]), [500_000, 1_000_000]);
});

test('a larger rendition is believed to be nearly as easy as the next smaller one that was fetched', () => {
  const rates = createFilmRates();
  rates.note('small', 250_000);
  assert.deepEqual(rates.of([small, middle, large]), [250_000, 650_000, 1_300_000]);
  rates.note('middle', 900_000);
  assert.deepEqual(rates.of([small, middle, large]), [250_000, 900_000, 1_860_000]);
});

test('a scene that takes more counts at once, one that takes less only by and by', () => {
  const rates = createFilmRates();
  rates.note('small', 200_000);
  rates.note('small', 500_000);
  assert.deepEqual(rates.of([small]), [450_000]);
  rates.note('small', 200_000);
  assert.deepEqual(rates.of([small]), [400_000]);
});
