/** What the address of the library can say, as far as it makes sense. */
import { type Group, groups, type Sort, sorts } from './assets/asset-order.ts';

export interface LibrarySearch {
  readonly q?: string;
  readonly show?: Group;
  readonly sort?: Sort;
}

export function readLibrarySearch({ q, show, sort }: Record<string, unknown>): LibrarySearch {
  const group = groups.find((known) => known === show);
  const order = sorts.find((known) => known === sort);
  return {
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(group === undefined ? {} : { show: group }),
    ...(order === undefined ? {} : { sort: order }),
  };
}
