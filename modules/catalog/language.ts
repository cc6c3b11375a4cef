// Languages (BCP 47): checking tags, and finding the best text for a reader.

const MAX_TAG_LENGTH = 35;
/** Tags that were found to be in their canonical spelling: Intl takes longer to say so than a text to be checked otherwise. */
const canonical = new Set<string>();
const MAX_CANONICAL = 1_000;

/** The tag in its canonical spelling (`pt-BR`), or null for what is none or carries extensions. */
export function canonicalLanguage(tag: string): string | null {
  if (tag.length > MAX_TAG_LENGTH) return null;
  if (canonical.has(tag)) return tag;
  try {
    const locale = new Intl.Locale(tag);
    const isPlain = locale.toString() === locale.baseName && !/^und\b/.test(locale.baseName);
    if (!isPlain) return null;
    if (canonical.size >= MAX_CANONICAL) canonical.clear();
    canonical.add(locale.baseName);
    return locale.baseName;
  } catch {
    return null;
  }
}

/**
 * The languages of `available` from best to worst for a reader who asks for `wanted`: for each wanted one what rfc4647
 * §3.4 (lookup) finds, then its other regions and scripts; then the original; then any.
 */
export function rankLanguages(
  available: readonly string[],
  wanted: readonly string[],
  original: string,
): string[] {
  const sorted = [...available].sort();
  const ranked = new Set<string>();
  for (const language of [...wanted, original]) {
    for (let range = language; range !== ''; range = shorten(range))
      if (sorted.includes(range)) ranked.add(range);
    const primary = primaryOf(language);
    for (const other of sorted) if (primaryOf(other) === primary) ranked.add(other);
  }
  for (const language of sorted) ranked.add(language);
  return [...ranked];
}

/** Reads `Accept-Language` or a list with commas: the acceptable languages, best first. What is no tag is left out. */
export function parseLanguages(text: string): string[] {
  const parts = text.slice(0, 500).split(',').slice(0, 20);
  const weighed = parts.map((part) => {
    const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { language: canonicalLanguage(tag), weight: weight === undefined ? 1 : Number(weight) };
  });
  return weighed
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .flatMap(({ language }) => (language === null ? [] : [language]));
}

/** rfc4647 §3.4: a single letter in front of the end goes with it. */
function shorten(tag: string): string {
  const parts = tag.split('-').slice(0, -1);
  if (parts.at(-1)?.length === 1) parts.pop();
  return parts.join('-');
}

function primaryOf(tag: string): string {
  return tag.split('-', 1)[0] ?? tag;
}
