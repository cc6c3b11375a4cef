/** Whether anything was loaded on this page so far: whoever rehearses has nothing to gain then, and stops. */
const first = new AbortController();

export const somethingLoads = first.signal;

export const tellOfLoading = (): void => first.abort();
