/** A link into the player, and the sign that somebody means to follow it. */
import { useRouter } from '@tanstack/react-router';
import type { ComponentProps, JSX, MouseEvent } from 'react';
import { onIntent, onIntentGone } from '../home/intent.ts';

export interface PlayLinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  readonly titleId: string;
  /** One of its trailers or extras. */
  readonly assetId?: string;
}

export function PlayLink({ titleId, assetId, ...rest }: PlayLinkProps): JSX.Element {
  const router = useRouter();
  const href = assetId === undefined ? `/play/${titleId}` : `/play/${titleId}?asset=${assetId}`;
  function follow(event: MouseEvent<HTMLAnchorElement>): void {
    rest.onClick?.(event);
    // Another tab or window is the browser's business.
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    void router.navigate({ href });
  }
  return (
    <a
      data-focus=""
      {...rest}
      href={href}
      onClick={follow}
      onPointerEnter={() => onIntent(titleId)}
      onPointerLeave={() => onIntentGone(titleId)}
      onFocus={(event) => {
        rest.onFocus?.(event);
        onIntent(titleId);
      }}
      onBlur={(event) => {
        rest.onBlur?.(event);
        onIntentGone(titleId);
      }}
    >
      {rest.children}
    </a>
  );
}
