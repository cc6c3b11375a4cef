/** What can be done with an asset beside watching it. */
import { useNavigate } from '@tanstack/react-router';
import type { Asset } from '@vitascope/client';
import { Button, IconButton, Menu, MenuItem, MenuSeparator } from '@vitascope/design';
import { CircleSlash, EllipsisVertical, RotateCw, Trash2 } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../../texts/index.ts';
import { cancelAssets, deleteAssets, mayCancel, mayRedrive, redriveAssets } from '../assets/change-assets.ts';

export function AssetMenu({ asset }: { readonly asset: Asset }): JSX.Element {
  const texts = useTexts();
  const { t } = texts;
  const navigate = useNavigate();
  const { id, state } = asset;
  return (
    <>
      {mayRedrive(state) ? (
        <Button icon={<RotateCw aria-hidden="true" />} onClick={() => void redriveAssets([id], texts)}>
          {t('library.redrive', { count: 1 })}
        </Button>
      ) : null}
      {mayCancel(state) ? (
        <Button icon={<CircleSlash aria-hidden="true" />} onClick={() => void cancelAssets([id], texts)}>
          {t('library.cancel', { count: 1 })}
        </Button>
      ) : null}
      <Menu trigger={<IconButton kind="solid" label={t('library.actions')} icon={<EllipsisVertical />} />}>
        <MenuItem icon={<RotateCw aria-hidden="true" />} onSelect={() => void redriveAssets([id], texts)}>
          {t('library.redrive.all')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem
          isDanger
          icon={<Trash2 aria-hidden="true" />}
          onSelect={() => {
            deleteAssets([id], texts);
            void navigate({ to: '/' });
          }}
        >
          {t('library.delete')}
        </MenuItem>
      </Menu>
    </>
  );
}
