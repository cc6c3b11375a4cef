/** What the browser's own window for choosing files answers to: there as long as the page is, whatever it shows meanwhile. */
import type { JSX } from 'react';
import { gatherChosen } from './gather-files.ts';
import { useTakeFiles } from './take-files.ts';

const inputs = new Map<'files' | 'folder', HTMLInputElement>();

/** Opens that window. Nothing happens where files cannot be taken. */
export const askForFiles = (kind: 'files' | 'folder'): void => inputs.get(kind)?.click();

/**
 * Beside the pages and not within them: the window stays open while a page makes way for another (an empty library for one
 * that fills), and what is chosen then must not be lost.
 */
export function FileInputs(): JSX.Element {
  const take = useTakeFiles();
  const onChosen = (input: HTMLInputElement, isFolder: boolean): void => {
    if (input.files !== null) take(gatherChosen(input.files, isFolder));
    input.value = '';
  };
  const keep = (kind: 'files' | 'folder') => (input: HTMLInputElement | null) => {
    if (input === null) inputs.delete(kind);
    else inputs.set(kind, input);
  };
  return (
    <>
      <input
        ref={keep('files')}
        type="file"
        multiple
        hidden
        data-upload="files"
        onChange={(event) => onChosen(event.currentTarget, false)}
      />
      <input
        ref={keep('folder')}
        type="file"
        hidden
        data-upload="folder"
        {...{ webkitdirectory: '' }}
        onChange={(event) => onChosen(event.currentTarget, true)}
      />
    </>
  );
}
