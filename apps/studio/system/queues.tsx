/** Work that waits, by what it is. */
import type { SystemStatus } from '@vitascope/client';
import type { JSX } from 'react';
import { Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './system.module.css';

type Queue = SystemStatus['queues'][number];

/** What waits or has failed first: two dozen empty queues are nobody's news. */
export function Queues({ queues }: { readonly queues: SystemStatus['queues'] }): JSX.Element {
  const { t } = useTexts();
  const isBusy = ({ queued, active, failed }: Queue): boolean => queued + active + failed > 0;
  const busy = queues.filter(isBusy);
  const idle = queues.filter((queue) => !isBusy(queue));
  return (
    <Section title={t('system.queues')} text={t('system.queues.text')}>
      {busy.length === 0 ? (
        <p>{t('system.queues.none')}</p>
      ) : (
        <Table queues={busy} name={t('system.queues')} />
      )}
      {idle.length === 0 ? null : (
        <details className={styles['idle']}>
          <summary>{t('system.queues.idle', { count: idle.length })}</summary>
          <Table queues={idle} name={t('system.queues.idle', { count: idle.length })} />
        </details>
      )}
    </Section>
  );
}

function Table({
  queues,
  name: label,
}: {
  readonly queues: readonly Queue[];
  readonly name: string;
}): JSX.Element {
  const { t, number } = useTexts();
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls has to be reached by keys */}
      <section className={styles['scroll']} tabIndex={0} aria-label={label}>
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
    </>
  );
}
