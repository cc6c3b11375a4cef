/** The look of a page of settings: its heading, and sections below it. */
import { type JSX, type ReactNode, useEffect } from 'react';
import styles from './settings.module.css';

export function SettingsPage({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}): JSX.Element {
  useEffect(() => {
    document.title = `${title} · Vitascope`;
  }, [title]);
  return (
    <>
      <h1 className={styles['title']}>{title}</h1>
      <div className={styles['sections']}>{children}</div>
    </>
  );
}

export function Section({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text?: ReactNode;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <section className={styles['section']}>
      <h2>{title}</h2>
      {text === undefined ? null : <p className={styles['hint']}>{text}</p>}
      {children}
    </section>
  );
}

/** One of a list of things: a device, a passkey. */
export function Item({
  icon,
  name,
  facts,
  children,
}: {
  readonly icon?: ReactNode;
  readonly name: ReactNode;
  readonly facts?: ReactNode;
  readonly children?: ReactNode;
}): JSX.Element {
  return (
    <li className={styles['item']}>
      {icon}
      <div className={styles['item-words']}>
        <div className={styles['item-name']}>{name}</div>
        {facts === undefined ? null : <div className={styles['item-facts']}>{facts}</div>}
      </div>
      {children}
    </li>
  );
}
