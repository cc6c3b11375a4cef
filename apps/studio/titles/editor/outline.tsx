/** The way through a long page: every section, which are unsaved, which lack something, and where one is. */
import { type JSX, useEffect, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { lackingIn } from '../publish/checklist.ts';
import styles from './editor.module.css';
import { useEditor } from './editor-context.ts';
import { fieldsOf, type SectionId } from './sections.ts';

export function Outline({ sections }: { readonly sections: readonly SectionId[] }): JSX.Element {
  const { t } = useTexts();
  const { title, changed, problems, goTo } = useEditor();
  const here = useSectionInView(sections);
  const lacking = lackingIn(title);
  return (
    <nav className={styles['outline']} aria-label={t('titles.outline')}>
      <ul>
        {sections.map((id) => {
          const isUnsaved = fieldsOf[id].some((field) => changed.includes(field));
          const isRefused = problems.some(({ path }) =>
            (fieldsOf[id] as readonly string[]).includes(path.split('.', 1)[0] ?? ''),
          );
          const mark = isRefused ? 'refused' : isUnsaved ? 'unsaved' : lacking.has(id) ? 'lacking' : null;
          return (
            <li key={id}>
              <a
                href={`#${id}`}
                aria-current={here === id ? 'location' : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  goTo(id);
                }}
              >
                <span>{t(`titles.section.${id}`)}</span>
                {mark === null ? null : (
                  <span className={styles['outline-mark']} data-mark={mark} title={t(`titles.mark.${mark}`)}>
                    <span className="visually-hidden">{t(`titles.mark.${mark}`)}</span>
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** The last section whose beginning has passed the upper part of the window. */
function useSectionInView(sections: readonly SectionId[]): SectionId | undefined {
  const [here, setHere] = useState<SectionId | undefined>(sections[0]);
  useEffect(() => {
    const look = (): void => {
      const line = window.innerHeight * 0.3;
      const isAtEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 4;
      const passed = sections.filter((id) => {
        const element = document.getElementById(id);
        return element !== null && element.getBoundingClientRect().top <= line;
      });
      setHere(isAtEnd ? sections.at(-1) : (passed.at(-1) ?? sections[0]));
    };
    look();
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, [sections]);
  return here;
}
