/** The notices themselves. Loaded with the first of them: see `toasts.tsx`. */
import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { type JSX, useEffect } from 'react';
import { IconButton } from './button.tsx';
import styles from './toasts.module.css';
import type { Notice } from './toasts.tsx';

const manager = Toast.createToastManager();

/** Bad news stays for longer and interrupts a screen reader. */
function show(notice: Notice): () => void {
  const { text, detail, kind = 'plain', action, timeoutMs = kind === 'bad' ? 12_000 : 6_000 } = notice;
  const id = manager.add({
    title: text,
    description: detail,
    type: kind,
    timeout: timeoutMs,
    priority: kind === 'bad' ? 'high' : 'low',
    ...(notice.onGone === undefined ? {} : { onRemove: notice.onGone }),
    ...(action === undefined
      ? {}
      : {
          actionProps: {
            children: action.label,
            onClick: () => {
              action.onPress();
              manager.close(id);
            },
          },
        }),
  });
  return () => manager.close(id);
}

/** Hands `show` on once there is a place for notices. */
export function ToastList({
  closeLabel,
  onReady,
}: {
  readonly closeLabel: string;
  onReady(show: (notice: Notice) => () => void): void;
}): JSX.Element {
  useEffect(() => onReady(show), [onReady]);
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className={styles['viewport']}>
          <List closeLabel={closeLabel} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List({ closeLabel }: { readonly closeLabel: string }): JSX.Element {
  const { toasts } = Toast.useToastManager();
  return (
    <>
      {toasts.map((toast) => (
        <Toast.Root key={toast.id} toast={toast} className={styles['toast']} data-kind={toast.type}>
          <Toast.Content className={styles['content']}>
            <div className={styles['words']}>
              <Toast.Title className={styles['title']} render={<p />} />
              <Toast.Description className={styles['detail']} />
            </div>
            <Toast.Action className={styles['action']} />
            <Toast.Close
              // In view and in the order of Tab at all times, so also for who listens.
              aria-hidden={false}
              render={<IconButton label={closeLabel} icon={<X />} size="small" hasTip={false} />}
            />
          </Toast.Content>
        </Toast.Root>
      ))}
    </>
  );
}
