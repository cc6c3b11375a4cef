/** The pages that viewers begin on: their rows in order, beside what a viewer would see. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Callout, Dialog, EmptyState, notify, Skeleton, TextField } from '@vitascope/design';
import { Plus, Rows3 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api } from '../session/api.ts';
import { Page } from '../shell/page.tsx';
import { useTexts } from '../texts/index.ts';
import { slugOf } from '../titles/title-types.ts';
import { forgetRows, pageQuery, pagesQuery, type Row } from './data.ts';
import { PagePreview } from './page-preview.tsx';
import { RowEditor } from './row-editor.tsx';
import { RowList } from './row-list.tsx';
import styles from './rows.module.css';

const usual = ['home', 'kids'];

export function RowsPage(): JSX.Element {
  const { t } = useTexts();
  const { page = 'home' } = useSearch({ strict: false }) as { readonly page?: string };
  const navigate = useNavigate();
  const rows = useQuery(pageQuery(page));
  const [edited, setEdited] = useState<Row | 'new' | null>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const turn = (next: string): void =>
    void navigate({ to: '/rows', search: next === 'home' ? {} : { page: next } });
  return (
    <Page
      title={t('room.rows')}
      text={t('rows.text')}
      actions={
        <Button kind="primary" icon={<Plus aria-hidden="true" />} onClick={() => setEdited('new')}>
          {t('rows.new')}
        </Button>
      }
    >
      <PageChoice page={page} onTurn={turn} />
      <div className={styles['columns']}>
        <section className={styles['arrange']} aria-label={t('rows.arrange')} aria-busy={rows.isPending}>
          {rows.isPending ? <Waiting /> : null}
          {rows.isError ? (
            <EmptyState title={t('rows.failed')} text={rows.error.message}>
              <Button onClick={() => void rows.refetch()}>{t('retry')}</Button>
            </EmptyState>
          ) : null}
          {rows.data?.rows.length === 0 ? <NoRows page={page} onNew={() => setEdited('new')} /> : null}
          {rows.data === undefined || rows.data.rows.length === 0 ? null : (
            <RowList page={page} rows={rows.data.rows} onEdit={setEdited} onPoint={setPointed} />
          )}
        </section>
        <PagePreview page={page} rows={rows.data?.rows ?? []} pointed={pointed} />
      </div>
      {edited === null ? null : (
        <RowEditor page={page} row={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Page>
  );
}

function Waiting(): JSX.Element {
  return (
    <>
      {[0, 1, 2, 3].map((index) => (
        <Skeleton key={index} width="100%" height="68px" />
      ))}
    </>
  );
}

function PageChoice({ page, onTurn }: { readonly page: string; onTurn(page: string): void }): JSX.Element {
  const { t } = useTexts();
  const pages = useQuery(pagesQuery);
  const [isAsking, setAsking] = useState(false);
  const [name, setName] = useState('');
  const known = pages.data ?? [];
  const names = [...new Set([...usual, ...known.map((one) => one.page), page])];
  const slug = slugOf(name);
  return (
    <nav className={styles['pages']} aria-label={t('rows.pages')}>
      {names.map((one) => (
        <button
          key={one}
          type="button"
          className={styles['page']}
          aria-current={one === page ? 'page' : undefined}
          onClick={() => onTurn(one)}
        >
          {one === 'home' || one === 'kids' ? t(`rows.page.${one}`) : one}
          <span>{known.find((other) => other.page === one)?.rows ?? 0}</span>
        </button>
      ))}
      <Button kind="quiet" size="small" icon={<Plus aria-hidden="true" />} onClick={() => setAsking(true)}>
        {t('rows.page.new')}
      </Button>
      <Dialog
        isOpen={isAsking}
        size="small"
        title={t('rows.page.new')}
        description={t('rows.page.new.text')}
        closeLabel={t('close')}
        onClose={() => setAsking(false)}
        actions={
          <Button
            kind="primary"
            disabled={slug === null}
            onClick={() => {
              if (slug !== null) onTurn(slug);
              setAsking(false);
              setName('');
            }}
          >
            {t('rows.page.open')}
          </Button>
        }
      >
        <TextField
          label={t('rows.page.name')}
          value={name}
          {...(slug === null ? {} : { hint: t('rows.page.hint', { slug }) })}
          onChange={setName}
        />
      </Dialog>
    </nav>
  );
}

function NoRows({ page, onNew }: { readonly page: string; onNew(): void }): JSX.Element {
  const { t } = useTexts();
  const [isBusy, setBusy] = useState(false);
  const adopt = async (): Promise<void> => {
    setBusy(true);
    try {
      const { data } = await api.POST('/api/v1/catalog/pages/{page}/adopt-defaults', {
        params: { path: { page } },
      });
      await forgetRows();
      notify({ kind: 'good', text: t('rows.adopted', { count: data.items.length }) });
    } catch (error) {
      notify({ kind: 'bad', text: t('rows.adopt.failed'), detail: (error as Error).message });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Callout>{t('rows.defaults.text')}</Callout>
      <EmptyState icon={<Rows3 />} title={t('rows.none.title')} text={t('rows.none.text')}>
        <Button kind="primary" isBusy={isBusy} onClick={() => void adopt()}>
          {t('rows.adopt')}
        </Button>
        <Button onClick={onNew}>{t('rows.new')}</Button>
      </EmptyState>
    </>
  );
}
