import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listenToIntent, onIntent, onIntentGone } from './intent.ts';

test('the title that was looked at last is the one that is meant', () => {
  const heard: (string | null)[] = [];
  const stop = listenToIntent((titleId) => heard.push(titleId));
  onIntent('page');
  onIntent('preview');
  onIntentGone('preview');
  onIntentGone('page');
  onIntentGone('never there');
  stop();
  onIntent('unheard');
  assert.deepEqual(heard, ['page', 'preview', 'page', null]);
  onIntentGone('unheard');
});
