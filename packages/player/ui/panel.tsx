/** A small window over the picture, inside the player so that it is seen in full screen. */
import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type JSX, type ReactNode, use } from 'react';
import { usePlayerTexts } from '../texts/index.ts';
import { ControlButton } from './control-button.tsx';
import { PopupHost } from './menus.tsx';
import styles from './panel.module.css';

export function Panel({
  title,
  isOpen,
  onClose,
  children,
}: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly children: ReactNode;
  onClose(): void;
}): JSX.Element {
  const { t } = usePlayerTexts();
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal container={use(PopupHost)}>
        <Dialog.Backdrop className={styles['backdrop']} />
        <Dialog.Popup className={styles['panel']}>
          <header className={styles['head']}>
            <Dialog.Title className={styles['title']}>{title}</Dialog.Title>
            <Dialog.Close render={<ControlButton label={t('player.close')} icon={<X />} />} />
          </header>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
