/** Mails that did not go out: refused, or waiting where there is no mail server. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Dialog, Skeleton } from '@vitascope/design';
import { ArrowLeft, Mail as MailIcon } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api } from '../session/api.ts';
import { List, ListItem, Problem } from '../shell/list.tsx';
import { Page } from '../shell/page.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './system.module.css';

const MOST = 100;

export function MailPage(): JSX.Element {
  const { t, ago } = useTexts();
  const [shown, setShown] = useState<string | null>(null);
  const mails = useQuery({
    queryKey: ['mail'],
    refetchInterval: 10_000,
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/mail', { params: { query: { limit: MOST } }, signal })).data.items,
  });
  return (
    <Page
      title={t('system.mail')}
      text={t('system.mail.text')}
      actions={
        <Button icon={<ArrowLeft aria-hidden="true" />} render={<Link to="/system" />}>
          {t('room.system')}
        </Button>
      }
    >
      <List query={mails} empty={t('system.mail.none')} label={t('system.mail')}>
        {(mail) => (
          <ListItem
            picture={<MailIcon aria-hidden="true" />}
            name={mail.subject}
            facts={[mail.recipient, ago(mail.createdAt), mail.refusal ?? '']
              .filter((text) => text !== '')
              .join(' · ')}
          >
            {mail.refusal === null ? (
              <Button size="small" onClick={() => setShown(mail.id)}>
                {t('system.mail.read')}
              </Button>
            ) : null}
          </ListItem>
        )}
      </List>
      {shown === null ? null : <Letter id={shown} onClose={() => setShown(null)} />}
    </Page>
  );
}

function Letter({ id, onClose }: { readonly id: string; onClose(): void }): JSX.Element {
  const { t } = useTexts();
  const mail = useQuery({
    queryKey: ['mail', id],
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/mail/{id}', { params: { path: { id } }, signal })).data,
  });
  return (
    <Dialog isOpen title={mail.data?.subject ?? t('system.mail')} closeLabel={t('close')} onClose={onClose}>
      <Problem error={mail.error} />
      {mail.isPending ? <Skeleton height="160px" /> : null}
      {mail.data === undefined ? null : <pre className={styles['letter']}>{mail.data.body}</pre>}
    </Dialog>
  );
}
