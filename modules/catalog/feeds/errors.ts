// What can go wrong with a feed as a whole. What is wrong with its records is listed, not thrown.
import { defineErrors } from '@vitascope/platform/kernel';

export const feedError = defineErrors({
  'feed-unreadable': { kind: 'invalid', title: 'The feed cannot be read' },
  'feed-too-large': { kind: 'too-large', title: 'The feed is too large' },
  'import-not-found': { kind: 'not-found', title: 'There is no such import' },
  'too-many-imports': { kind: 'conflict', title: 'Too many imports wait' },
});
