// What clients may name assets by, and what they may call them.
import { z } from 'zod';

export const assetIdInput = z.string().regex(/^as_[0-9a-z]{26}$/);

/** As names of uploads: composed, without what is invisible or reorders other text. */
export const nameInput = z
  .string()
  .normalize('NFC')
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]*$/u, 'has characters that cannot be seen');
