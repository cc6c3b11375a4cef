/** What an import did, or in a dry run would do, in numbers. */
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import type { Import } from './data.ts';
import styles from './imports.module.css';

export function Counts({ entry }: { readonly entry: Import }): JSX.Element {
  const { t, number } = useTexts();
  return (
    <dl className={styles['counts']}>
      {(['created', 'changed', 'unchanged', 'failed'] as const).map((name) => (
        <div key={name} data-count={name} data-none={entry[name] === 0}>
          <dd>{number(entry[name])}</dd>
          <dt>{t(`imports.${entry.dryRun ? 'would' : 'did'}.${name}`)}</dt>
        </div>
      ))}
    </dl>
  );
}
