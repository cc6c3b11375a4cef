// One action on many assets, each for itself: what cannot be done to one is done to the others.
import { isVitascopeError } from '@vitascope/platform/kernel';

export const manyActions = ['cancel', 'redrive', 'delete', 'restore'] as const;
export type ManyAction = (typeof manyActions)[number];

export interface Outcome {
  readonly id: string;
  /** Null where it was done. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Enough to be quick, and few enough to leave the database to others. */
const AT_ONCE = 4;

/** In the order of the ids. @throws what is no refusal but a failure of this system */
export async function actOnMany(
  ids: readonly string[],
  act: (id: string) => Promise<unknown>,
): Promise<readonly Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const waiting = [...new Set(ids)].values();
  const work = async (): Promise<void> => {
    for (const id of waiting) outcomes.set(id, { id, error: await refusalOf(act(id)) });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return [...new Set(ids)].flatMap((id) => outcomes.get(id) ?? []);
}

async function refusalOf(acting: Promise<unknown>): Promise<Outcome['error']> {
  try {
    await acting;
    return null;
  } catch (error) {
    if (!isVitascopeError(error) || error.kind === 'internal') throw error;
    return { code: error.code, message: error.message };
  }
}
