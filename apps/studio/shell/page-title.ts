/** The title of the page in the browser's tab and history. */
import { useEffect } from 'react';

export function usePageTitle(name: string): void {
  useEffect(() => {
    document.title = `${name} · Vitascope Studio`;
  }, [name]);
}
