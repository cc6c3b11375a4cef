/** Names of episodes out of a list that somebody pastes, numbered on from those that there are. */

export interface NewEpisode {
  readonly number: number;
  readonly name: string;
}

export const MOST_EPISODES = 100;

/** One on each line. A number at its beginning counts: `3. The Lighthouse`, `E03 The Lighthouse`, `S01E03 - The Lighthouse`. */
export function readEpisodes(text: string, firstNumber: number): readonly NewEpisode[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  let next = firstNumber;
  return lines.slice(0, MOST_EPISODES).map((line) => {
    const [, number, rest] =
      /^\s*(?:s\d{1,3})?e?(?:p(?:isode)?\.?\s*)?(\d{1,4})\s*(?:[.):\t–—-]\s*|\s+(?=\D))(.+)$/i.exec(line) ??
      [];
    const isNumbered = number !== undefined && rest !== undefined;
    const own = isNumbered ? Number(number) : next;
    next = own + 1;
    return { number: own, name: (isNumbered ? rest : line).trim().slice(0, 300) };
  });
}
