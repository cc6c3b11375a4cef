/** What is wrong with a feed, line by line, with the text of the line, which can be repaired here. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Callout, Skeleton, TextField } from '@vitascope/design';
import { Download } from 'lucide-react';
import { type JSX, useEffect, useState } from 'react';
import { useTexts } from '../texts/index.ts';
import { type FeedProblem, problemsQuery } from './data.ts';
import { type FeedFile, repaired } from './feed-file.ts';
import styles from './imports.module.css';

export interface ProblemsProps {
  readonly id: string;
  /** Null where the file is not here any more. */
  readonly feed: FeedFile | null;
  readonly repairs: ReadonlyMap<number, string>;
  /** Null where it is too late. */
  readonly onRepair: ((line: number, text: string) => void) | null;
}

export function Problems({ id, feed, repairs, onRepair }: ProblemsProps): JSX.Element {
  const { t } = useTexts();
  const list = useInfiniteQuery(problemsQuery(id));
  if (list.isPending) return <Skeleton width="100%" height="160px" />;
  if (list.isError)
    return (
      <Callout kind="bad" actions={<Button onClick={() => void list.refetch()}>{t('retry')}</Button>}>
        {list.error.message}
      </Callout>
    );
  const problems: readonly FeedProblem[] = list.data.pages.flatMap(({ items }) => items);
  const byLine = Map.groupBy(problems, ({ line }) => line);
  return (
    <section className={styles['problems']} aria-label={t('imports.problems')}>
      <div className={styles['problems-head']}>
        <h3>{t('imports.problems')}</h3>
        {feed?.lines === null ? <p className={styles['hint']}>{t('imports.not-here')}</p> : null}
        {feed === null || repairs.size === 0 ? null : <DownloadRepaired feed={repaired(feed, repairs)} />}
      </div>
      <ol>
        {[...byLine].map(([line, found]) => (
          <li key={line} className={styles['problem']}>
            <p className={styles['line']}>{t('imports.line', { line })}</p>
            <div className={styles['about']}>
              <ul>
                {found.map((problem, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: they do not move
                  <li key={index}>
                    {problem.column === null ? null : (
                      <code className={styles['column']}>{problem.column}</code>
                    )}
                    {problem.value === null ? null : <code className={styles['value']}>{problem.value}</code>}
                    <span>{problem.message}</span>
                  </li>
                ))}
              </ul>
              <LineText
                line={line}
                text={repairs.get(line) ?? feed?.lines?.[line - 1]}
                isRepaired={repairs.has(line)}
                onRepair={onRepair}
              />
            </div>
          </li>
        ))}
      </ol>
      {list.hasNextPage ? (
        <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('imports.problems.more')}
        </Button>
      ) : null}
    </section>
  );
}

function LineText({
  line,
  text,
  isRepaired,
  onRepair,
}: {
  readonly line: number;
  readonly text: string | undefined;
  readonly isRepaired: boolean;
  readonly onRepair: ProblemsProps['onRepair'];
}): JSX.Element | null {
  const { t } = useTexts();
  if (text === undefined) return null;
  if (onRepair === null) return <pre className={styles['text']}>{text}</pre>;
  return (
    <TextField
      label={t('imports.repair', { line })}
      isLabelHidden
      className={styles['repair'] ?? ''}
      spellCheck={false}
      dir="ltr"
      lines={Math.min(6, Math.max(2, Math.ceil(text.length / 110)))}
      value={text}
      {...(isRepaired ? { hint: t('imports.repaired') } : {})}
      onChange={(next) => onRepair(line, next.replace(/\r?\n/g, ' '))}
    />
  );
}

function DownloadRepaired({ feed }: { readonly feed: FeedFile }): JSX.Element | null {
  const { t } = useTexts();
  const [href, setHref] = useState<string | null>(null);
  useEffect(() => {
    const url = URL.createObjectURL(feed.body);
    setHref(url);
    return () => URL.revokeObjectURL(url);
  }, [feed.body]);
  if (href === null) return null;
  return (
    <a className={styles['export']} href={href} download={feed.name}>
      <Download aria-hidden="true" />
      {t('imports.repaired.download')}
    </a>
  );
}
