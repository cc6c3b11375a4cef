/** Asks for the password where what follows needs it fresh. */
import { Button, Dialog, useForm } from '@vitascope/design';
import { type JSX, useId, useState } from 'react';
import { PasswordField, ProblemCallout } from '../account/form.tsx';
import { useTexts } from '../texts/index.ts';

export interface ProofProps {
  readonly title: string;
  readonly text?: string;
  readonly button: string;
  readonly isDanger?: boolean;
  /** Throws what goes wrong, which is shown; the window stays. */
  send(password: string): Promise<void>;
  onClose(): void;
}

export function Proof({ title, text, button, isDanger = false, send, onClose }: ProofProps): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const [password, setPassword] = useState('');
  const state = useForm(() => send(password));
  return (
    <Dialog
      isOpen
      size="small"
      title={title}
      {...(text === undefined ? {} : { description: text })}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('profiles.cancel')}</Button>
          <Button kind={isDanger ? 'danger' : 'primary'} type="submit" form={id} isBusy={state.isBusy}>
            {button}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={state.submit}>
        <PasswordField
          label={t('profiles.password')}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          autoFocus
        />
      </form>
      <ProblemCallout error={state.error} />
    </Dialog>
  );
}
