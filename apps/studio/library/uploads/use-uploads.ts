/** The uploads of this page: one for all rooms, so that they go on while one walks through them. */
import { useSyncExternalStore } from 'react';
import type { UploadItem } from './upload-item.ts';
import { createUploads } from './uploads.ts';

export const uploads = createUploads();

export const useUploads = (): readonly UploadItem[] => useSyncExternalStore(uploads.subscribe, uploads.items);
