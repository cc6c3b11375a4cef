// Writes XML elements, safe whatever text a source file brought along.

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | null>>;
  readonly children: readonly (XmlElement | string)[];
}

/** An element; attributes whose value is null are left out. */
export function element(
  name: string,
  attributes: XmlElement['attributes'],
  ...children: XmlElement['children']
): XmlElement {
  return { name, attributes, children };
}

/** The element and all within, indented; an element that holds text stands on one line. */
export function renderXml(node: XmlElement, indent = ''): string {
  let open = `${indent}<${node.name}`;
  for (const [key, value] of Object.entries(node.attributes)) {
    if (value !== null) open += ` ${key}="${escapeXml(String(value))}"`;
  }
  if (node.children.length === 0) return `${open}/>\n`;
  if (typeof node.children[0] === 'string') return `${open}>${escapeXml(node.children[0])}</${node.name}>\n`;
  let inner = '';
  for (const child of node.children) {
    if (typeof child !== 'string') inner += renderXml(child, `${indent}  `);
  }
  return `${open}>\n${inner}${indent}</${node.name}>\n`;
}

/** Escapes markup and drops what XML 1.0 §2.2 forbids even when escaped: most control characters, lone surrogates. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[<>&"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
