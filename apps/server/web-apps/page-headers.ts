/** What goes with every answer of the web apps. */
export interface HeaderWish {
  /** From {@link WebApp.scriptHashes}. */
  readonly scriptHashes: readonly string[];
  /** Who may show the page in a frame, as `frame-ancestors` names them. */
  readonly frameAncestors: string;
}

/**
 * Nothing from elsewhere, and of what stands in the page itself only the scripts that were there when it was built. Styles
 * that scripts set through the CSSOM need no permission. Pictures of Media Source and of files that somebody has chosen are
 * `blob:`.
 */
export function webAppHeaders({
  scriptHashes,
  frameAncestors,
}: HeaderWish): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `script-src ${["'self'", ...scriptHashes].join(' ')}`,
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors}`,
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  };
}
