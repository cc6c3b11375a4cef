// An element of an XML document, with its name as `media:title`, whatever prefixes the document has.
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  readonly line: number;
  text: string;
}
