/** Catalogues that live elsewhere: dropped, tried without writing, repaired, taken in; and everything taken out. */
import { useQuery } from '@tanstack/react-query';
import { Button, Callout, notify, ProgressBar } from '@vitascope/design';
import { Download, FileUp, X } from 'lucide-react';
import { type DragEvent, type JSX, useEffect, useId, useRef, useState } from 'react';
import { Page } from '../shell/page.tsx';
import { useTexts } from '../texts/index.ts';
import { uploadFile } from '../titles/upload-file.ts';
import { Counts } from './counts.tsx';
import { forgetCatalogue, type Import, importQuery } from './data.ts';
import { type FeedFile, readFeed, repaired } from './feed-file.ts';
import styles from './imports.module.css';
import { PastImports } from './past-imports.tsx';
import { Problems } from './problems.tsx';

const MAX_BYTES = 256 * 1024 * 1024;
const types = { csv: 'text/csv', json: 'application/json', mrss: 'application/rss+xml' } as const;

export function ImportsPage(): JSX.Element {
  const { t } = useTexts();
  const [feed, setFeed] = useState<FeedFile | null>(null);
  const [error, setError] = useState<string | null>(null);
  const take = async (file: File): Promise<void> => {
    setError(null);
    if (file.size > MAX_BYTES) return setError(t('imports.large', { name: file.name }));
    if (file.size === 0) return setError(t('imports.nothing', { name: file.name }));
    const read = await readFeed(file);
    if (read === null) return setError(t('imports.unknown', { name: file.name }));
    setFeed(read);
  };
  return (
    <Page
      title={t('room.imports')}
      text={t('imports.text')}
      actions={(['csv', 'json'] as const).map((format) => (
        <a
          key={format}
          className={styles['export']}
          href={`/api/v1/catalog/export?format=${format}`}
          download=""
        >
          <Download aria-hidden="true" />
          {t(`imports.export.${format}`)}
        </a>
      ))}
    >
      {error === null ? null : <Callout kind="bad">{error}</Callout>}
      {feed === null ? (
        <DropZone onFile={(file) => void take(file)} />
      ) : (
        // Another file is another story.
        <Feed key={feed.name + feed.size} feed={feed} onClose={() => setFeed(null)} />
      )}
      <PastImports />
    </Page>
  );
}

function DropZone({ onFile }: { onFile(file: File): void }): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    <section
      className={styles['drop']}
      data-over={isOver}
      aria-label={t('imports.drop')}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file !== undefined) onFile(file);
      }}
    >
      <FileUp aria-hidden="true" />
      <p className={styles['drop-title']}>{t('imports.drop')}</p>
      <p id={id} className={styles['drop-text']}>
        {t('imports.drop.text')}
      </p>
      <Button kind="primary" aria-describedby={id} onClick={() => input.current?.click()}>
        {t('imports.choose')}
      </Button>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={t('imports.file')}
        accept=".csv,.json,.jsonl,.ndjson,.xml,.rss,.mrss,text/csv,application/json,application/rss+xml"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
    </section>
  );
}

interface Run {
  readonly isDry: boolean;
  /** 0 to 1, until it has arrived. */
  readonly sent: number;
  readonly id: string | null;
  readonly error: string | null;
}

