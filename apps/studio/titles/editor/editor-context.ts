/** The title that is being edited, for the sections of its page. */
import { createContext, use } from 'react';
import type { FieldName, Fields, Title } from '../title-types.ts';
import type { SectionId } from './sections.ts';

export interface Editor {
  /** With what has not been saved. */
  readonly title: Title;
  /** As the server has it. */
  readonly saved: Title;
  readonly changed: readonly FieldName[];
  readonly isSaving: boolean;
  /** What the server refused, by the path of its field. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
  set<F extends FieldName>(field: F, value: Fields[F]): void;
  discard(field?: FieldName): void;
  /** With more changes at once. Resolves to whether it was saved. */
  save(more?: Partial<Fields>): Promise<boolean>;
  /** Shows a section and puts the focus there. */
  goTo(section: SectionId): void;
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = use(EditorContext);
  if (editor === null) throw new Error('A section needs the page of a title around it.');
  return editor;
}
