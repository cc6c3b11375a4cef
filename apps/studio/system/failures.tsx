/** What has failed of late, why, and another try. */
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Account, FailedJob, SystemStatus } from '@vitascope/client';
import { Button, notify } from '@vitascope/design';
import { CircleAlert, CircleCheck } from 'lucide-react';
import type { JSX } from 'react';
import { api, queries } from '../session/api.ts';
import { mayManage } from '../session/permissions.ts';
import listStyles from '../shell/list.module.css';
import { ListItem, Problem, Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';
import { statusQuery } from './queries.ts';
import styles from './system.module.css';

export function Failures({
  failures,
  account,
}: {
  readonly failures: SystemStatus['failures'];
  readonly account: Account;
}): JSX.Element {
  const { t, ago } = useTexts();
  const redrive = useMutation({
    mutationFn: ({ id }: FailedJob) =>
      api.POST('/api/v1/system/jobs/{id}/redrive', { params: { path: { id } } }),
    onSuccess: () => void notify({ text: t('system.redriven'), kind: 'good' }),
    onSettled: () => queries.invalidateQueries({ queryKey: statusQuery.queryKey }),
  });
  const { assets, jobs } = failures;
  if (assets.length === 0 && jobs.length === 0)
    return (
      <Section title={t('system.failures')}>
        <p className={styles['fine']}>
          <CircleCheck aria-hidden="true" /> {t('system.failures.fine')}
        </p>
      </Section>
    );
  return (
    <Section title={t('system.failures')} text={t('system.failures.text')}>
      <Problem error={redrive.error} />
      <ul className={listStyles['list']} aria-label={t('system.failures')}>
        {jobs.map((job) => (
          <li key={job.id}>
            <ListItem
              picture={<CircleAlert aria-hidden="true" />}
              name={t('system.failure.job', { queue: job.queue })}
              facts={[
                job.reason?.message ?? t('system.failure.unknown'),
                t('system.failure.attempts', { attempts: job.attempts, when: ago(job.failedAt) }),
                job.subjects.join(', '),
              ].join(' · ')}
            >
              {mayManage(account) ? (
                <Button
                  size="small"
                  isBusy={redrive.isPending && redrive.variables.id === job.id}
                  onClick={() => redrive.mutate(job)}
                >
                  {t('system.redrive')}
                </Button>
              ) : null}
            </ListItem>
          </li>
        ))}
        {assets.map((asset) => (
          <li key={asset.id}>
            <ListItem
              picture={<CircleAlert aria-hidden="true" />}
              name={<Link to={`/assets/${asset.id}` as string}>{asset.name}</Link>}
              facts={`${asset.reason?.message ?? t('system.failure.unknown')} · ${ago(asset.at)}`}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}
