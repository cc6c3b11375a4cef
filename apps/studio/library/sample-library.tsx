/** Fills an empty system with little films. */
import type { JSX } from 'react';

export function SampleLibrary(): JSX.Element | null {
  return null;
}
