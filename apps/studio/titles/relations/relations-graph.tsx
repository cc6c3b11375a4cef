/** The titles around this one as a picture: links on lines, gone through with the arrow keys. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TitleGraph } from '@vitascope/client';
import { Button, Checkbox, EmptyState, Skeleton } from '@vitascope/design';
import { type JSX, type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { api } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import { NameOf } from '../editor/field-lines.tsx';
import { nextTo, placeNodes } from './graph-layout.ts';
import styles from './relations.module.css';

const SHOWN = 24;

export function RelationsGraph({ id }: { readonly id: string }): JSX.Element {
  const { t } = useTexts();
  const [isWide, setWide] = useState(false);
  const [withPeople, setPeople] = useState(false);
  const query = {
    depth: isWide ? 3 : 1,
    limit: SHOWN,
    through: withPeople ? 'relations,people,characters' : 'relations',
  };
  const graph = useQuery({
    queryKey: ['titles', 'graph', id, query],
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/catalog/titles/{id}/graph', { params: { path: { id }, query }, signal })).data,
    placeholderData: (before) => before,
  });
  return (
    <div className={styles['graph']}>
      <div className={styles['graph-tools']}>
        <Checkbox label={t('titles.graph.wide')} isChecked={isWide} onChange={setWide} />
        <Checkbox label={t('titles.graph.people')} isChecked={withPeople} onChange={setPeople} />
      </div>
      {graph.isPending ? <Skeleton width="100%" height="320px" /> : null}
      {graph.isError ? (
        <EmptyState title={t('titles.failed')} text={graph.error.message}>
          <Button onClick={() => void graph.refetch()}>{t('retry')}</Button>
        </EmptyState>
      ) : null}
      {graph.data === undefined ? null : graph.data.nodes.length < 2 ? (
        <EmptyState title={t('titles.graph.none.title')} text={t('titles.graph.none.text')} />
      ) : (
        <Drawing graph={graph.data} id={id} />
      )}
      {graph.data?.cut === true ? (
        <p className={styles['cut']}>{t('titles.graph.cut', { most: SHOWN })}</p>
      ) : null}
    </div>
  );
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

function Drawing({ graph, id }: { readonly graph: TitleGraph; readonly id: string }): JSX.Element {
  const { t } = useTexts();
  const placed = useMemo(() => placeNodes(graph), [graph]);
  const box = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = arrows[event.key];
    const from = (event.target as HTMLElement).dataset['node'];
    const next = direction === undefined || from === undefined ? null : nextTo(placed, from, direction);
    if (next === null) return;
    event.preventDefault();
    box.current?.querySelector<HTMLElement>(`[data-node="${next}"]`)?.focus();
  };
  // Several people may connect the same two: one line for each kind.
  const edges = [
    ...new Map(graph.edges.map((edge) => [`${edge.from} ${edge.to} ${edge.kind}`, edge])).entries(),
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing with links in it
    <div
      ref={box}
      className={styles['drawing']}
      role="group"
      aria-label={t('titles.graph')}
      onKeyDown={onKeyDown}
      dir="ltr"
    >
      <svg className={styles['edges']} aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 100">
        {edges.map(([key, { from, to, kind }]) => {
          const [a, b] = [placed.get(from), placed.get(to)];
          if (a === undefined || b === undefined) return null;
          return (
            <line
              key={key}
              x1={a.x * 100}
              y1={a.y * 100}
              x2={b.x * 100}
              y2={b.y * 100}
              data-kind={kind}
              data-lit={pointed === from || pointed === to}
              vectorEffect="non-scaling-stroke"
            />
          );
        })}
      </svg>
      {edges.map(([key, { from, to, kind, label }]) => {
        const [a, b] = [placed.get(from), placed.get(to)];
        if (a === undefined || b === undefined) return null;
        return (
          <span
            key={key}
            className={styles['edge-name']}
            data-lit={pointed === from || pointed === to}
            style={{ left: `${(a.x + b.x) * 50}%`, top: `${(a.y + b.y) * 50}%` }}
          >
            {kind === 'person' && label !== null ? (
              <NameOf id={label} />
            ) : kind === 'character' ? (
              label
            ) : (
              t(`titles.edge.${kind === 'person' ? 'related' : kind}`)
            )}
          </span>
        );
      })}
      {graph.nodes.map((node) => {
        const at = placed.get(node.id);
        if (at === undefined) return null;
        return (
          <Link
            key={node.id}
            to="/titles/$id"
            params={{ id: node.id }}
            className={styles['node']}
            data-node={node.id}
            data-center={node.id === id}
            aria-current={node.id === id ? 'true' : undefined}
            style={{ left: `${at.x * 100}%`, top: `${at.y * 100}%` }}
            onFocus={() => setPointed(node.id)}
            onBlur={() => setPointed(null)}
            onPointerEnter={() => setPointed(node.id)}
            onPointerLeave={() => setPointed(null)}
          >
            <span>{node.name}</span>
            <small>{t(`titles.kind.${node.kind}`)}</small>
          </Link>
        );
      })}
    </div>
  );
}
