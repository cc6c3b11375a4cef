/** Takes secrets out of finished log lines, wherever in the line they stand. */

const hidden = '[redacted]';

/** Fields whose value is never written, at any depth, in any spelling of case. */
const secretFields = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'api-?key',
  'owner-?key',
  'password',
  'passphrase',
  'secret',
  'secret-?access-?key',
  'access-?token',
  'refresh-?token',
  'token',
].join('|');

const string = '"(?:[^"\\\\]|\\\\.)*"';
const secretField = new RegExp(`("(?:${secretFields})":)(?:${string}|\\[[^\\]]*\\])`, 'gi');
const rules: readonly (readonly [RegExp, string])[] = [
  [secretField, `$1"${hidden}"`],
  // Media URLs carry their playback token as the path's first part.
  [/\/t\/[^/\s"'?#\\]+/g, `/t/${hidden}`],
  // Keys of owners and programs, and the tokens of preview links, by their prefixes.
  [/\b(vk|va|pv)_[A-Za-z0-9_-]{16,}/g, `$1_${hidden}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${hidden}`],
  // Signed tokens, wherever they stand: parts joined by dots, the last of them a signature.
  [/\b[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{24,}/g, hidden],
  // Query parameters that usually hold secrets, among them those of signed S3 URLs.
  [
    /([?&](?:token|key|api_?key|signature|sig|X-Amz-Signature|X-Amz-Security-Token)=)[^&\s"'#\\]+/gi,
    `$1${hidden}`,
  ],
  // scheme://user:password@host
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"']*:)[^\s@/"']+@/gi, `$1${hidden}@`],
];

/** The same text (a line of JSON or any other) without tokens, keys, cookies and passwords. */
export function redact(text: string): string {
  let result = text;
  for (const [pattern, replacement] of rules) result = result.replace(pattern, replacement);
  return result;
}
