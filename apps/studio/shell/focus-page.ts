/** After another page has come, the keyboard and screen readers begin at it, as they do after a page load. */
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

export function useFocusOnNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onResolved', ({ pathChanged, fromLocation }) => {
        if (!pathChanged || fromLocation === undefined) return;
        document.querySelector<HTMLElement>('#content')?.focus({ preventScroll: true });
      }),
    [router],
  );
}
