/** What was deleted and can be taken back, until when, and what goes for good. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TrashedAsset } from '@vitascope/client';
import { Button, Confirm, EmptyState, notify } from '@vitascope/design';
import { ArrowLeft, RotateCcw, Trash2 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api } from '../../session/api.ts';
import { useMay } from '../../session/session.ts';
import { List, ListItem } from '../../shell/list.tsx';
import { Page } from '../../shell/page.tsx';
import { useTexts } from '../../texts/index.ts';
import { titleOf } from '../assets/asset-words.ts';
import { purgeAssets, restoreAssets, trashKey } from '../assets/change-assets.ts';

const pageSize = 50;

export function TrashPage(): JSX.Element {
  const texts = useTexts();
  const { t } = texts;
  const mayWrite = useMay('write');
  const [asked, setAsked] = useState<readonly TrashedAsset[]>([]);
  const [isBusy, setBusy] = useState(false);
  const trash = useInfiniteQuery({
    queryKey: trashKey,
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }) => {
      const query = { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return (await api.GET('/api/v1/assets/trash', { params: { query }, signal })).data;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const items = trash.data?.pages.flatMap((page) => page.items);
  const restore = async (item: TrashedAsset): Promise<void> => {
    if ((await restoreAssets([item.id], texts)) > 0)
      notify({ text: t('library.trash.restored', { name: titleOf(item.name) }), kind: 'good' });
  };
  const purge = async (): Promise<void> => {
    setBusy(true);
    await purgeAssets(
      asked.map(({ id }) => id),
      texts,
    );
    setBusy(false);
    setAsked([]);
  };
  return (
    <Page
      title={t('library.trash')}
      text={t('library.trash.text')}
      actions={
        <>
          <Button icon={<ArrowLeft aria-hidden="true" />} render={<Link to="/" />}>
            {t('room.library')}
          </Button>
          {mayWrite && items !== undefined && items.length > 0 ? (
            <Button kind="danger" icon={<Trash2 aria-hidden="true" />} onClick={() => setAsked(items)}>
              {t('library.trash.empty-it', { count: items.length })}
            </Button>
          ) : null}
        </>
      }
    >
      {items?.length === 0 ? (
        <EmptyState
          icon={<Trash2 />}
          title={t('library.trash.empty.title')}
          text={t('library.trash.empty.text')}
        />
      ) : (
        <List query={{ ...trash, data: items }} empty="" label={t('library.trash')}>
          {(item) => (
            <TrashItem
              item={item}
              mayWrite={mayWrite}
              onRestore={() => void restore(item)}
              onPurge={() => setAsked([item])}
            />
          )}
        </List>
      )}
      {trash.hasNextPage ? (
        <Button isBusy={trash.isFetchingNextPage} onClick={() => void trash.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
      <Confirm
        isOpen={asked.length > 0}
        title={t('library.trash.question', { count: asked.length, name: titleOf(asked[0]?.name ?? '') })}
        description={t('library.trash.question.text')}
        confirmLabel={t('library.trash.purge')}
        cancelLabel={t('cancel')}
        isDanger
        isBusy={isBusy}
        onConfirm={() => void purge()}
        onCancel={() => setAsked([])}
      />
    </Page>
  );
}

function TrashItem(props: {
  readonly item: TrashedAsset;
  readonly mayWrite: boolean;
  onRestore(): void;
  onPurge(): void;
}): JSX.Element {
  const { item, mayWrite, onRestore, onPurge } = props;
  const { t, ago, bytes, date } = useTexts();
  const name = titleOf(item.name);
  return (
    <ListItem
      name={name}
      facts={[
        t('library.trash.deleted', { when: ago(item.deletedAt) }),
        t('library.trash.until', { date: date(item.purgedAt) }),
        bytes(item.storedBytes),
      ].join(' · ')}
    >
      {mayWrite ? (
        <>
          <Button
            size="small"
            icon={<RotateCcw aria-hidden="true" />}
            aria-label={t('library.trash.restore-one', { name })}
            onClick={onRestore}
          >
            {t('library.trash.restore')}
          </Button>
          <Button
            size="small"
            kind="danger"
            aria-label={t('library.trash.purge-one', { name })}
            onClick={onPurge}
          >
            {t('library.trash.purge')}
          </Button>
        </>
      ) : null}
    </ListItem>
  );
}
