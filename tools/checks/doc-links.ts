/** Relative links in Markdown lead to files and headings that exist. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { listFiles } from '../files.ts';

export async function findBrokenLinks(root: string): Promise<string[]> {
  const documents = await listFiles(root, /\.md$/);
  const found = await Promise.all(
    documents.map(async (document) => {
      const links = linksIn(await readFile(document, 'utf8'));
      const problems = await Promise.all(links.map((link) => problemWith(link, document, root)));
      return problems.flatMap((problem) =>
        problem === undefined ? [] : [`${relative(root, document)}: ${problem}`],
      );
    }),
  );
  return found.flat();
}

function linksIn(markdown: string): string[] {
  const text = withoutCode(markdown);
  const inline = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const references = [...text.matchAll(/^\[[^\]]+\]:\s+<?([^\s>]+)/gm)];
  const attributes = [...text.matchAll(/\b(?:src|href)="([^"]+)"/g)];
  return [...inline, ...references, ...attributes]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(link));
}

async function problemWith(link: string, document: string, root: string): Promise<string | undefined> {
  const [path = '', anchor] = link.split('#', 2);
  const base = path.startsWith('/') ? root : dirname(document);
  const target = path === '' ? document : resolve(base, `./${decodeURI(path)}`);
  if (!existsSync(target)) return `the link ${link} leads nowhere.`;
  if (anchor === undefined || anchor === '' || !target.endsWith('.md')) return undefined;
  const headings = headingAnchors(await readFile(target, 'utf8'));
  return headings.has(anchor) ? undefined : `the link ${link} names a heading that is not there.`;
}

/** The anchors that GitHub gives to headings: lower case, punctuation dropped, spaces as hyphens, repeats numbered. */
function headingAnchors(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, title = ''] of withoutCode(markdown, { keepInline: true }).matchAll(
    /^#{1,6}\s+(.+?)\s*#*$/gm,
  )) {
    const slug = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let anchor = slug;
    for (let i = 1; anchors.has(anchor); i++) anchor = `${slug}-${i}`;
    anchors.add(anchor);
  }
  return anchors;
}

function withoutCode(markdown: string, { keepInline = false } = {}): string {
  const text = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  return keepInline ? text : text.replace(/`[^`\n]*`/g, '');
}
