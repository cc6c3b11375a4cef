/** Sets the colours before the first paint. A classic script: a module would run after it. */
{
  const kept = ((): string | null => {
    try {
      return localStorage.getItem('vitascope.theme');
    } catch {
      return null; // storage is forbidden here: the default is as good
    }
  })();
  if (kept === 'light') document.documentElement.dataset['theme'] = 'light';
}
