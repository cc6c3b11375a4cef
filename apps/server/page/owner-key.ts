/** The owner key on its way from the address bar into this browser's storage. */

const storageName = 'vitascope.owner-key';
const keyPattern = /^vk_[A-Za-z0-9_-]{8,200}$/;

/** The key in a fragment such as `#key=vk_…`, or null. */
export function keyFromFragment(fragment: string): string | null {
  const key = new URLSearchParams(fragment.replace(/^#/, '')).get('key');
  return key !== null && keyPattern.test(key) ? key : null;
}

/** What a person pasted, if it can be a key: alone, with spaces around it, or inside the address that was printed. */
export function keyFromPaste(text: string): string | null {
  const found = /vk_[A-Za-z0-9_-]{8,200}/.exec(text.trim());
  return found === null ? null : found[0];
}

export interface KeyStore {
  load(): string | null;
  save(key: string): void;
  forget(): void;
}

/** Keeps the key in `storage`, or only until the page is closed where the browser forbids storage. */
export function createKeyStore(storage: () => Storage): KeyStore {
  let held: string | null = null;
  const attempt = <T>(use: (storage: Storage) => T): T | null => {
    try {
      return use(storage());
    } catch {
      return null;
    }
  };
  return {
    load: () => held ?? attempt((kept) => kept.getItem(storageName)),
    save(key) {
      held = key;
      attempt((kept) => kept.setItem(storageName, key));
    },
    forget() {
      held = null;
      attempt((kept) => kept.removeItem(storageName));
    },
  };
}
