/** Work that waits, by what it is. */
import type { SystemStatus } from '@vitascope/client';
import type { JSX } from 'react';
import { Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './system.module.css';

export function Queues({ queues }: { readonly queues: SystemStatus['queues'] }): JSX.Element {
  const { t, number } = useTexts();
  return (
    <Section title={t('system.queues')} text={t('system.queues.text')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls has to be reached by keys */}
      <section className={styles['scroll']} tabIndex={0} aria-label={t('system.queues')}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">{t('system.queue')}</th>
              <th scope="col">{t('system.queue.queued')}</th>
              <th scope="col">{t('system.queue.active')}</th>
              <th scope="col">{t('system.queue.failed')}</th>
            </tr>
          </thead>
          <tbody>
            {queues.map(({ name, queued, active, failed }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{number(queued)}</td>
                <td>{number(active)}</td>
                <td data-bad={failed > 0}>{number(failed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  );
}
