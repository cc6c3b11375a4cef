/** A window over the page, and the question before something that cannot be taken back. */
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import { Button, IconButton } from './button.tsx';
import styles from './dialog.module.css';

export interface DialogProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly isOpen: boolean;
  /** The name of the button that closes it. */
  readonly closeLabel: string;
  readonly size?: 'small' | 'medium' | 'large' | 'side';
  readonly children?: ReactNode;
  /** Buttons at its end. */
  readonly actions?: ReactNode;
  onClose(): void;
}

export function Dialog(props: DialogProps): JSX.Element {
  const { title, description, isOpen, closeLabel, size = 'medium', children, actions, onClose } = props;
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={styles['backdrop']} />
        <BaseDialog.Viewport className={classNames(styles['viewport'], styles[`viewport-${size}`])}>
          <BaseDialog.Popup className={classNames(styles['dialog'], styles[size])}>
            <header className={styles['head']}>
              <BaseDialog.Title className={styles['title']}>{title}</BaseDialog.Title>
              <BaseDialog.Close
                render={<IconButton label={closeLabel} icon={<X />} hasTip={false} size="small" />}
              />
            </header>
            {description === undefined ? null : (
              <BaseDialog.Description className={styles['description']}>{description}</BaseDialog.Description>
            )}
            <div className={styles['body']}>{children}</div>
            {actions === undefined ? null : <footer className={styles['actions']}>{actions}</footer>}
          </BaseDialog.Popup>
        </BaseDialog.Viewport>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

export interface ConfirmProps extends Pick<DialogProps, 'title' | 'description' | 'isOpen' | 'children'> {
  readonly confirmLabel: string;
  readonly cancelLabel: string;
  readonly isDanger?: boolean;
  readonly isBusy?: boolean;
  onConfirm(): void;
  onCancel(): void;
}

export function Confirm(props: ConfirmProps): JSX.Element {
  const { confirmLabel, cancelLabel, isDanger = false, isBusy = false, onConfirm, onCancel, ...rest } = props;
  return (
    <Dialog
      {...rest}
      size="small"
      closeLabel={cancelLabel}
      onClose={onCancel}
      actions={
        <>
          <Button onClick={onCancel}>{cancelLabel}</Button>
          <Button kind={isDanger ? 'danger' : 'primary'} isBusy={isBusy} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    />
  );
}
