/** An empty library teaches by doing: a place to drop the first film on, or twelve little films with one press. */
import { Callout } from '@vitascope/design';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './first-film.module.css';
import { SampleLibrary } from './sample-library.tsx';
import { ChooseFiles } from './uploads/choose-files.tsx';

export function FirstFilm({ mayWrite }: { readonly mayWrite: boolean }): JSX.Element {
  const { t } = useTexts();
  if (!mayWrite) return <Callout>{t('library.empty.read-only')}</Callout>;
  return (
    <div className={styles['first']}>
      <section className={styles['screen']}>
        <svg className={styles['cone']} viewBox="0 0 400 220" aria-hidden="true">
          <path d="M40 150 200 214 360 150" />
          <rect x="40" y="14" width="320" height="136" rx="6" />
        </svg>
        <h2 className={styles['title']}>{t('library.empty.title')}</h2>
        <p className={styles['text']}>{t('library.empty.text')}</p>
        <ChooseFiles size="large" />
        <ol className={styles['steps']}>
          {(['upload', 'watch', 'publish'] as const).map((step) => (
            <li key={step}>
              <strong>{t(`library.empty.${step}.title`)}</strong>
              <span>{t(`library.empty.${step}.text`)}</span>
            </li>
          ))}
        </ol>
      </section>
      <SampleLibrary isOffered />
    </div>
  );
}
