/** How forms look, what they say when something is wrong, and a field for passwords. */
import {
  Button,
  Callout,
  type FormState,
  IconButton,
  TextField,
  type TextFieldProps,
} from '@vitascope/design';
import { Eye, EyeOff } from 'lucide-react';
import { type JSX, type ReactNode, useState } from 'react';
import { useProblemText } from '../session/problem-text.ts';
import { useTexts } from '../texts/index.ts';
import styles from './form.module.css';

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
