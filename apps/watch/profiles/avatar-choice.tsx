/** One of the faces that a profile may have. */
import { Avatar, type AvatarName, avatarNames } from '@vitascope/design';
import { type JSX, useId } from 'react';
import { type TextKey, useTexts } from '../texts/index.ts';
import styles from './who.module.css';

export function AvatarChoice({
  name,
  value,
  onChange,
}: {
  /** Of the profile: its first letter is in each. */
  readonly name: string;
  readonly value: AvatarName;
  onChange(value: AvatarName): void;
}): JSX.Element {
  const { t } = useTexts();
  const group = useId();
  return (
    <fieldset>
      <legend className="visually-hidden">{t('profiles.avatar')}</legend>
      <div className={styles['avatars']}>
        {avatarNames.map((one) => (
          <label key={one} className={styles['avatar']}>
            <Avatar name={name.trim() === '' ? '?' : name} avatar={one} size={56} />
            <input
              type="radio"
              name={group}
              checked={one === value}
              onChange={() => onChange(one)}
              aria-label={t(`profiles.avatar.${one}` as TextKey)}
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
