/** Views of one thing, one at a time. */
import { Tabs as BaseTabs } from '@base-ui/react/tabs';
import type { JSX, ReactNode } from 'react';
import styles from './tabs.module.css';

export interface TabsProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly tabs: readonly { readonly value: V; readonly label: ReactNode; readonly content: ReactNode }[];
  onChange(value: V): void;
}

export function Tabs<V extends string>({ label, value, tabs, onChange }: TabsProps<V>): JSX.Element {
  return (
    <BaseTabs.Root value={value} onValueChange={(next) => onChange(next as V)} className={styles['tabs']}>
      <BaseTabs.List aria-label={label} className={styles['list']}>
        {tabs.map((tab) => (
          <BaseTabs.Tab key={tab.value} value={tab.value} className={styles['tab']}>
            {tab.label}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {tabs.map((tab) => (
        <BaseTabs.Panel key={tab.value} value={tab.value} className={styles['panel']}>
          {tab.content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  );
}
