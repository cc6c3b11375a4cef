// What can go wrong in the catalogue, by code.
import { defineErrors } from '@vitascope/platform/kernel';

export const catalogError = defineErrors({
  'title-not-found': { kind: 'not-found', title: 'There is no such title' },
  'person-not-found': { kind: 'not-found', title: 'There is no such person' },
  'term-not-found': { kind: 'not-found', title: 'There is no such genre, tag or mood' },
  'home-row-not-found': { kind: 'not-found', title: 'There is no such row' },
  'change-not-found': { kind: 'not-found', title: 'There is no such change' },
  'preview-not-found': { kind: 'not-found', title: 'There is no such preview link' },
  'cursor-invalid': { kind: 'invalid', title: 'The cursor does not belong to this list' },
  'catalog-invalid': { kind: 'invalid', title: 'It contradicts itself or the rest of the catalogue' },
  'slug-taken': { kind: 'conflict', title: 'The slug belongs to something else' },
  'number-taken': { kind: 'conflict', title: 'The number belongs to another season or episode' },
  'page-has-rows': { kind: 'conflict', title: 'The page has rows of its own already' },
  'still-in-use': { kind: 'conflict', title: 'Something else in the catalogue needs it' },
  'change-superseded': { kind: 'conflict', title: 'What the change set has been changed since' },
  'image-not-found': { kind: 'not-found', title: 'There is no such image' },
  'image-unsupported': { kind: 'unsupported', title: 'It is not a picture of a kind that is taken' },
  'image-refused': { kind: 'invalid', title: 'The picture cannot be used' },
  'image-busy': { kind: 'unavailable', title: 'Too many pictures are being uploaded' },
  'image-failed': { kind: 'invalid', title: 'The picture could not be read within its limits' },
  'too-many-previews': { kind: 'conflict', title: 'The title has too many preview links' },
});
