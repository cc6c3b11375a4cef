/** A section of the editor: its heading, what can be done, whether it has unsaved changes, and what the server refused in it. */
import { Badge, Callout } from '@vitascope/design';
import type { JSX, ReactNode } from 'react';
import { useTexts } from '../../texts/index.ts';
import styles from './editor.module.css';
import { useEditor } from './editor-context.ts';
import { fieldsOf, type SectionId, sectionOf } from './sections.ts';

export function Section({
  id,
  text,
  actions,
  children,
}: {
  readonly id: SectionId;
  readonly text?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}): JSX.Element {
  const { t } = useTexts();
  const { changed, problems } = useEditor();
  const isChanged = fieldsOf[id].some((field) => changed.includes(field));
  const refused = problems.filter(({ path }) => sectionOf(path.split('.', 1)[0] ?? '') === id);
  return (
    <section id={id} className={styles['section']} aria-label={t(`titles.section.${id}`)}>
      <header className={styles['section-head']}>
        <div>
          <h2 id={`${id}-heading`} tabIndex={-1} className={styles['section-title']}>
            {t(`titles.section.${id}`)}
            {isChanged ? <Badge kind="accent">{t('titles.unsaved')}</Badge> : null}
          </h2>
          {text === undefined ? null : <p className={styles['section-text']}>{text}</p>}
        </div>
        {actions === undefined ? null : <div className={styles['section-actions']}>{actions}</div>}
      </header>
      {refused.length === 0 ? null : (
        <Callout kind="bad">
          <ul>
            {refused.map(({ path, message }) => (
              <li key={path}>
                <code>{path}</code> {message}
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {children}
    </section>
  );
}
