/** Buttons that choose films, or a folder of them. */
import { Button, type ButtonProps, IconButton, Menu, MenuItem } from '@vitascope/design';
import { ChevronDown, FolderUp, Upload } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../../texts/index.ts';
import styles from './choose-files.module.css';
import { askForFiles } from './file-inputs.tsx';
import { pickWithHandles } from './gather-files.ts';
import { useTakeFiles } from './take-files.ts';

export function ChooseFiles({ size = 'medium' }: Pick<ButtonProps, 'size'>): JSX.Element {
  const { t } = useTexts();
  const take = useTakeFiles();
  const choose = async (): Promise<void> => {
    const picked = await pickWithHandles();
    if (picked === 'unsupported') askForFiles('files');
    else if (picked !== null) take(picked);
  };
  return (
    <div className={styles['choose']}>
      <Button
        kind="primary"
        size={size}
        icon={<Upload aria-hidden="true" />}
        className={styles['main'] ?? ''}
        onClick={() => void choose()}
      >
        {t('library.upload.choose')}
      </Button>
      <Menu
        trigger={
          <IconButton
            label={t('library.upload.more')}
            icon={<ChevronDown />}
            className={`${styles['more']} ${size === 'large' ? styles['more-large'] : ''}`}
          />
        }
      >
        <MenuItem icon={<FolderUp aria-hidden="true" />} onSelect={() => askForFiles('folder')}>
          {t('library.upload.folder')}
        </MenuItem>
      </Menu>
    </div>
  );
}
