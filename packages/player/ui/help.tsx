/** The list of keys. */
import type { JSX } from 'react';
import { usePlayerTexts } from '../texts/index.ts';
import styles from './help.module.css';
import { keyHelp } from './keys.ts';
import { Panel } from './panel.tsx';

export function Help({ isOpen, onClose }: { readonly isOpen: boolean; onClose(): void }): JSX.Element {
  const { t } = usePlayerTexts();
  return (
    <Panel title={t('player.help')} isOpen={isOpen} onClose={onClose}>
      <dl className={styles['list']}>
        {keyHelp.map(([keys, what]) => (
          <div key={what} className={styles['row']}>
            <dt dir="ltr">
              {keys.map((key) => (
                <kbd key={key} className={styles['key']}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{t(`player.help.${what}`)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
