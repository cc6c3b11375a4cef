/** Something secret that is shown this once, with a way to copy it. */
import { Button, Dialog, notify } from '@vitascope/design';
import { Copy } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './connections.module.css';

export function SecretOnce({
  title,
  secret,
  onClose,
}: {
  readonly title: string;
  readonly secret: string;
  onClose(): void;
}): JSX.Element {
  const { t } = useTexts();
  const copy = (): void => {
    // Without https there is no clipboard; the text can be selected and copied by hand.
    navigator.clipboard?.writeText(secret).then(
      () => notify({ text: t('connections.copied'), kind: 'good' }),
      () => notify({ text: t('connections.copy.by-hand') }),
    ) ?? notify({ text: t('connections.copy.by-hand') });
  };
  return (
    <Dialog
      isOpen
      title={title}
      description={t('connections.secret.once')}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <>
          <Button icon={<Copy aria-hidden="true" />} onClick={copy}>
            {t('connections.copy')}
          </Button>
          <Button kind="primary" onClick={onClose}>
            {t('connections.secret.kept')}
          </Button>
        </>
      }
    >
      <code className={styles['secret']} dir="ltr">
        {secret}
      </code>
    </Dialog>
  );
}
