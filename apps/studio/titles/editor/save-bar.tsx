/** Always below: whether all is saved, what is not, and the two ways on. Ctrl or ⌘ with S saves. */
import { Button } from '@vitascope/design';
import { Check, CircleDot } from 'lucide-react';
import { type JSX, useEffect } from 'react';
import { useTexts } from '../../texts/index.ts';
import styles from './editor.module.css';
import { useEditor } from './editor-context.ts';

export function SaveBar(): JSX.Element {
  const { t, ago } = useTexts();
  const { changed, saved, isSaving, save, discard } = useEditor();
  const isClean = changed.length === 0;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      if (!isClean && !isSaving) void save();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [isClean, isSaving, save]);
  return (
    <section className={styles['save-bar']} aria-label={t('titles.save.bar')} data-clean={isClean}>
      <p aria-live="polite" className={styles['save-state']}>
        {isClean ? <Check aria-hidden="true" /> : <CircleDot aria-hidden="true" />}
        <span>
          {isClean
            ? t('titles.save.clean', { ago: ago(saved.updatedAt) })
            : t('titles.save.dirty', {
                count: changed.length,
                fields: changed.map((field) => t(`titles.field.${field}`)).join(', '),
              })}
        </span>
      </p>
      <Button kind="quiet" disabled={isClean || isSaving} onClick={() => discard()}>
        {t('titles.save.discard')}
      </Button>
      <Button kind="primary" disabled={isClean} isBusy={isSaving} onClick={() => void save()}>
        {t('titles.save')}
      </Button>
    </section>
  );
}
