// Sets the colours before the first paint. A classic script: a module would run after it.
{
  const root = document.documentElement;
  let theme = root.dataset.themeDefault;
  try {
    theme = localStorage.getItem(root.dataset.themeKey) ?? theme;
  } catch {
    // Storage is forbidden here: the default is as good.
  }
  if (theme === 'system') theme = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  root.dataset.theme = theme === 'light' ? 'light' : 'dark';
}
