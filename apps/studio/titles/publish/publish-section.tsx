/** What is missing, and whether and when viewers get it: publish, schedule, embargo, expire, take back. */
import { useQuery } from '@tanstack/react-query';
import { Button, Callout, Confirm, ProgressBar } from '@vitascope/design';
import { CalendarClock, Circle, CircleCheck, CircleX, Send, Undo2 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { partsQuery } from '../data.ts';
import { useEditor } from '../editor/editor-context.ts';
import { Section } from '../editor/section.tsx';
import { TimeField } from '../fields/time-field.tsx';
import { type Publication, stateOf } from '../title-types.ts';
import { StateBadge } from '../words.tsx';
import { type Check, checksOf } from './checklist.ts';
import styles from './publish.module.css';

export function PublishSection(): JSX.Element {
  const { t, date } = useTexts();
  const { title, saved, set, save, isSaving, changed } = useEditor();
  const isAbove = title.kind === 'series' || title.kind === 'season';
  const parts = useQuery({ ...partsQuery(title.id), enabled: isAbove });
  const checks = checksOf(title, isAbove ? (parts.data?.length ?? 1) > 0 : null);
  const [asked, setAsked] = useState<Publication | null>(null);
  const { publication } = title;
  const state = stateOf(saved.publication);
  const lacking = checks.filter(({ isNeeded, isDone }) => isNeeded && !isDone);
  const change = (changes: Partial<Publication>): void => set('publication', { ...publication, ...changes });
  const publish = (wished: Publication): void => {
    if (lacking.length > 0) setAsked(wished);
    else void save({ publication: wished });
  };
  const isAhead = (time: string | null): boolean => time !== null && Date.parse(time) > Date.now();
  const isScheduling = isAhead(publication.publishAt) || isAhead(publication.embargoUntil);
  const first = [publication.publishAt, publication.embargoUntil].filter(isAhead).toSorted().at(-1) ?? null;
  return (
    <Section
      id="publish"
      text={t(title.parentId === null ? 'titles.publish.text' : 'titles.publish.text.part')}
    >
      <div className={styles['columns']}>
        <Checklist checks={checks} />
        <div className={styles['panel']}>
          <p className={styles['now']}>
            <StateBadge state={state} />
            <span>
              {t(`titles.publish.now.${state}`, {
                date: first === null ? '' : date(first, { dateStyle: 'long', timeStyle: 'short' }),
              })}
            </span>
          </p>
          <TimeField
            label={t('titles.publication.publishAt')}
            hint={t('titles.publish.publishAt.hint')}
            value={publication.publishAt}
            onChange={(publishAt) => change({ publishAt })}
          />
          <TimeField
            label={t('titles.publication.embargoUntil')}
            hint={t('titles.publish.embargo.hint')}
            value={publication.embargoUntil}
            onChange={(embargoUntil) => change({ embargoUntil })}
          />
          <TimeField
            label={t('titles.publication.expireAt')}
            hint={t('titles.publish.expire.hint')}
            value={publication.expireAt}
            onChange={(expireAt) => change({ expireAt })}
          />
          <div className={styles['actions']}>
            {state === 'draft' || state === 'expired' ? (
              <>
                <Button
                  kind="primary"
                  icon={<Send aria-hidden="true" />}
                  isBusy={isSaving}
                  onClick={() =>
                    publish({ ...publication, released: true, publishAt: null, ...past(publication) })
                  }
                >
                  {t('titles.publish.now')}
                </Button>
                <Button
                  icon={<CalendarClock aria-hidden="true" />}
                  disabled={!isScheduling || isSaving}
                  onClick={() => publish({ ...publication, released: true })}
                >
                  {t('titles.publish.schedule')}
                </Button>
              </>
            ) : (
              <>
                {state === 'scheduled' ? (
                  <Button
                    kind="primary"
                    icon={<Send aria-hidden="true" />}
                    isBusy={isSaving}
                    disabled={isAhead(publication.embargoUntil)}
                    onClick={() => publish({ ...publication, released: true, publishAt: null })}
                  >
                    {t('titles.publish.now')}
                  </Button>
                ) : null}
                {changed.includes('publication') ? (
                  <Button isBusy={isSaving} onClick={() => void save()}>
                    {t('titles.publish.times')}
                  </Button>
                ) : null}
                <Button
                  icon={<Undo2 aria-hidden="true" />}
                  disabled={isSaving}
                  onClick={() => void save({ publication: { ...publication, released: false } })}
                >
                  {t('titles.publish.unpublish')}
                </Button>
              </>
            )}
          </div>
          {isAhead(publication.embargoUntil) ? (
            <Callout kind="accent">{t('titles.publish.embargoed')}</Callout>
          ) : null}
        </div>
      </div>
      <Confirm
        isOpen={asked !== null}
        title={t('titles.publish.anyway.title')}
        description={t('titles.publish.anyway.text')}
        confirmLabel={t('titles.publish.anyway')}
        cancelLabel={t('titles.cancel')}
        isBusy={isSaving}
        onConfirm={() => {
          if (asked !== null) void save({ publication: asked }).then(() => setAsked(null));
        }}
        onCancel={() => setAsked(null)}
      >
        <ul className={styles['lacking']}>
          {lacking.map(({ name }) => (
            <li key={name}>{t(`titles.check.${name}.consequence` as 'titles.check.video.consequence')}</li>
          ))}
        </ul>
      </Confirm>
    </Section>
  );
}

/** What is over stands in the way of publishing now. */
function past({ expireAt }: Publication): Partial<Publication> {
  return expireAt !== null && Date.parse(expireAt) <= Date.now() ? { expireAt: null } : {};
}

function Checklist({ checks }: { readonly checks: readonly Check[] }): JSX.Element {
  const { t } = useTexts();
  const { goTo } = useEditor();
  const done = checks.filter(({ isDone }) => isDone).length;
  return (
    <div className={styles['checklist']}>
      <p className={styles['done']}>
        <strong>{t('titles.check.done', { done, of: checks.length })}</strong>
        <ProgressBar
          value={done / checks.length}
          kind={done === checks.length ? 'good' : 'accent'}
          label={t('titles.check.done', { done, of: checks.length })}
        />
      </p>
      <ul>
        {checks.map(({ name, section, isDone, isNeeded }) => (
          <li key={name} data-done={isDone} data-needed={isNeeded}>
            {isDone ? (
              <CircleCheck aria-hidden="true" />
            ) : isNeeded ? (
              <CircleX aria-hidden="true" />
            ) : (
              <Circle aria-hidden="true" />
            )}
            <span>
              {t(`titles.check.${name}`)}
              <span className="visually-hidden">
                {t(
                  isDone
                    ? 'titles.check.is-done'
                    : isNeeded
                      ? 'titles.check.is-needed'
                      : 'titles.check.is-open',
                )}
              </span>
            </span>
            {isDone ? null : (
              <Button kind="quiet" size="small" onClick={() => goTo(section)}>
                {t('titles.check.go')}
                <span className="visually-hidden">: {t(`titles.check.${name}`)}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
