/** What happens with files that were dropped or chosen, wherever that was. */
import { useRouter } from '@tanstack/react-router';
import { notify } from '@vitascope/design';
import { useCallback } from 'react';
import { useTexts } from '../../texts/index.ts';
import { titleOf } from '../assets/asset-words.ts';
import { addCaptionFile, filmInLibrary, filmOf, isCaptionFile, type LibraryFilm } from './caption-files.ts';
import type { Gathered } from './gather-files.ts';
import { keyOf, type PickedFile } from './upload-item.ts';
import { uploads } from './use-uploads.ts';

/** Captions are looked for in the library one by one: a folder of hundreds would be no accident that anybody waits for. */
const MOST_LOOKED_FOR = 20;

export function useTakeFiles(): (gathered: Gathered) => void {
  const takeCaptions = useTakeCaptions();
  const { t } = useTexts();
  return useCallback(
    ({ files, leftOut }) => {
      if (leftOut > 0) notify({ text: t('library.upload.left-out', { count: leftOut }) });
      if (files.length === 0) {
        if (leftOut === 0) notify({ text: t('library.upload.nothing') });
        return;
      }
      const films = files.filter(({ file }) => !isCaptionFile(file));
      const captions = files.filter(({ file }) => isCaptionFile(file)).map(({ file }) => file);
      if (films.length > 0) uploads.add(films);
      if (captions.length > 0) void takeCaptions(captions, films);
    },
    [t, takeCaptions],
  );
}

/** Each goes to the film of its name: one that came with it, when that is there, else one of the library. */
function useTakeCaptions(): (captions: readonly File[], films: readonly PickedFile[]) => Promise<void> {
  const { t } = useTexts();
  const router = useRouter();
  return useCallback(
    async (captions, films) => {
      const add = async (file: File, film: LibraryFilm): Promise<void> => {
        const action = {
          label: t('library.upload.captions.open'),
          onPress: () => void router.navigate({ to: '/assets/$id', params: { id: film.id } }),
        };
        const names = { file: file.name, film: titleOf(film.name) };
        try {
          const added = await addCaptionFile(film.id, file);
          if (added === null) notify({ text: t('library.upload.captions.language', names), action });
          else notify({ text: t('library.upload.captions.added', names), kind: 'good', action });
        } catch (error) {
          const reason = (error as Error).message;
          notify({ text: t('library.upload.captions.failed', { ...names, reason }), kind: 'bad', action });
        }
      };
      const lost: File[] = [];
      for (const [index, file] of captions.entries()) {
        const beside = filmOf(
          file.name,
          films.map((film) => film.file),
        );
        if (beside !== null) {
          const stop = uploads.onComplete(({ key, assetId }) => {
            if (key !== keyOf(beside)) return;
            stop();
            void add(file, { id: assetId, name: beside.name });
          });
          continue;
        }
        const film = index < MOST_LOOKED_FOR ? await filmInLibrary(file.name).catch(() => null) : null;
        if (film === null) lost.push(file);
        else await add(file, film);
      }
      const [first] = lost;
      if (first !== undefined)
        notify({ text: t('library.upload.captions.lost', { count: lost.length, file: first.name }) });
    },
    [t, router],
  );
}
