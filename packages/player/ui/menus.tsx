/** What can be chosen: quality and speed, the sound, captions and how they look. */
import { Menu } from '@base-ui/react/menu';
import { AudioLines, Captions, Check, Settings2, Type } from 'lucide-react';
import { createContext, type JSX, type ReactNode, use } from 'react';
import type { Engine } from '../engine/engine.ts';
import { preferences } from '../engine/preferences.ts';
import { useStore } from '../engine/store.ts';
import type { Caption, Tracks, Voice } from '../engine/tracks.ts';
import { type PlayerTexts, usePlayerTexts } from '../texts/index.ts';
import { ControlButton } from './control-button.tsx';
import { speeds } from './keys.ts';
import styles from './menus.module.css';
import { useVideo } from './use-video.ts';

/** Popups stand inside the player, or nobody would see them in full screen. */
export const PopupHost = createContext<HTMLElement | null>(null);

interface ChoiceMenuProps {
  readonly label: string;
  readonly icon: JSX.Element;
  readonly children: ReactNode;
  onOpenChange(isOpen: boolean): void;
}

function ChoiceMenu({ label, icon, children, onOpenChange }: ChoiceMenuProps): JSX.Element {
  return (
    <Menu.Root modal={false} onOpenChange={onOpenChange}>
      <Menu.Trigger render={<ControlButton label={label} icon={icon} />} />
      <Menu.Portal container={use(PopupHost)}>
        <Menu.Positioner side="top" align="end" sideOffset={12} className={styles['positioner']}>
          <Menu.Popup className={styles['popup']}>{children}</Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
}

function Choices({
  label,
  value,
  choices,
  onChoose,
}: {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  onChoose(value: string): void;
}): JSX.Element {
  return (
    <Menu.Group>
      <Menu.GroupLabel className={styles['label']}>{label}</Menu.GroupLabel>
      <Menu.RadioGroup value={value} onValueChange={(next: string) => onChoose(next)}>
        {choices.map((choice) => (
          <Menu.RadioItem key={choice.value} value={choice.value} closeOnClick className={styles['item']}>
            <span className={styles['check']}>
              <Menu.RadioItemIndicator>
                <Check aria-hidden="true" />
              </Menu.RadioItemIndicator>
            </span>
            <span>{choice.label}</span>
            {choice.detail === undefined ? null : <span className={styles['detail']}>{choice.detail}</span>}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </Menu.Group>
  );
}

export interface MenuProps {
  readonly engine: Engine;
  onOpenChange(isOpen: boolean): void;
}

export function SettingsMenu({ engine, onOpenChange }: MenuProps): JSX.Element {
  const { t, number } = usePlayerTexts();
  const { video } = engine;
  const tracks = useStore(engine.tracks);
  const speed = useVideo(video, ['ratechange', 'playing'], (of) =>
    of.playbackRate === 0 ? of.defaultPlaybackRate : of.playbackRate,
  );
  return (
    <ChoiceMenu label={t('player.menu.settings')} icon={<Settings2 />} onOpenChange={onOpenChange}>
      <div className={styles['columns']}>
        {tracks.qualities.length === 0 ? null : (
          <Choices
            label={t('player.quality')}
            value={
              tracks.isAutomatic ? 'auto' : (tracks.qualities.find(({ isActive }) => isActive)?.id ?? 'auto')
            }
            choices={qualityChoices(tracks, { t, number })}
            onChoose={(id) => engine.selectQuality(id)}
          />
        )}
        <Choices
          label={t('player.speed')}
          value={String(speed)}
          choices={speeds.map((one) => ({
            value: String(one),
            label: one === 1 ? t('player.speed.normal') : t('player.speed.times', { speed: number(one) }),
          }))}
          onChoose={(value) => {
            video.playbackRate = Number(value);
          }}
        />
      </div>
    </ChoiceMenu>
  );
}

function qualityChoices(tracks: Tracks, { t, number }: Pick<PlayerTexts, 't' | 'number'>): Choice[] {
  const active = tracks.qualities.find(({ isActive }) => isActive);
  const automatic =
    tracks.isAutomatic && active !== undefined
      ? t('player.quality.auto.now', { lines: String(active.lines) })
      : t('player.quality.auto');
  return [
    { value: 'auto', label: automatic },
    ...tracks.qualities.map(({ id, lines, bandwidth }) => ({
      value: id,
      label: t('player.quality.lines', { lines: String(lines) }),
      detail: t('player.quality.rate', { megabits: number(bandwidth / 1e6, { maximumFractionDigits: 1 }) }),
    })),
  ];
}

export function AudioMenu({ engine, onOpenChange }: MenuProps): JSX.Element | null {
  const texts = usePlayerTexts();
  const { voices } = useStore(engine.tracks);
  if (voices.length < 2) return null;
  return (
    <ChoiceMenu label={texts.t('player.audio')} icon={<AudioLines />} onOpenChange={onOpenChange}>
      <Choices
        label={texts.t('player.audio')}
        value={voices.find(({ isActive }) => isActive)?.id ?? ''}
        choices={voices.map((voice, at) => ({
          value: voice.id,
          label: voiceName(voice, at, texts),
          ...(voice.channels === null
            ? {}
            : { detail: texts.t('player.audio.channels', { channels: voice.channels }) }),
        }))}
        onChoose={(id) => {
          engine.selectVoice(id);
          preferences().set({ audioLanguage: voices.find((one) => one.id === id)?.language ?? null });
        }}
      />
    </ChoiceMenu>
  );
}

/** The language where the source says no more; a commentary has a name of its own. */
function voiceName({ label, language }: Voice, at: number, { t, nameOf }: PlayerTexts): string {
  const spoken = language === '' || language === 'und' ? null : nameOf('language', language);
  if (spoken === null) return label ?? t('player.audio.unnamed', { number: at + 1 });
  const plain = new Intl.DisplayNames(['en'], { type: 'language' }).of(language);
  return label === null || label === plain ? spoken : `${spoken} · ${label}`;
}

export function CaptionMenu({
  engine,
  onOpenChange,
  onStyle,
}: MenuProps & { readonly onStyle: () => void }): JSX.Element {
  const texts = usePlayerTexts();
  const { captions } = useStore(engine.tracks);
  return (
    <ChoiceMenu label={texts.t('player.captions')} icon={<Captions />} onOpenChange={onOpenChange}>
      {captions.length === 0 ? (
        <p className={styles['nothing']}>{texts.t('player.captions.none')}</p>
      ) : (
        <Choices
          label={texts.t('player.captions')}
          value={captions.find(({ isActive }) => isActive)?.id ?? 'off'}
          choices={[
            { value: 'off', label: texts.t('player.captions.off') },
            ...captions.map((caption) => ({ value: caption.id, label: captionName(caption, texts) })),
          ]}
          onChoose={(id) => chooseCaption(engine, id === 'off' ? null : id)}
        />
      )}
      <Menu.Separator className={styles['separator']} />
      <Menu.Item className={styles['item']} onClick={onStyle}>
        <span className={styles['check']}>
          <Type aria-hidden="true" />
        </span>
        {texts.t('player.captions.style')}
      </Menu.Item>
    </ChoiceMenu>
  );
}

function captionName({ label, language, isForced }: Caption, { t, nameOf }: PlayerTexts): string {
  const name =
    label ?? (language === '' || language === 'und' ? t('player.captions') : nameOf('language', language));
  return isForced ? t('player.captions.forced', { name }) : name;
}

export function chooseCaption(engine: Engine, id: string | null): void {
  engine.selectCaption(id);
  const chosen = engine.tracks.get().captions.find((one) => one.id === id);
  const kept = preferences().get().captions;
  const language = chosen?.language ?? kept?.language ?? null;
  const kind = chosen?.kind ?? kept?.kind ?? 'subtitles';
  // Forced ones are no wish for all of the words.
  preferences().set({ captions: { isOn: chosen?.isForced === false, language, kind } });
}
