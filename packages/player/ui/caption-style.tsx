/** How captions look: kept in this browser, seen at once. */
import { Button } from '@vitascope/design';
import type { CSSProperties, JSX } from 'react';
import { type CaptionStyle, captionChoices, firstCaptionStyle, preferences } from '../engine/preferences.ts';
import { useStore } from '../engine/store.ts';
import { type PlayerTextKey, usePlayerTexts } from '../texts/index.ts';
import styles from './caption-style.module.css';
import { Panel } from './panel.tsx';

/** The style as custom properties, which the rules for captions use. */
export function captionVariables(style: CaptionStyle): CSSProperties {
  return {
    '--cue-size': String(style.size / 100),
    '--cue-colour': `var(--cue-${style.colour})`,
    '--cue-ground': `var(--cue-ground-${style.ground})`,
    '--cue-edge': `var(--cue-edge-${style.edge})`,
    '--cue-font': `var(--cue-font-${style.font})`,
  } as CSSProperties;
}

export function CaptionStylePanel({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  onClose(): void;
}): JSX.Element {
  const { t, number } = usePlayerTexts();
  const store = preferences();
  const { captionStyle } = useStore(store);
  const set = (change: Partial<CaptionStyle>): void =>
    store.set({ captionStyle: { ...store.get().captionStyle, ...change } });
  const nameOf = (name: keyof CaptionStyle, value: string | number): string =>
    name === 'size'
      ? number(Number(value) / 100, { style: 'percent' })
      : t(`player.captions.${name}.${value}` as PlayerTextKey);
  return (
    <Panel title={t('player.captions.style')} isOpen={isOpen} onClose={onClose}>
      <p className={styles['sample']} style={captionVariables(captionStyle)}>
        <span className={styles['cue']}>{t('player.captions.sample')}</span>
      </p>
      {(Object.keys(captionChoices) as (keyof CaptionStyle)[]).map((name) => (
        <fieldset key={name} className={styles['group']}>
          <legend className={styles['legend']}>{t(`player.captions.${name}`)}</legend>
          <div className={styles['choices']}>
            {captionChoices[name].map((value) => (
              <label key={value} className={styles['choice']}>
                <input
                  type="radio"
                  name={`caption-${name}`}
                  checked={captionStyle[name] === value}
                  onChange={() => set({ [name]: value } as Partial<CaptionStyle>)}
                />
                <span>{nameOf(name, value)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      <Button onClick={() => set(firstCaptionStyle)}>{t('player.captions.reset')}</Button>
    </Panel>
  );
}
