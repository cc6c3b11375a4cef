// What can be wrong with a source, in words for the person who uploaded it.

/** Every code with which a source is refused, and what it means. */
export const sourceErrors = {
  'source-empty': 'The file is empty',
  'source-container-unknown': 'The file is of no kind that is accepted',
  'source-unreadable': 'The file is damaged or cut short',
  'source-no-media': 'The file holds neither picture nor sound',
  'source-codec-unsupported': 'The picture or sound is coded in a way that is not accepted',
  'source-picture-too-large': 'The picture is larger than is accepted',
  'source-too-many-tracks': 'The file has more tracks than is accepted',
  'source-external-media': 'The file points to media outside itself',
  'source-too-long': 'The film is longer than is accepted',
  'source-read-failed': 'The source could not be read from the object store',
} as const;

export type SourceErrorCode = keyof typeof sourceErrors;

/** Thrown in an encoder process; travels to the pool with its code, kind and message. */
export class SourceError extends Error {
  readonly code: SourceErrorCode;
  readonly kind: 'unsupported' | 'unavailable';

  constructor(code: SourceErrorCode, message: string) {
    super(message);
    this.code = code;
    this.kind = code === 'source-read-failed' ? 'unavailable' : 'unsupported';
  }
}
