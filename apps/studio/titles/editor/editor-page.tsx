/** One title, all of it: sections in a column, their outline beside them, and the bar that saves. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Button, EmptyState, Skeleton } from '@vitascope/design';
import { type JSX, useCallback, useMemo } from 'react';
import { isProblem } from '../../session/api.ts';
import { ProblemPage } from '../../shell/problem-page.tsx';
import { useTexts } from '../../texts/index.ts';
import { ArtworkSection } from '../artwork/artwork-section.tsx';
import { titleQuery } from '../data.ts';
import { HistorySection } from '../history/history-section.tsx';
import { MembersSection } from '../parts/members-section.tsx';
import { PartsSection } from '../parts/parts-section.tsx';
import { PeopleSection } from '../people/people-section.tsx';
import { PreviewSection } from '../publish/preview-section.tsx';
import { PublishSection } from '../publish/publish-section.tsx';
import { RelationsSection } from '../relations/relations-section.tsx';
import { RightsSection } from '../rights/rights-section.tsx';
import { FactsSection } from '../texts-section/facts-section.tsx';
import { TextsSection } from '../texts-section/texts-section.tsx';
import type { Title } from '../title-types.ts';
import { MarkersSection } from '../videos/markers-section.tsx';
import { VideosSection } from '../videos/videos-section.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import styles from './editor.module.css';
import { EditorContext } from './editor-context.ts';
import { EditorHead } from './editor-head.tsx';
import { Outline } from './outline.tsx';
import { SaveBar } from './save-bar.tsx';
import { type SectionId, sectionsFor } from './sections.ts';
import { useTitleDraft } from './use-title-draft.ts';

export function EditorPage(): JSX.Element {
  const { t } = useTexts();
  const { id = '' } = useParams({ strict: false });
  const title = useQuery(titleQuery(id));
  if (title.isPending) return <Waiting />;
  if (title.data === undefined) {
    if (isProblem(title.error, 'title-not-found'))
      return (
        <EmptyState level={1} title={t('titles.gone.title')} text={t('titles.gone.text')}>
          <Button kind="primary" render={<Link to="/titles" />}>
            {t('titles.back')}
          </Button>
        </EmptyState>
      );
    return <ProblemPage error={title.error} onRetry={() => void title.refetch()} />;
  }
  // A page of its own for each title: nothing that was typed for one can end in another.
  return <Editor key={title.data.id} saved={title.data} />;
}

const pages: Readonly<Record<SectionId, () => JSX.Element>> = {
  texts: TextsSection,
  facts: FactsSection,
  artwork: ArtworkSection,
  people: PeopleSection,
  videos: VideosSection,
  markers: MarkersSection,
  parts: PartsSection,
  members: MembersSection,
  relations: RelationsSection,
  rights: RightsSection,
  publish: PublishSection,
  preview: PreviewSection,
  history: HistorySection,
};

function Editor({ saved }: { readonly saved: Title }): JSX.Element {
  const draft = useTitleDraft(saved);
  const { kind } = draft.title;
  const sections = useMemo(() => sectionsFor({ kind }), [kind]);
  const goTo = useCallback((section: SectionId): void => {
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    document.getElementById(section)?.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
    document.getElementById(`${section}-heading`)?.focus({ preventScroll: true });
  }, []);
  const editor = { ...draft, goTo };
  return (
    <EditorContext value={editor}>
      <div className={styles['page']}>
        <EditorHead />
        <div className={styles['columns']}>
          <Outline sections={sections} />
          <div className={styles['sections']}>
            {sections.map((id) => {
              const Content = pages[id];
              return <Content key={id} />;
            })}
          </div>
        </div>
        <SaveBar />
      </div>
      {draft.conflicts === null ? null : (
        <ConflictDialog
          conflicts={draft.conflicts}
          onResolve={(mine) => void draft.resolve(mine)}
          onPutOff={draft.putOff}
        />
      )}
    </EditorContext>
  );
}

function Waiting(): JSX.Element {
  const { t } = useTexts();
  return (
    <div className={styles['page']} aria-busy="true" role="status" aria-label={t('loading')}>
      <Skeleton width="38%" height="44px" />
      <div className={styles['columns']}>
        <Skeleton width="100%" height="320px" />
        <div className={styles['sections']}>
          <Skeleton width="100%" height="260px" />
          <Skeleton width="100%" height="340px" />
        </div>
      </div>
    </div>
  );
}
