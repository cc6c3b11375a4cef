// Which content coding a client takes (rfc9110 §12.5.3).

export type ContentCoding = 'br' | 'gzip' | 'identity';

const MAX_HEADER_LENGTH = 256;

/** The best of what `Accept-Encoding` allows; identity where it says nothing, forbids the others, or is no list. */
export function chooseCoding(header: string | undefined): ContentCoding {
  if (header === undefined || header.length > MAX_HEADER_LENGTH) return 'identity';
  // What browsers send, without the cost of taking it apart.
  if (header === 'gzip, deflate, br, zstd' || header === 'gzip, deflate, br') return 'br';
  let gzip = -1;
  let br = -1;
  let rest = 0;
  for (const item of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    const weight = weightOf(parameters);
    if (name === 'br') br = weight;
    else if (name === 'gzip' || name === 'x-gzip') gzip = weight;
    else if (name === '*') rest = weight;
  }
  if (br < 0) br = rest;
  if (gzip < 0) gzip = rest;
  if (br > 0 && br >= gzip) return 'br';
  return gzip > 0 ? 'gzip' : 'identity';
}

function weightOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  if (given === undefined) return 1;
  const weight = Number(given.slice(2));
  return weight >= 0 && weight <= 1 ? weight : 0;
}
