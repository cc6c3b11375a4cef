/** The name of an asset, and a field for another one in its place. */
import type { Asset } from '@vitascope/client';
import { Button, IconButton, notify, TextField } from '@vitascope/design';
import { Pencil } from 'lucide-react';
import { type FormEvent, type JSX, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { titleOf } from '../assets/asset-words.ts';
import { renameAsset } from '../assets/change-assets.ts';
import styles from './asset.module.css';

const longest = 255;

export function AssetName({
  asset,
  mayWrite,
}: {
  readonly asset: Asset;
  readonly mayWrite: boolean;
}): JSX.Element {
  const texts = useTexts();
  const { t } = texts;
  const [draft, setDraft] = useState<string | null>(null);
  if (draft === null)
    return (
      <div className={styles['naming']}>
        <h1 className={styles['title']}>{titleOf(asset.name)}</h1>
        {mayWrite ? (
          <IconButton
            label={t('library.rename')}
            icon={<Pencil />}
            size="small"
            onClick={() => setDraft(asset.name)}
          />
        ) : null}
      </div>
    );
  const save = (event: FormEvent): void => {
    event.preventDefault();
    setDraft(null);
    const name = draft.trim();
    if (name === '' || name === asset.name) return;
    renameAsset(asset, name, texts).catch((error: Error) => notify({ text: error.message, kind: 'bad' }));
  };
  return (
    <form className={styles['naming']} onSubmit={save}>
      <h1 className="visually-hidden">{titleOf(asset.name)}</h1>
      <TextField
        label={t('library.rename')}
        isLabelHidden
        value={draft}
        maxLength={longest}
        autoFocus
        className={styles['name-field'] ?? ''}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onKeyDown={({ key }) => key === 'Escape' && setDraft(null)}
        onChange={setDraft}
      />
      <Button type="submit" kind="primary">
        {t('library.rename.save')}
      </Button>
      <Button onClick={() => setDraft(null)}>{t('library.rename.cancel')}</Button>
    </form>
  );
}
