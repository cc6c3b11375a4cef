/** A form that is sent once at a time, says what is wrong beside what is wrong, and keeps what was typed. */
import { ApiProblem } from '@vitascope/client';
import { Button, Callout, IconButton, TextField, type TextFieldProps } from '@vitascope/design';
import { Eye, EyeOff } from 'lucide-react';
import { type FormEvent, type JSX, type ReactNode, useRef, useState } from 'react';
import { useProblemText } from '../session/problem-text.ts';
import { useTexts } from '../texts/index.ts';
import styles from './form.module.css';

export interface FormState {
  readonly isBusy: boolean;
  readonly error: unknown;
  /** What the server says of one field of the body. */
  fieldError(name: string): string | undefined;
  submit(event: FormEvent): void;
  /** Runs something beside the form's own sending, with the same say. */
  run(work: () => Promise<void>): void;
}

/** `send` throws what has gone wrong. */
export function useForm(send: () => Promise<void>): FormState {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isRunning = useRef(false);
  const run = (work: () => Promise<void>): void => {
    if (isRunning.current) return;
    isRunning.current = true;
    setBusy(true);
    setError(null);
    work()
      .catch((problem: unknown) => setError(problem))
      .finally(() => {
        isRunning.current = false;
        setBusy(false);
      });
  };
  return {
    isBusy,
    error,
    fieldError: (name) =>
      error instanceof ApiProblem
        ? error.fields.find(({ path }) => path.replace(/^body\./, '') === name)?.message
        : undefined,
    submit(event) {
      event.preventDefault();
      run(send);
    },
    run,
  };
}

export function Form({
  state,
  button,
  children,
}: {
  readonly state: FormState;
  readonly button: string;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <form className={styles['form']} onSubmit={state.submit}>
      {children}
      <ProblemCallout error={state.error} />
      <Button kind="primary" size="large" type="submit" isBusy={state.isBusy}>
        {button}
      </Button>
    </form>
  );
}

export function ProblemCallout({ error }: { readonly error: unknown }): JSX.Element | null {
  const textOf = useProblemText();
  return error === null || error === undefined ? null : <Callout kind="bad">{textOf(error)}</Callout>;
}

/** A password, which can be looked at while it is typed. */
export function PasswordField(props: Omit<TextFieldProps, 'type' | 'trailing'>): JSX.Element {
  const { t } = useTexts();
  const [isShown, setShown] = useState(false);
  return (
    <TextField
      maxLength={200}
      required
      {...props}
      type={isShown ? 'text' : 'password'}
      spellCheck={false}
      autoCapitalize="none"
      trailing={
        <IconButton
          label={t(isShown ? 'account.password.hide' : 'account.password.show')}
          icon={isShown ? <EyeOff /> : <Eye />}
          size="small"
          hasTip={false}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        />
      }
    />
  );
}
