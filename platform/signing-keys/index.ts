/** Keys for tokens that are checked without asking anyone: shared by all processes, rotated by age. */
export { createSigningKeys, MAX_TOKEN_MS, type SigningKey, type SigningKeys } from './signing-keys.ts';
export { createSigningKeysTable } from './signing-keys-table.ts';
