/** A form that is sent once at a time, says what is wrong beside what is wrong, and keeps what was typed. */
import { type FormEvent, useRef, useState } from 'react';

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
    fieldError: (name) => fieldsOf(error).find(({ path }) => path.replace(/^body\./, '') === name)?.message,
    submit(event) {
      event.preventDefault();
      run(send);
    },
    run,
  };
}

interface Field {
  readonly path: string;
  readonly message: string;
}

/** Problems of the API name the parts of the request that they refuse. */
function fieldsOf(error: unknown): readonly Field[] {
  const { fields } = (error ?? {}) as { readonly fields?: unknown };
  return Array.isArray(fields) ? (fields as Field[]) : [];
}
