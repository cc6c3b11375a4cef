/** Asks the routes of accounts, which know by a cookie who is signed in. */

export type AuthAnswer<T> =
  | { readonly isOk: true; readonly body: T }
  /** `status` is 0 when nobody answered. `refusal` is in the server's words. */
  | { readonly isOk: false; readonly status: number; readonly refusal: string };

/** `path` is below /api/v1/auth. */
export async function postAuth<T = unknown>(path: string, body: object): Promise<AuthAnswer<T>> {
  try {
    const response = await fetch(`/api/v1/auth${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const said = await response.json().catch(() => null);
    if (response.ok) return { isOk: true, body: said };
    const refusal = said?.fields?.[0]?.message ?? said?.detail ?? `The server answered ${response.status}.`;
    return { isOk: false, status: response.status, refusal };
  } catch {
    return { isOk: false, status: 0, refusal: 'Vitascope does not answer. Try again.' };
  }
}
