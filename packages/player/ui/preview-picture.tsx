/** The small picture of a moment, in a place that is there before the picture is. Loaded when somebody first seeks by hand. */
import { type JSX, useCallback, useEffect, useSyncExternalStore } from 'react';
import type { MediaAddress } from '../engine/media-address.ts';
import { previewSheets } from '../engine/preview-sheets.ts';
import styles from './preview-picture.module.css';

export interface PreviewPictureProps {
  readonly address: MediaAddress;
  readonly seconds: number;
}

export default function PreviewPicture({ address, seconds }: PreviewPictureProps): JSX.Element | null {
  const sheets = previewSheets(address);
  // As text, so that React sees when it is the same.
  const read = useCallback(() => JSON.stringify(sheets.at(seconds)), [sheets, seconds]);
  const found = JSON.parse(useSyncExternalStore(sheets.watch, read)) as ReturnType<typeof sheets.at>;
  useEffect(() => sheets.want(seconds));
  if (found === null) return null;
  const { tile, url } = found;
  return (
    <span
      className={styles['picture']}
      data-preview={url === null ? 'loading' : 'ready'}
      style={{
        inlineSize: `${tile.width}px`,
        blockSize: `${tile.height}px`,
        ...(url === null
          ? {}
          : { backgroundImage: `url("${url}")`, backgroundPosition: `-${tile.x}px -${tile.y}px` }),
      }}
    />
  );
}
