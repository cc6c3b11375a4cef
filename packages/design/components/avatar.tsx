/** A profile's face: a colour and a letter, chosen by its avatar's name, else by its own. */
import type { JSX } from 'react';
import styles from './avatar.module.css';

/** Names of avatars that a profile may have. The ground and the words on it have contrast AA. */
export const avatarColors = {
  lamp: ['#ffb347', '#0b0c10'],
  ember: ['#b83a19', '#ffffff'],
  leaf: ['#1f6f47', '#ffffff'],
  sky: ['#2b62bd', '#ffffff'],
  plum: ['#7b3f87', '#ffffff'],
  rose: ['#b2315f', '#ffffff'],
  teal: ['#1b6d73', '#ffffff'],
  sand: ['#d8c39a', '#0b0c10'],
} as const;

export type AvatarName = keyof typeof avatarColors;

export const avatarNames = Object.keys(avatarColors) as readonly AvatarName[];

export function avatarOf(avatar: string | null, name: string): AvatarName {
  if (avatar !== null && Object.hasOwn(avatarColors, avatar)) return avatar as AvatarName;
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return avatarNames[sum % avatarNames.length] ?? 'lamp';
}

export function Avatar({
  name,
  avatar,
  size = 40,
}: {
  readonly name: string;
  readonly avatar: string | null;
  readonly size?: number;
}): JSX.Element {
  const [ground, words] = avatarColors[avatarOf(avatar, name)];
  return (
    <span
      className={styles['avatar']}
      aria-hidden="true"
      style={{ width: size, height: size, fontSize: size * 0.44, background: ground, color: words }}
    >
      {firstLetterOf(name).toLocaleUpperCase()}
    </span>
  );
}

/** Of the first code points from U+0300 on, which combine with what is before them. */
const FIRST_COMBINING = 0x300;

/** As readers count letters (UAX 29). The browser's own rules are asked only where they differ: to load them takes it 20 ms. */
function firstLetterOf(name: string): string {
  const text = name.trim();
  if (text.charCodeAt(0) < FIRST_COMBINING && !(text.charCodeAt(1) >= FIRST_COMBINING)) return text.charAt(0);
  const [letter] = new Intl.Segmenter().segment(text);
  return letter?.segment ?? '?';
}
