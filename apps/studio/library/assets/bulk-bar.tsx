/** What can be done with all that is selected. */
import { Button, IconButton } from '@vitascope/design';
import { CircleSlash, RotateCw, Trash2, X } from 'lucide-react';
import { type JSX, useMemo } from 'react';
import { useTexts } from '../../texts/index.ts';
import styles from './bulk-bar.module.css';
import { cancelAssets, mayCancel, mayRedrive, redriveAssets } from './change-assets.ts';
import { assetIndex } from './live-assets.ts';
import type { Selection } from './selection.ts';

export function BulkBar(props: {
  readonly selection: Selection;
  readonly mayWrite: boolean;
  onClear(): void;
  onDelete(ids: readonly string[]): void;
}): JSX.Element | null {
  const { selection, mayWrite, onClear, onDelete } = props;
  const texts = useTexts();
  const { t, bytes, number } = texts;
  const { ids } = selection;
  const { moving, failed, sizeBytes } = useMemo(() => sumUp(ids), [ids]);
  if (ids.size === 0) return null;
  return (
    <section className={styles['bar']} aria-label={t('library.bulk')}>
      <p className={styles['words']} aria-live="polite">
        {t('library.bulk.selected', {
          count: ids.size,
          shown: number(ids.size),
          size: bytes(sizeBytes),
        })}
      </p>
      {mayWrite ? (
        <>
          {moving.length === 0 ? null : (
            <Button
              size="small"
              icon={<CircleSlash aria-hidden="true" />}
              onClick={() => void cancelAssets(moving, texts)}
            >
              {t('library.cancel', { count: moving.length })}
            </Button>
          )}
          {failed.length === 0 ? null : (
            <Button
              size="small"
              icon={<RotateCw aria-hidden="true" />}
              onClick={() => void redriveAssets(failed, texts)}
            >
              {t('library.redrive', { count: failed.length })}
            </Button>
          )}
          <Button
            size="small"
            kind="danger"
            icon={<Trash2 aria-hidden="true" />}
            onClick={() => onDelete([...ids])}
          >
            {t('library.delete')}
          </Button>
        </>
      ) : null}
      <IconButton size="small" label={t('library.bulk.clear')} icon={<X />} onClick={onClear} />
    </section>
  );
}

/** What is to be said of it, and what can be done: once for all, however many there are. */
function sumUp(ids: ReadonlySet<string>) {
  const moving: string[] = [];
  const failed: string[] = [];
  let sizeBytes = 0;
  for (const id of ids) {
    const asset = assetIndex.get(id);
    if (asset === undefined) continue;
    if (mayCancel(asset.state)) moving.push(id);
    if (mayRedrive(asset.state)) failed.push(id);
    sizeBytes += asset.sizeBytes;
  }
  return { moving, failed, sizeBytes };
}
