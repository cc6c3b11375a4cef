/** Codes of an authenticator app: set up, recovery codes, taken away. */
import { useQuery } from '@tanstack/react-query';
import { Button, Callout, Dialog, notify, TextField, useForm } from '@vitascope/design';
import { type JSX, useId, useState } from 'react';
import { PasswordField, ProblemCallout } from '../account/form.tsx';
import { api, queries } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import { Proof } from './proof.tsx';
import { Section } from './section.tsx';
import styles from './settings.module.css';

const KEY = ['second-factor'];

interface Enrolment {
  readonly qrCode: string;
  readonly secret: string;
}

type Open = 'password' | 'codes' | 'remove' | Enrolment | null;

export function SecondFactor(): JSX.Element {
  const { t, date } = useTexts();
  const [open, setOpen] = useState<Open>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const factor = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await api.GET('/api/v1/auth/second-factor', { signal })).data,
  });
  const close = (): void => setOpen(null);
  const changed = async (recoveryCodes: readonly string[] | null): Promise<void> => {
    await queries.invalidateQueries({ queryKey: KEY });
    setCodes(recoveryCodes);
    close();
    if (recoveryCodes === null) notify({ text: t('settings.app.removed') });
  };
  const enrol = async (password: string): Promise<void> =>
    setOpen((await api.POST('/api/v1/auth/second-factor/enrol', { body: { password } })).data);
  const since = factor.data?.since ?? null;
  return (
    <Section title={t('settings.app')} text={t('settings.app.text')}>
      <ProblemCallout error={factor.error} />
      {codes === null ? null : <RecoveryCodes codes={codes} />}
      {factor.isSuccess ? (
        <p>
          {since === null
            ? t('settings.app.off')
            : t('settings.app.on', { date: date(since), left: factor.data.recoveryCodesLeft })}
        </p>
      ) : null}
      <div className={styles['row']}>
        {factor.isSuccess && since === null ? (
          <Button onClick={() => setOpen('password')}>{t('settings.app.set-up')}</Button>
        ) : null}
        {factor.isSuccess && since !== null ? (
          <>
            <Button onClick={() => setOpen('codes')}>{t('settings.app.codes')}</Button>
            <Button kind="danger" onClick={() => setOpen('remove')}>
              {t('settings.app.remove')}
            </Button>
          </>
        ) : null}
      </div>
      {open === 'password' ? (
        <Proof
          title={t('settings.app.set-up')}
          text={t('settings.proof')}
          button={t('account.go-on')}
          send={enrol}
          onClose={close}
        />
      ) : null}
      {open === 'codes' || open === 'remove' ? (
        <ProveBoth what={open} onClose={close} onDone={changed} />
      ) : null}
      {open !== null && typeof open === 'object' ? (
        <ConfirmApp enrolment={open} onClose={close} onDone={changed} />
      ) : null}
    </Section>
  );
}

function RecoveryCodes({ codes }: { readonly codes: readonly string[] }): JSX.Element {
  const { t } = useTexts();
  return (
    <Callout kind="accent">
      <p>{t('settings.app.codes.keep')}</p>
      <ul className={styles['codes']} dir="ltr">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Callout>
  );
}

interface StepProps {
  onClose(): void;
  onDone(recoveryCodes: readonly string[] | null): Promise<void>;
}

function ConfirmApp({
  enrolment,
  onClose,
  onDone,
}: StepProps & { readonly enrolment: Enrolment }): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const [code, setCode] = useState('');
  const state = useForm(async () => {
    const { data } = await api.POST('/api/v1/auth/second-factor/confirm', { body: { code: code.trim() } });
    await onDone(data.recoveryCodes);
  });
  return (
    <Dialog
      isOpen
      title={t('settings.app.set-up')}
      description={t('settings.app.scan')}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form={id} isBusy={state.isBusy}>
          {t('settings.app.confirm')}
        </Button>
      }
    >
      <img
        className={styles['qr']}
        src={`data:image/svg+xml,${encodeURIComponent(enrolment.qrCode)}`}
        alt={t('settings.app.qr')}
        width={200}
        height={200}
      />
      <p>
        {t('settings.app.secret')}{' '}
        <span className={styles['secret']} dir="ltr">
          {enrolment.secret}
        </span>
      </p>
      <form id={id} onSubmit={state.submit}>
        <TextField
          label={t('account.code')}
          value={code}
          onChange={setCode}
          inputMode="numeric"
          autoComplete="one-time-code"
          minLength={6}
          maxLength={40}
          dir="ltr"
          required
          autoFocus
        />
      </form>
      <ProblemCallout error={state.error} />
    </Dialog>
  );
}

/** Other recovery codes, or none: takes the password and a code. */
function ProveBoth({
  what,
  onClose,
  onDone,
}: StepProps & { readonly what: 'codes' | 'remove' }): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const state = useForm(async () => {
    const body = { password, code: code.trim() };
    if (what === 'remove') {
      await api.POST('/api/v1/auth/second-factor/remove', { body });
      await onDone(null);
    } else {
      const { data } = await api.POST('/api/v1/auth/second-factor/recovery-codes', { body });
      await onDone(data.recoveryCodes);
    }
  });
  return (
    <Dialog
      isOpen
      size="small"
      title={t(what === 'remove' ? 'settings.app.remove' : 'settings.app.codes')}
      description={t(what === 'remove' ? 'settings.app.remove.text' : 'settings.app.codes.text')}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <Button kind={what === 'remove' ? 'danger' : 'primary'} type="submit" form={id} isBusy={state.isBusy}>
          {t('account.go-on')}
        </Button>
      }
    >
      <form id={id} className={styles['section']} onSubmit={state.submit}>
        <PasswordField
          label={t('profiles.password')}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
        />
        <TextField
          label={t('account.code')}
          hint={t('account.code.hint')}
          value={code}
          onChange={setCode}
          autoComplete="one-time-code"
          minLength={6}
          maxLength={40}
          dir="ltr"
          required
        />
      </form>
      <ProblemCallout error={state.error} />
    </Dialog>
  );
}
