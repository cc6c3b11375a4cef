// The one error of everything that reads or writes media structures.

/**
 * Why bytes were refused:
 * - `truncated`: a field or table ends past the bytes that are there
 * - `bad-size`: a size field that cannot be true (2–7, 64-bit sizes below 16, past the parent's end)
 * - `too-deep`, `too-many`: a bound on nesting, boxes, tracks or samples was reached
 * - `missing-box`: a box that the standard requires is not there
 * - `unsupported`: a legal structure or version that this code does not read
 * - `inconsistent`: fields that contradict each other, or the file's size
 * - `external-data`: samples that are said to lie in another file
 * - `out-of-range`: a value to be written that its field cannot hold
 */
export type BoxErrorCode =
  | 'truncated'
  | 'bad-size'
  | 'too-deep'
  | 'too-many'
  | 'missing-box'
  | 'unsupported'
  | 'inconsistent'
  | 'external-data'
  | 'out-of-range';

/** Thrown by every reader and writer of `media/`. Branch on `code`. */
export class BoxError extends Error {
  readonly code: BoxErrorCode;
  /** Byte position within the bytes that were read; -1 where no position applies. */
  readonly offset: number;

  constructor(code: BoxErrorCode, message: string, offset = -1) {
    super(offset < 0 ? message : `${message} (at byte ${offset})`);
    this.name = 'BoxError';
    this.code = code;
    this.offset = offset;
  }
}
