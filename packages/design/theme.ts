/** Dark, light, or what the system says; remembered in the browser and set before the first paint by `theme-first.js` of each app. */
import { useSyncExternalStore } from 'react';

export type Theme = 'dark' | 'light' | 'system';

const listeners = new Set<() => void>();

const keyOf = (): string => document.documentElement.dataset['themeKey'] ?? 'vitascope.theme';
const fallback = (): 'dark' | 'light' =>
  document.documentElement.dataset['themeDefault'] === 'light' ? 'light' : 'dark';

/** What was chosen in this browser, else the app's own. */
export function chosenTheme(): Theme {
  try {
    const kept = localStorage.getItem(keyOf());
    if (kept === 'dark' || kept === 'light' || kept === 'system') return kept;
  } catch {
    // Storage is forbidden here: the default is as good.
  }
  return fallback();
}

export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(keyOf(), theme);
  } catch {
    // It holds until the page is left.
  }
  show(theme);
  for (const listener of listeners) listener();
}

function show(theme: Theme): void {
  const isLight =
    theme === 'light' || (theme === 'system' && matchMedia('(prefers-color-scheme: light)').matches);
  document.documentElement.dataset['theme'] = isLight ? 'light' : 'dark';
}

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore((listener) => {
    listeners.add(listener);
    const system = matchMedia('(prefers-color-scheme: light)');
    const follow = (): void => show(chosenTheme());
    system.addEventListener('change', follow);
    return () => {
      listeners.delete(listener);
      system.removeEventListener('change', follow);
    };
  }, chosenTheme);
  return [theme, chooseTheme];
}
