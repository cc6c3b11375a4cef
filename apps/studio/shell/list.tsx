/** Lists of things with a few facts each, sections around them, and what stands there when there is nothing or something is wrong. */
import { ApiProblem } from '@vitascope/client';
import { Button, Callout, Skeleton } from '@vitascope/design';
import type { JSX, ReactNode } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './list.module.css';

export function Section({
  title,
  text,
  actions,
  children,
}: {
  readonly title: string;
  readonly text?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <section className={styles['section']}>
      <header className={styles['head']}>
        <div>
          <h2 className={styles['title']}>{title}</h2>
          {text === undefined ? null : <p className={styles['text']}>{text}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}

export function Problem({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
}): JSX.Element | null {
  const { t } = useTexts();
  if (error === null || error === undefined) return null;
  const text = error instanceof ApiProblem ? (error.fields[0]?.message ?? error.message) : String(error);
  return (
    <Callout
      kind="bad"
      actions={
        onRetry === undefined ? null : (
          <Button size="small" onClick={onRetry}>
            {t('retry')}
          </Button>
        )
      }
    >
      {text}
    </Callout>
  );
}

/** Parts of a query as TanStack Query gives them. */
interface Loaded<T> {
  readonly data: readonly T[] | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  refetch(): Promise<unknown>;
}

export function List<T extends { readonly id: string }>({
  query,
  empty,
  children,
  label,
}: {
  readonly query: Loaded<T>;
  readonly empty: string;
  readonly label: string;
  children(item: T): JSX.Element;
}): JSX.Element {
  if (query.error !== null) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending || query.data === undefined)
    return (
      <div aria-busy="true">
        <Skeleton height="132px" />
      </div>
    );
  if (query.data.length === 0) return <p className={styles['empty']}>{empty}</p>;
  return (
    <ul className={styles['list']} aria-label={label}>
      {query.data.map((item) => (
        <li key={item.id}>{children(item)}</li>
      ))}
    </ul>
  );
}

export function ListItem({
  picture,
  name,
  facts,
  children,
}: {
  readonly picture?: ReactNode;
  readonly name: ReactNode;
  readonly facts?: ReactNode;
  /** What can be done with it. */
  readonly children?: ReactNode;
}): JSX.Element {
  return (
    <div className={styles['item']}>
      {picture}
      <div className={styles['words']}>
        <div className={styles['name']}>{name}</div>
        {facts === undefined ? null : <div className={styles['facts']}>{facts}</div>}
      </div>
      {children === undefined ? null : <div className={styles['actions']}>{children}</div>}
    </div>
  );
}
