/** A copy of everything, what was agreed to, and the end of the account. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Consent, DataExport } from '@vitascope/client';
import { Button, notify, Skeleton } from '@vitascope/design';
import { Download, FileText } from 'lucide-react';
import { type JSX, useState } from 'react';
import { ProblemCallout } from '../account/form.tsx';
import { api, queries } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import { Proof } from './proof.tsx';
import { Item, Section, SettingsPage } from './section.tsx';
import styles from './settings.module.css';

export function PrivacyPage(): JSX.Element {
  const { t } = useTexts();
  return (
    <SettingsPage title={t('settings.privacy')}>
      <Exports />
      <Consents />
      <Deletion />
    </SettingsPage>
  );
}

const EXPORTS = ['exports'];

function Exports(): JSX.Element {
  const { t } = useTexts();
  const [isAsked, setAsked] = useState(false);
  const exports = useQuery({
    queryKey: EXPORTS,
    queryFn: async ({ signal }) => (await api.GET('/api/v1/account/exports', { signal })).data.items,
    refetchInterval: ({ state }) =>
      state.data?.some((one) => one.state === 'making') === true ? 2_000 : false,
  });
  const begin = async (password: string): Promise<void> => {
    await api.POST('/api/v1/account/exports', { body: { password } });
    await queries.invalidateQueries({ queryKey: EXPORTS });
    setAsked(false);
    notify({ text: t('settings.export.begun') });
  };
  return (
    <Section title={t('settings.export')} text={t('settings.export.text')}>
      <ProblemCallout error={exports.error} />
      {exports.isPending ? <Skeleton height="64px" /> : null}
      {(exports.data?.length ?? 0) === 0 ? null : (
        <ul className={styles['list']}>
          {exports.data?.map((one) => (
            <ExportItem key={one.id} copy={one} />
          ))}
        </ul>
      )}
      <div className={styles['row']}>
        <Button onClick={() => setAsked(true)}>{t('settings.export.button')}</Button>
      </div>
      {isAsked ? (
        <Proof
          title={t('settings.export')}
          text={t('settings.proof')}
          button={t('account.go-on')}
          send={begin}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </Section>
  );
}

function ExportItem({ copy }: { readonly copy: DataExport }): JSX.Element {
  const { t, date, bytes } = useTexts();
  const facts =
    copy.state === 'ready' && copy.sizeBytes !== null
      ? t('settings.export.ready', { size: bytes(copy.sizeBytes), until: date(copy.expiresAt) })
      : t(copy.state === 'failed' ? 'settings.export.failed' : 'settings.export.making');
  return (
    <Item icon={<FileText aria-hidden="true" />} name={date(copy.createdAt)} facts={facts}>
      {copy.state === 'ready' ? (
        <Button
          size="small"
          icon={<Download aria-hidden="true" />}
          render={<a href={`/api/v1/account/exports/${copy.id}/data`} download />}
        >
          {t('settings.export.download')}
        </Button>
      ) : null}
    </Item>
  );
}

function Consents(): JSX.Element | null {
  const { t, date } = useTexts();
  const consents = useQuery({
    queryKey: ['consents'],
    queryFn: async ({ signal }) => (await api.GET('/api/v1/account/consents', { signal })).data.items,
  });
  const withdraw = useMutation({
    mutationFn: ({ id }: Consent) =>
      api.POST('/api/v1/account/consents/{id}/withdraw', { params: { path: { id } } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['consents'] }),
  });
  if ((consents.data?.length ?? 0) === 0) return null;
  return (
    <Section title={t('settings.consents')} text={t('settings.consents.text')}>
      <ProblemCallout error={withdraw.error} />
      <ul className={styles['list']}>
        {consents.data?.map((consent) => (
          <Item
            key={consent.id}
            name={`${consent.document} ${consent.version}`}
            facts={
              consent.withdrawnAt === null
                ? t('settings.consents.since', { date: date(consent.givenAt) })
                : t('settings.consents.until', { date: date(consent.withdrawnAt) })
            }
          >
            {consent.withdrawnAt === null ? (
              <Button size="small" onClick={() => withdraw.mutate(consent)}>
                {t('settings.consents.withdraw')}
              </Button>
            ) : null}
          </Item>
        ))}
      </ul>
    </Section>
  );
}

function Deletion(): JSX.Element {
  const { t, date } = useTexts();
  const [isAsked, setAsked] = useState(false);
  const [eraseAt, setEraseAt] = useState<string | null>(null);
  const remove = async (password: string): Promise<void> => {
    const { data } = await api.POST('/api/v1/account/delete', { body: { password } });
    setAsked(false);
    setEraseAt(data.eraseAt);
    queries.clear();
  };
  return (
    <Section title={t('settings.delete')} text={t('settings.delete.text')}>
      {eraseAt === null ? (
        <div className={styles['row']}>
          <Button kind="danger" onClick={() => setAsked(true)}>
            {t('settings.delete.button')}
          </Button>
        </div>
      ) : (
        <p role="status">{t('settings.delete.done', { date: date(eraseAt) })}</p>
      )}
      {isAsked ? (
        <Proof
          title={t('settings.delete.question')}
          text={t('settings.delete.text')}
          button={t('settings.delete.button')}
          isDanger
          send={remove}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </Section>
  );
}
