/** Buttons that choose films, or a folder of them. */
import { Button, type ButtonProps, IconButton, Menu, MenuItem } from '@vitascope/design';
import { ChevronDown, FolderUp, Upload } from 'lucide-react';
import { type JSX, useRef } from 'react';
import { useTexts } from '../../texts/index.ts';
import styles from './choose-files.module.css';
import { gatherChosen, pickWithHandles } from './gather-files.ts';
import { useTakeFiles } from './take-files.ts';

export function ChooseFiles({ size = 'medium' }: Pick<ButtonProps, 'size'>): JSX.Element {
  const { t } = useTexts();
  const take = useTakeFiles();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const choose = async (): Promise<void> => {
    const picked = await pickWithHandles();
    if (picked === 'unsupported') files.current?.click();
    else if (picked !== null) take(picked);
  };
  const onChosen = (input: HTMLInputElement, isFolder: boolean): void => {
    if (input.files !== null) take(gatherChosen(input.files, isFolder));
    input.value = '';
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
        <MenuItem icon={<FolderUp aria-hidden="true" />} onSelect={() => folder.current?.click()}>
          {t('library.upload.folder')}
        </MenuItem>
      </Menu>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        data-upload="files"
        onChange={(event) => onChosen(event.currentTarget, false)}
      />
      <input
        ref={folder}
        type="file"
        hidden
        data-upload="folder"
        {...{ webkitdirectory: '' }}
        onChange={(event) => onChosen(event.currentTarget, true)}
      />
    </div>
  );
}
