// What a client says about the file it sends, made safe to store and to show.
import { Metadata } from '@tus/utils';
import { uploadError } from './upload-errors.ts';

const MAX_FILENAME_LENGTH = 255;
const MEDIA_TYPE = /^[a-z0-9][\w.+-]{0,62}\/[a-z0-9][\w.+-]{0,62}$/i;

export interface FileDescription {
  readonly filename: string;
  readonly contentType: string | null;
}

/** Reads the Upload-Metadata header (tus 1.0.0, creation). @throws `upload-invalid-request` */
export function parseMetadata(header: string | undefined): Record<string, string | null> {
  if (header === undefined || header === '') return {};
  try {
    return Metadata.parse(header);
  } catch (cause) {
    throw uploadError(
      'upload-invalid-request',
      'Upload-Metadata must be comma-separated pairs of an ASCII key and a base64 value, each key once.',
      { cause },
    );
  }
}

/** Clients call the same thing by different names; these are tus-js-client's, Uppy's and tusd's. */
export function describeFile(metadata: Record<string, string | null>): FileDescription {
  const contentType = metadata['filetype'] ?? metadata['contentType'] ?? metadata['type'] ?? '';
  return {
    filename: displayName(metadata['filename'] ?? metadata['name'] ?? ''),
    contentType: MEDIA_TYPE.test(contentType) ? contentType.toLowerCase() : null,
  };
}

/** A file name to show, never to open: no folders, control or direction-changing characters, 255 at most. */
function displayName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // Cc: control; Cf: invisible, among them those that reverse what follows; Cs: halves of characters.
  const visible = last
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '')
    .trim();
  return (
    [...visible].slice(0, MAX_FILENAME_LENGTH).join('').slice(0, MAX_FILENAME_LENGTH).trim() || 'untitled'
  );
}
