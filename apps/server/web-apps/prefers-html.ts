/** Whether an `Accept` header (RFC 9110 §12.5.1) asks for a page before anything else, as browsers do when they go somewhere. */
export function prefersHtml(accept: string | undefined): boolean {
  const wishes = (accept ?? '').split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
  });
  const html = wishes.find(({ type }) => type === 'text/html')?.quality ?? 0;
  const json = wishes.filter(({ type }) => /^application\/([\w.+-]+\+)?json$/.test(type));
  return html > 0 && json.every(({ quality }) => quality <= html);
}