/** One file from the first try to the end. */
function Feed({ feed: first, onClose }: { readonly feed: FeedFile; onClose(): void }): JSX.Element {
  const { t, bytes } = useTexts();
  const [feed, setFeed] = useState(first);
  const [repairs, setRepairs] = useState<ReadonlyMap<number, string>>(new Map());
  const [run, setRun] = useState<Run>({ isDry: true, sent: 0, id: null, error: null });
  const stop = useRef<() => void>(() => undefined);
  const start = (isDry: boolean, sent: FeedFile): void => {
    setRun({ isDry, sent: 0, id: null, error: null });
    const path = `/api/v1/catalog/imports?format=${sent.format}&dryRun=${isDry}`;
    const upload = uploadFile<Import>(path, sent.body, types[sent.format], (share) =>
      setRun((before) => ({ ...before, sent: share })),
    );
    stop.current = upload.stop;
    upload.done
      .then(({ id }) => {
        setRun((before) => ({ ...before, sent: 1, id }));
        forgetCatalogue();
      })
      .catch((error: Error) => {
        if (error.name !== 'AbortError') setRun((before) => ({ ...before, error: error.message }));
      });
  };
  const begun = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first try begins by itself, once
  useEffect(() => {
    if (!begun.current) start(true, first);
    begun.current = true;
    return () => stop.current();
  }, []);
  const again = (): void => {
    const next = repaired(feed, repairs);
    setFeed(next);
    setRepairs(new Map());
    start(true, next);
  };
  return (
    <section className={styles['feed']} aria-label={feed.name}>
      <header className={styles['feed-head']}>
        <div>
          <h2 className={styles['feed-name']}>{feed.name}</h2>
          <p className={styles['feed-facts']}>
            {t(`imports.format.${feed.format}`)} · {bytes(feed.size)}
            {feed.lines === null ? '' : ` · ${t('imports.lines', { count: feed.lines.length })}`}
          </p>
        </div>
        <Button kind="quiet" icon={<X aria-hidden="true" />} onClick={onClose}>
          {t('imports.other')}
        </Button>
      </header>
      {run.error === null ? null : (
        <Callout kind="bad" actions={<Button onClick={() => start(run.isDry, feed)}>{t('retry')}</Button>}>
          {run.error}
        </Callout>
      )}
      {run.id === null ? (
        run.error === null ? (
          <Waiting label={t('imports.sending')} value={run.sent} />
        ) : null
      ) : (
        <Outcome
          key={run.id}
          id={run.id}
          feed={feed}
          repairs={repairs}
          onRepair={(line, text) => setRepairs((before) => new Map([...before, [line, text]]))}
          onAgain={again}
          onApply={() => start(false, feed)}
          onClose={onClose}
        />
      )}
    </section>
  );
}

function Waiting({ label, value }: { readonly label: string; readonly value: number | null }): JSX.Element {
  return (
    <div className={styles['waiting']} role="status">
      <p>{label}</p>
      <ProgressBar value={value} label={label} />
    </div>
  );
}

interface OutcomeProps {
  readonly id: string;
  readonly feed: FeedFile;
  readonly repairs: ReadonlyMap<number, string>;
  onRepair(line: number, text: string): void;
  onAgain(): void;
  onApply(): void;
  onClose(): void;
}

function Outcome({ id, feed, repairs, onRepair, onAgain, onApply, onClose }: OutcomeProps): JSX.Element {
  const { t } = useTexts();
  const query = useQuery(importQuery(id));
  const told = useRef(false);
  const entry = query.data;
  const isDone = entry?.state === 'done';
  useEffect(() => {
    if (!isDone || told.current || entry?.dryRun !== false) return;
    told.current = true;
    forgetCatalogue();
    notify({ kind: 'good', text: t('imports.done', { created: entry.created, changed: entry.changed }) });
  }, [isDone, entry, t]);
  if (query.isError)
    return (
      <Callout kind="bad" actions={<Button onClick={() => void query.refetch()}>{t('retry')}</Button>}>
        {query.error.message}
      </Callout>
    );
  if (entry === undefined) return <Waiting label={t('loading')} value={null} />;
  if (entry.state === 'failed') return <Callout kind="bad">{entry.reason ?? t('imports.failed')}</Callout>;
  const read = entry.created + entry.changed + entry.unchanged + entry.failed;
  const hasWork = entry.created + entry.changed > 0;
  return (
    <>
      {isDone ? null : (
        <Waiting
          label={t(entry.dryRun ? 'imports.trying' : 'imports.taking', { read, of: entry.records ?? 0 })}
          value={entry.records === null ? null : read / Math.max(1, entry.records)}
        />
      )}
      <Counts entry={entry} />
      {isDone ? (
        <div className={styles['decide']}>
          {entry.dryRun ? (
            <>
              {repairs.size === 0 ? (
                <Button kind="primary" disabled={!hasWork} onClick={onApply}>
                  {t(entry.failed > 0 ? 'imports.apply.rest' : 'imports.apply', {
                    count: entry.created + entry.changed,
                  })}
                </Button>
              ) : (
                <Button kind="primary" onClick={onAgain}>
                  {t('imports.again', { count: repairs.size })}
                </Button>
              )}
              <p className={styles['verdict']}>
                {t(
                  entry.failed > 0
                    ? 'imports.verdict.failed'
                    : hasWork
                      ? 'imports.verdict.good'
                      : 'imports.verdict.same',
                  { count: entry.failed },
                )}
              </p>
            </>
          ) : (
            <>
              <Button kind="primary" onClick={onClose}>
                {t('titles.done')}
              </Button>
              <p className={styles['verdict']}>{t('imports.verdict.done', { count: entry.failed })}</p>
            </>
          )}
        </div>
      ) : null}
      {isDone && entry.failed > 0 ? (
        <Problems id={id} feed={feed} repairs={repairs} onRepair={entry.dryRun ? onRepair : null} />
      ) : null}
    </>
  );
}
