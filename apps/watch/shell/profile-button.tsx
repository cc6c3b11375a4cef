/** The profile's face in the header. Its menu is loaded when somebody comes near it: most visits never open it. */
import type { Profile } from '@vitascope/client';
import { Avatar } from '@vitascope/design';
import { type ComponentType, type JSX, useRef, useState } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './header.module.css';

export interface ProfileMenuProps {
  readonly profile: Profile;
  readonly trigger: JSX.Element;
  readonly isOpenAtFirst: boolean;
}

export function ProfileButton({ profile }: { readonly profile: Profile }): JSX.Element {
  const { t } = useTexts();
  const [Menu, setMenu] = useState<ComponentType<ProfileMenuProps> | null>(null);
  const wasPressed = useRef(false);
  const button = useRef<HTMLButtonElement | null>(null);

  function load(): void {
    void import('./profile-menu.tsx').then(({ ProfileMenu }) => setMenu(() => ProfileMenu));
  }

  const trigger = (
    <button
      ref={(node) => {
        // Where the menu takes the button over, it takes the focus over, too.
        const hadFocus = button.current !== null && button.current === document.activeElement;
        if (node !== null) {
          if (hadFocus && node !== button.current) node.focus();
          button.current = node;
        }
      }}
      type="button"
      className={styles['person']}
      aria-label={t('shell.profile', { name: profile.name })}
      data-focus=""
      {...(Menu === null
        ? {
            'aria-haspopup': 'menu' as const,
            onPointerEnter: load,
            onFocus: load,
            onClick: () => {
              wasPressed.current = true;
              load();
            },
          }
        : {})}
    >
      <Avatar name={profile.name} avatar={profile.avatar} size={34} />
    </button>
  );
  return Menu === null ? (
    trigger
  ) : (
    <Menu profile={profile} trigger={trigger} isOpenAtFirst={wasPressed.current} />
  );
}
