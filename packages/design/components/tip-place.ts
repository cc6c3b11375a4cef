/** Who shows tips. An app that wants them hands `Tips` around its pages; without it, the browser's own do. */
import { type ComponentType, createContext, type JSX } from 'react';

export interface TipProps {
  readonly text: string;
  readonly children: JSX.Element;
}

export const TipPlace = createContext<ComponentType<TipProps> | null>(null);
