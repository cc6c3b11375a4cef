/** Passes a title on. Apart from the other buttons: its dialog is not for every page that has those. */
import type { ShownTitle } from '@vitascope/client';
import { IconButton } from '@vitascope/design';
import { Share2 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { useTexts } from '../texts/index.ts';
import { ShareDialog } from './share-dialog.tsx';
import styles from './title-buttons.module.css';

/** Opens what there is to pass on. */
export function ShareButton({ title }: { readonly title: ShownTitle }): JSX.Element {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <IconButton
        label={t('titles.share')}
        icon={<Share2 />}
        size="large"
        hasTip={false}
        title={t('titles.share')}
        data-focus=""
        aria-haspopup="dialog"
        className={styles['round'] ?? ''}
        onClick={() => setOpen(true)}
      />
      <ShareDialog title={title} isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}
