// Finds out in which encoding a text file is written: caption files come from thirty years of tools.
import { CaptionError, captionLimits } from './cue.ts';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * The text, without a byte order mark: UTF-8 or UTF-16 by their marks or by what only they look like, else Windows-1252,
 * in which everything is text.
 *
 * @throws CaptionError `too-large`
 */
export function decodeText(bytes: Uint8Array): string {
  const { byteLength } = bytes;
  if (byteLength > captionLimits.bytes) {
    const limit = captionLimits.bytes;
    throw new CaptionError('too-large', `The file has ${byteLength} bytes; captions have ${limit} at most.`);
  }
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf(bytes: Uint8Array): Encoding {
  const [first = 0, second = 0] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const guessed = utf16Without(bytes);
  if (guessed !== null) return guessed;
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

/** Captions begin with letters and digits of ASCII: in UTF-16 every other byte there is zero. */
function utf16Without(bytes: Uint8Array): Encoding | null {
  const [a, b, c, d] = bytes;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return null;
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'utf-16le';
  return a === 0 && b !== 0 && c === 0 && d !== 0 ? 'utf-16be' : null;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
