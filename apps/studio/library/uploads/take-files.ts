/** What happens with files that were dropped or chosen, wherever that was. */
import { notify } from '@vitascope/design';
import { useCallback } from 'react';
import { useTexts } from '../../texts/index.ts';
import type { Gathered } from './gather-files.ts';
import { uploads } from './use-uploads.ts';

export function useTakeFiles(): (gathered: Gathered) => void {
  const { t } = useTexts();
  return useCallback(
    ({ files, leftOut }) => {
      if (leftOut > 0) notify({ text: t('library.upload.left-out', { count: leftOut }) });
      if (files.length === 0) {
        if (leftOut === 0) notify({ text: t('library.upload.nothing') });
        return;
      }
      uploads.add(files);
    },
    [t],
  );
}
