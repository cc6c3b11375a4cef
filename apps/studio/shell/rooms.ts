/** The rooms of Studio, in their order, and who has use for each. */
import {
  Activity,
  Clapperboard,
  FileInput,
  Film,
  type LucideIcon,
  Rows3,
  Users,
  Webhook,
} from 'lucide-react';
import type { TextKey } from '../texts/index.ts';

export interface Room {
  readonly to: string;
  readonly name: TextKey;
  readonly icon: LucideIcon;
  /** Its pages may have other addresses too. */
  readonly also?: readonly string[];
}

export const rooms: readonly Room[] = [
  { to: '/', name: 'room.library', icon: Film, also: ['/assets', '/trash'] },
  { to: '/titles', name: 'room.titles', icon: Clapperboard },
  { to: '/rows', name: 'room.rows', icon: Rows3 },
  { to: '/imports', name: 'room.imports', icon: FileInput },
  { to: '/people', name: 'room.people', icon: Users },
  { to: '/connections', name: 'room.connections', icon: Webhook },
  { to: '/system', name: 'room.system', icon: Activity },
];

export const isWithin = (pathname: string, { to, also = [] }: Room): boolean =>
  [to, ...also].some((place) => (place === '/' ? pathname === '/' : `${pathname}/`.startsWith(`${place}/`)));
