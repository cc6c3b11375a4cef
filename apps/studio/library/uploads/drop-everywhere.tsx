/** Files may be dropped on any page: the whole window lights up and takes them. */
import { Upload } from 'lucide-react';
import { type JSX, useEffect, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import styles from './drop-everywhere.module.css';
import { gatherDropped } from './gather-files.ts';
import { useTakeFiles } from './take-files.ts';

export function DropEverywhere(): JSX.Element | null {
  const { t } = useTexts();
  const take = useTakeFiles();
  const [isLit, setIsLit] = useState(false);
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    let depth = 0; // dragenter and dragleave come for every element on the way
    const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true;
    const listen = (name: 'dragenter' | 'dragover' | 'dragleave' | 'drop', run: (event: DragEvent) => void) =>
      window.addEventListener(name, run, { signal });
    listen('dragenter', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth++;
      setIsLit(true);
    });
    listen('dragover', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    });
    listen('dragleave', () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setIsLit(false);
    });
    listen('drop', (event) => {
      depth = 0;
      setIsLit(false);
      if (!hasFiles(event) || event.defaultPrevented || event.dataTransfer === null) return;
      event.preventDefault();
      void gatherDropped(event.dataTransfer).then(take);
    });
    return () => ending.abort();
  }, [take]);
  if (!isLit) return null;
  return (
    <div className={styles['veil']} aria-hidden="true">
      <div className={styles['frame']}>
        <Upload />
        <p>{t('library.upload.drop')}</p>
      </div>
    </div>
  );
}
