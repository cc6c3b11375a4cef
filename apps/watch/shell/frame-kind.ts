/** How much of the frame a page wants: `bare` has the logo only, `none` nothing at all (the player, an embedded title). */
import { useMatches } from '@tanstack/react-router';

export type FrameKind = 'full' | 'bare' | 'none';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    readonly frame?: FrameKind;
  }
}

export function useFrameKind(): FrameKind {
  return (
    useMatches({
      select: (matches) =>
        matches.findLast(({ staticData }) => staticData.frame !== undefined)?.staticData.frame,
    }) ?? 'full'
  );
}
