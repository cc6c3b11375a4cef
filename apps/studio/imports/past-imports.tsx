/** Imports of before, with what became of each. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Badge, Button, Callout, Skeleton } from '@vitascope/design';
import { ChevronDown } from 'lucide-react';
import { type JSX, useState } from 'react';
import { useTexts } from '../texts/index.ts';
import { Counts } from './counts.tsx';
import { type Import, importsQuery } from './data.ts';
import styles from './imports.module.css';
import { Problems } from './problems.tsx';

export function PastImports(): JSX.Element {
  const { t } = useTexts();
  const list = useInfiniteQuery(importsQuery);
  const entries = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className={styles['past']} aria-labelledby="past-imports">
      <h2 id="past-imports">{t('imports.past')}</h2>
      {list.isPending ? <Skeleton width="100%" height="120px" /> : null}
      {list.isError ? (
        <Callout kind="bad" actions={<Button onClick={() => void list.refetch()}>{t('retry')}</Button>}>
          {list.error.message}
        </Callout>
      ) : null}
      {list.isSuccess && entries.length === 0 ? (
        <p className={styles['hint']}>{t('imports.past.none')}</p>
      ) : null}
      {entries.length === 0 ? null : (
        <ul className={styles['entries']}>
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      {list.hasNextPage ? (
        <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('imports.past.more')}
        </Button>
      ) : null}
    </section>
  );
}

const looks = { waiting: 'info', running: 'info', done: 'good', failed: 'bad' } as const;

function Entry({ entry }: { readonly entry: Import }): JSX.Element {
  const { t, ago, date } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const { state, failed, dryRun } = entry;
  return (
    <li>
      <button
        type="button"
        className={styles['entry']}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronDown aria-hidden="true" data-open={isOpen} />
        <span className={styles['entry-words']}>
          <strong>
            {t(dryRun ? 'imports.entry.dry' : 'imports.entry', {
              format: t(`imports.format.${entry.format}`),
            })}
          </strong>
          <span>
            {entry.actor},{' '}
            <time
              dateTime={entry.createdAt}
              title={date(entry.createdAt, { dateStyle: 'full', timeStyle: 'short' })}
            >
              {ago(entry.createdAt)}
            </time>
          </span>
        </span>
        <span className={styles['entry-counts']}>
          {t('imports.entry.counts', { created: entry.created, changed: entry.changed })}
        </span>
        <Badge kind={failed > 0 && state === 'done' ? 'bad' : looks[state]}>
          {failed > 0 && state === 'done'
            ? t('imports.entry.refused', { count: failed })
            : t(`imports.state.${state}`)}
        </Badge>
      </button>
      {isOpen ? (
        <div className={styles['entry-more']}>
          {entry.reason === null ? null : <Callout kind="bad">{entry.reason}</Callout>}
          <Counts entry={entry} />
          {failed > 0 ? <Problems id={entry.id} feed={null} repairs={new Map()} onRepair={null} /> : null}
        </div>
      ) : null}
    </li>
  );
}
