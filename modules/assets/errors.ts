// What can go wrong with an asset, by code.
import { encoderErrors } from '@vitascope/encoder';
import { defineErrors } from '@vitascope/platform/kernel';

export const assetError = defineErrors({
  'asset-not-found': { kind: 'not-found', title: 'There is no such asset' },
  'asset-cursor-invalid': { kind: 'invalid', title: 'The cursor is none of this list' },
  'too-many-listeners': { kind: 'unavailable', title: 'Too many listen to the library' },
  'asset-not-playable': { kind: 'conflict', title: 'The asset cannot be played' },
  'asset-not-yet-playable': { kind: 'unavailable', title: 'The asset is still being examined' },
  'asset-linked': { kind: 'conflict', title: 'Titles still link the asset' },
  'asset-busy': { kind: 'conflict', title: 'The asset is in a state in which this cannot be done' },
  'rendition-not-found': { kind: 'not-found', title: 'The asset has no such rendition' },
  'segment-not-found': { kind: 'not-found', title: 'The rendition has no such segment' },
  'text-track-not-found': { kind: 'not-found', title: 'The asset has no such text track' },
  'text-tracks-full': { kind: 'conflict', title: 'The asset has as many text tracks as it may have' },
  'captions-invalid': { kind: 'invalid', title: 'These are no captions that can be shown' },
  'captions-too-large': { kind: 'too-large', title: 'The captions are too large' },
  'sheet-not-found': { kind: 'not-found', title: 'The asset has no such sheet of preview images' },
  'segment-failed': { kind: 'internal', title: 'The segment could not be made' },
});

// The encoder may not know the platform: its codes are listed with everybody else's here.
defineErrors(encoderErrors);
