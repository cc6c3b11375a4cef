// A strict reader of the XML that manifests use: elements, attributes and text; no DOCTYPE, no entities but the five.

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Parses one document. Throws with the offset of what it cannot read. */
export function readXml(source: string): XmlElement {
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack: Open[] = [root];
  const token =
    /<\?[^>]*\?>|<!--[\s\S]*?-->|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*"[^"<]*")*)\s*(\/?)>|[^<]+/y;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const match = token.exec(source);
    const top = stack.at(-1);
    if (match === null || top === undefined)
      throw new Error(`XML cannot be read at offset ${at}: ${source.slice(at, at + 60)}`);
    const [whole, closed, opened, attributes = '', empty] = match;
    if (closed !== undefined) {
      if (closed !== top.name) throw new Error(`</${closed}> closes <${top.name}> at offset ${at}`);
      stack.pop();
    } else if (opened !== undefined) {
      const element: Open = { name: opened, attributes: readAttributes(attributes), children: [], text: '' };
      top.children.push(element);
      if (empty !== '/') stack.push(element);
    } else if (!whole.startsWith('<')) top.text += plainText(whole);
  }
  const [first] = root.children;
  if (stack.length !== 1 || first === undefined || root.children.length !== 1 || root.text.trim() !== '')
    throw new Error('XML wants exactly one root element, closed');
  return first;
}

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
}

function readAttributes(source: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, value] of source.matchAll(/([\w:.-]+)\s*=\s*"([^"]*)"/g)) {
    if (name === undefined || value === undefined) continue;
    if (name in found) throw new Error(`the attribute ${name} appears twice in${source}`);
    found[name] = plainText(value);
  }
  return found;
}

function plainText(text: string): string {
  return text.replace(/&(\w*);?/g, (entity, name: string) => {
    const character = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }[name];
    if (character === undefined) throw new Error(`the entity ${entity} is not one of the five`);
    return character;
  });
}
