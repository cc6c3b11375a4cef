/** What title this is, how it stands, where it belongs, and what else can be done with it. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Confirm, IconButton, Menu, MenuItem, MenuSeparator, notify } from '@vitascope/design';
import { ArrowLeft, Copy, Ellipsis, ExternalLink, Send, Trash2 } from 'lucide-react';
import { type JSX, useEffect, useState } from 'react';
import { api, queries } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import { forgetLists, ifMatch, titleQuery } from '../data.ts';
import { keepDraft, noDraft } from '../draft.ts';
import { nameOf, stateOf, type Title } from '../title-types.ts';
import { StateBadge } from '../words.tsx';
import styles from './editor.module.css';
import { useEditor } from './editor-context.ts';

export function EditorHead(): JSX.Element {
  const { t, language } = useTexts();
  const { title, saved, goTo } = useEditor();
  const name = nameOf(title, language);
  const state = stateOf(saved.publication);
  useEffect(() => {
    document.title = `${name} · Vitascope Studio`;
  }, [name]);
  return (
    <header className={styles['head']}>
      <Trail title={title} />
      <div className={styles['head-row']}>
        <h1 className={styles['title']}>{name}</h1>
        <span className={styles['head-actions']}>
          {state === 'published' ? (
            <Button
              icon={<ExternalLink aria-hidden="true" />}
              render={<a href={`/title/${saved.slug}`} target="_blank" rel="noreferrer" />}
            >
              {t('titles.head.watch')}
            </Button>
          ) : null}
          <Button
            kind={state === 'draft' ? 'primary' : 'plain'}
            icon={<Send aria-hidden="true" />}
            onClick={() => goTo('publish')}
          >
            {t(state === 'draft' ? 'titles.head.publish' : 'titles.section.publish')}
          </Button>
          <More />
        </span>
      </div>
      <p className={styles['head-facts']}>
        <StateBadge state={state} />
        <span>{t(`titles.kind.${title.kind}`)}</span>
        {title.number === null ? null : <span>№ {title.number}</span>}
        <code>{saved.slug}</code>
      </p>
    </header>
  );
}

/** From the list down to here, through the series and the season. */
function Trail({ title }: { readonly title: Title }): JSX.Element {
  const { t } = useTexts();
  return (
    <nav className={styles['trail']} aria-label={t('titles.trail')}>
      <Link to="/titles">
        <ArrowLeft aria-hidden="true" />
        {t('room.titles')}
      </Link>
      {title.parentId === null ? null : <Above id={title.parentId} />}
    </nav>
  );
}

function Above({ id }: { readonly id: string }): JSX.Element | null {
  const { language } = useTexts();
  const parent = useQuery(titleQuery(id));
  if (parent.data === undefined) return null;
  return (
    <>
      {parent.data.parentId === null ? null : <Above id={parent.data.parentId} />}
      <span aria-hidden="true">/</span>
      <Link to="/titles/$id" params={{ id }}>
        {nameOf(parent.data, language)}
      </Link>
    </>
  );
}

function More(): JSX.Element {
  const { t, language } = useTexts();
  const { saved } = useEditor();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const { id, revision } = saved;
  const path = { id };
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await api.DELETE('/api/v1/catalog/titles/{id}', { params: { path }, ...ifMatch(revision) });
      keepDraft(id, noDraft(revision));
      forgetLists();
      const changes = await api.GET('/api/v1/catalog/titles/{id}/changes', {
        params: { path, query: { limit: 1 } },
      });
      const changeId = changes.data.items[0]?.id;
      notify({
        text: t('titles.deleted', { name: nameOf(saved, language) }),
        timeoutMs: 20_000,
        ...(changeId === undefined
          ? {}
          : { action: { label: t('titles.undo'), onPress: () => void back(changeId) } }),
      });
      await navigate({ to: '/titles' });
      queries.removeQueries({ queryKey: titleQuery(id).queryKey });
    } catch (error) {
      notify({ kind: 'bad', text: t('titles.delete.failed'), detail: (error as Error).message });
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };
  const back = async (changeId: string): Promise<void> => {
    try {
      const params = { path: { id, changeId } };
      await api.POST('/api/v1/catalog/titles/{id}/changes/{changeId}/undo', { params });
      forgetLists();
      await navigate({ to: '/titles/$id', params: { id } });
    } catch (error) {
      notify({ kind: 'bad', text: t('titles.undo.failed'), detail: (error as Error).message });
    }
  };
  return (
    <>
      <Menu trigger={<IconButton label={t('titles.head.more')} icon={<Ellipsis />} />}>
        <MenuItem
          icon={<Copy aria-hidden="true" />}
          onSelect={() =>
            void navigator.clipboard?.writeText(id).then(() => notify({ text: t('titles.head.copied') }))
          }
        >
          {t('titles.head.copy')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem isDanger icon={<Trash2 aria-hidden="true" />} onSelect={() => setAsking(true)}>
          {t('titles.delete')}
        </MenuItem>
      </Menu>
      <Confirm
        isOpen={isAsking}
        isDanger
        isBusy={isBusy}
        title={t('titles.delete.title', { name: nameOf(saved, language) })}
        description={t('titles.delete.text')}
        confirmLabel={t('titles.delete')}
        cancelLabel={t('titles.cancel')}
        onConfirm={() => void remove()}
        onCancel={() => setAsking(false)}
      />
    </>
  );
}
