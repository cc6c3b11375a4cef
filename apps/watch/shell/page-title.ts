/** The title of the page in the browser's tab and history. */
import { useEffect } from 'react';
import { useServiceName } from '../session/service.ts';

/** `name` is what the page shows; without one it is the service's own. */
export function usePageTitle(name?: string): void {
  const service = useServiceName();
  useEffect(() => {
    document.title = name === undefined || name === '' ? service : `${name} · ${service}`;
  }, [name, service]);
}
