/** The picture as something to press: a click plays and pauses; a tap shows the controls, two at a side go 10 seconds. */
import { type JSX, type PointerEvent, useEffect, useRef, useState } from 'react';
import { usePlayerTexts } from '../texts/index.ts';
import type { PlayerAction } from './keys.ts';
import styles from './surface.module.css';

/** Two taps within this time are one gesture. */
const doubleMs = 280;
const jumpSeconds = 10;

export interface SurfaceProps {
  act(action: PlayerAction): void;
  /** A tap of a finger: the controls come, or go. */
  onTap(): void;
}

interface Jumped {
  readonly side: 'back' | 'on';
  readonly seconds: number;
}

/** Which third: time runs from left to right in every language. */
function sideOf(event: PointerEvent): Jumped['side'] | 'middle' {
  const box = event.currentTarget.getBoundingClientRect();
  const share = (event.clientX - box.left) / Math.max(1, box.width);
  if (share < 0.35) return 'back';
  return share > 0.65 ? 'on' : 'middle';
}

export function Surface({ act, onTap }: SurfaceProps): JSX.Element {
  const { t } = usePlayerTexts();
  const [jumped, setJumped] = useState<Jumped | null>(null);
  const last = useRef({ at: 0, side: '' });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const fading = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      clearTimeout(fading.current);
    },
    [],
  );

  const jump = (side: Jumped['side']): void => {
    act({ do: 'seekBy', seconds: side === 'back' ? -jumpSeconds : jumpSeconds });
    setJumped((before) => ({ side, seconds: (before?.side === side ? before.seconds : 0) + jumpSeconds }));
    clearTimeout(fading.current);
    fading.current = setTimeout(() => setJumped(null), 700);
  };
  const onTouch = (event: PointerEvent): void => {
    const side = sideOf(event);
    const isSecond = event.timeStamp - last.current.at < doubleMs && last.current.side === side;
    last.current = { at: event.timeStamp, side };
    clearTimeout(timer.current);
    if (side !== 'middle' && (isSecond || jumped?.side === side)) jump(side);
    else timer.current = setTimeout(onTap, side === 'middle' ? 0 : doubleMs);
  };
  const onPointerUp = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') onTouch(event);
    else if (event.button === 0) act({ do: 'toggle' });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for pointers only; keys and buttons do the same
    <div
      dir="ltr"
      className={styles['surface']}
      data-surface=""
      onPointerUp={onPointerUp}
      onDoubleClick={(event) => {
        if ((event.nativeEvent as unknown as { pointerType?: string }).pointerType !== 'touch')
          act({ do: 'fullscreen' });
      }}
    >
      {jumped === null ? null : (
        <span key={jumped.seconds} className={styles['jump']} data-side={jumped.side} aria-live="polite">
          {t(jumped.side === 'back' ? 'player.backward' : 'player.forward', { seconds: jumped.seconds })}
        </span>
      )}
    </div>
  );
}
