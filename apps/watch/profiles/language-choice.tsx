/** Languages in the order in which they are wanted. */
import { IconButton, Select } from '@vitascope/design';
import { ArrowUp, X } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './language-choice.module.css';

/** Languages that titles often have; any other stays that was set elsewhere. */
const offered = [
  'en', 'de', 'ar', 'fr', 'es', 'pt', 'it', 'nl', 'pl', 'cs', 'sv', 'da', 'nb', 'fi', 'tr', 'uk',
  'ru', 'el', 'he', 'fa', 'hi', 'id', 'th', 'vi', 'ja', 'ko', 'zh-Hans', 'zh-Hant',
]; // biome-ignore format: a list to read across
const MOST = 5;

export function LanguageChoice({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: readonly string[];
  onChange(value: readonly string[]): void;
}): JSX.Element {
  const { t, nameOf } = useTexts();
  const others = offered.filter((one) => !value.includes(one));
  return (
    <div className={styles['languages']}>
      {value.length === 0 ? null : (
        <ol className={styles['list']} aria-label={label}>
          {value.map((one, index) => (
            <li key={one} className={styles['item']}>
              <span>{nameOf('language', one)}</span>
              {index === 0 ? null : (
                <IconButton
                  label={t('profiles.language.earlier', { language: nameOf('language', one) })}
                  icon={<ArrowUp />}
                  size="small"
                  onClick={() => onChange([one, ...value.filter((other) => other !== one)])}
                />
              )}
              <IconButton
                label={t('profiles.language.remove', { language: nameOf('language', one) })}
                icon={<X />}
                size="small"
                onClick={() => onChange(value.filter((other) => other !== one))}
              />
            </li>
          ))}
        </ol>
      )}
      <Select<string>
        label={label}
        value=""
        isDisabled={value.length >= MOST}
        options={[
          { value: '', label: t('profiles.language.add') },
          ...others.map((one) => ({ value: one, label: nameOf('language', one) })),
        ]}
        onChoose={(one) => one !== '' && onChange([...value, one])}
      />
    </div>
  );
}
