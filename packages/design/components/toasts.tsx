/** Short words about what has just happened, with a way to take it back. */
import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import { IconButton } from './button.tsx';
import styles from './toasts.module.css';

const manager = Toast.createToastManager();

export interface Notice {
  readonly text: string;
  readonly detail?: string;
  readonly kind?: 'plain' | 'good' | 'bad';
  readonly action?: { readonly label: string; onPress(): void };
  /** 0 stays until it is closed. */
  readonly timeoutMs?: number;
  readonly onGone?: () => void;
}

/** Shows a notice and returns what closes it. Bad news stays for longer and interrupts a screen reader. */
export function notify(notice: Notice): () => void {
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

export function Toasts({
  children,
  closeLabel,
}: {
  readonly children: ReactNode;
  readonly closeLabel: string;
}): JSX.Element {
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      {children}
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
              render={<IconButton label={closeLabel} icon={<X />} size="small" hasTip={false} />}
            />
          </Toast.Content>
        </Toast.Root>
      ))}
    </>
  );
}
