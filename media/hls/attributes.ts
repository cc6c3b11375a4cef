// Attribute values of HLS tags (rfc8216bis §4.2), safe whatever text a source file brought along.

const maxTextLength = 200;

/**
 * A quoted-string. The format has no escapes: what it cannot hold (quotes, line ends, other control characters)
 * is replaced, and so is `{$`, which would be read as a variable that nobody defined (§4.3).
 */
export function quoted(text: string): string {
  const safe = text
    .slice(0, maxTextLength)
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll('"', "'")
    .replaceAll('{$', '($');
  return `"${safe}"`;
}

/** One tag with its attribute list; entries whose value is null are left out. */
export function tag(
  name: string,
  attributes: readonly (readonly [string, string | number | null])[],
): string {
  const present = attributes.filter(([, value]) => value !== null);
  return `#${name}:${present.map(([key, value]) => `${key}=${value}`).join(',')}`;
}
