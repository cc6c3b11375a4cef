/** Text as it may stand in HTML, between tags and in quoted attributes. */
const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  // Of the controls only those that are white space may stand in a page at all (HTML §13.2.3.5).
  const printable = [...text].filter((letter) => letter >= ' ' || /\s/.test(letter)).join('');
  return printable.replaceAll(/[&<>"']/g, (letter) => references[letter] ?? letter);
}
