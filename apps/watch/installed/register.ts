/** Keeps Watch at hand on this machine, once everything that the page itself needs is there. */
export function keepAtHand(): void {
  // Within another site's page nobody has asked for it.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || window.top !== window.self) return;
  const register = (): void => {
    // Where storage is forbidden it works without.
    navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  };
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register, { once: true });
}
