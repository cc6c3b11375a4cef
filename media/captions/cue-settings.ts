// Where a cue stands on the screen: the settings of WebVTT that every player knows.

const percent = '(?:100(?:\\.0{1,4})?|\\d{1,2}(?:\\.\\d{1,4})?)%';
const forms: readonly RegExp[] = [
  /^vertical:(?:rl|lr)$/,
  new RegExp(`^line:(?:-?\\d{1,3}|${percent})(?:,(?:start|center|end))?$`),
  new RegExp(`^position:${percent}(?:,(?:line-left|center|line-right))?$`),
  new RegExp(`^size:${percent}$`),
  /^align:(?:start|center|end|left|right)$/,
];

/** Those of the settings that WebVTT has (§4.4), each once; regions are not kept. */
export function cleanSettings(raw: string): string {
  const kept = new Map<string, string>();
  for (const one of raw.split(/[ \t]+/, 20)) {
    // Files from before 2015.
    const setting = one === 'align:middle' ? 'align:center' : one;
    const name = setting.split(':', 1)[0] ?? '';
    if (!kept.has(name) && forms.some((form) => form.test(setting))) kept.set(name, setting);
  }
  return [...kept.values()].join(' ');
}

/** Takes the codes of SubStation Alpha out of a SubRip cue; `{\an8}` and its like say that it stands above. */
export function takeOverrides(text: string): { readonly text: string; readonly settings: string } {
  const place = /\{\\an?([1-9])\}/.exec(text)?.[1];
  const settings = place === undefined || place < '4' ? '' : place < '7' ? 'line:50%' : 'line:0';
  return { text: text.replaceAll(/\{\\[^{}]{0,200}\}/g, '').replaceAll('\\h', ' '), settings };
}
