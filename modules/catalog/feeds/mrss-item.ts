// What an item of Media RSS says of a title.
import { canonicalLanguage } from '../language.ts';
import { slugOf } from '../slug.ts';
import { creditRoles } from '../title.ts';
import type { FeedItem } from './feed-record.ts';
import type { Element } from './xml-element.ts';

/** Roles of EBU and of feeds seen, in our words. */
const roles: Readonly<Record<string, string>> = {
  ...Object.fromEntries(creditRoles.map((role) => [role, role])),
  actress: 'actor',
  author: 'writer',
  screenwriter: 'writer',
  'executive producer': 'producer',
  music: 'composer',
  'director of photography': 'cinematographer',
  anchor: 'presenter',
  host: 'presenter',
};

/** Years, by scheme and label, where the label does not say them. */
const ages: Readonly<Record<string, number>> = {
  'urn:simple nonadult': 0,
  'urn:simple adult': 18,
  'urn:mpaa g': 0,
  'urn:mpaa pg': 10,
  'urn:mpaa pg-13': 13,
  'urn:mpaa r': 17,
  'urn:mpaa nc-17': 18,
};

/** Elements that may stand in the item, in its group, or in its content; the nearest to the item counts (§ "hierarchy"). */
function find(item: Element, name: string): Element[] {
  let level: Element[] = [item];
  while (level.length > 0) {
    const found = level.flatMap(({ children }) => children.filter((child) => child.name === name));
    if (found.length > 0) return found;
    level = level.flatMap(({ children }) =>
      children.filter((child) => child.name === 'media:group' || child.name === 'media:content'),
    );
  }
  return [];
}

const textOf = (elements: readonly Element[]): string | undefined => {
  const text = elements[0]?.text.trim();
  return text === '' ? undefined : text;
};

export function itemToRecord(item: Element, channelLanguage: string): FeedItem {
  const places = new Map<string, string>();
  const value: Record<string, unknown> = Object.create(null);
  const say = (field: string, content: unknown, element: string): void => {
    if (content === undefined || (Array.isArray(content) && content.length === 0)) return;
    value[field] = content;
    places.set(field, element);
  };
  const language = canonicalLanguage(readableTag(channelLanguage)) ?? 'en';
  const guid = textOf(find(item, 'guid')) ?? textOf(find(item, 'link'));
  say('externalId', guid, 'guid');
  say('kind', 'film', 'item');
  say('originalLanguage', language, 'language');
  const name = textOf(find(item, 'media:title')) ?? textOf(find(item, 'title'));
  const synopsis = descriptionOf(item);
  if (name !== undefined) say('texts', { [language]: { name: oneLine(name), synopsis } }, 'media:title');
  say('firstShownOn', dayOf(textOf(find(item, 'pubDate'))), 'pubDate');
  say('genres', distinct(find(item, 'media:category').map(slugOfElement)), 'media:category');
  say(
    'tags',
    distinct((textOf(find(item, 'media:keywords')) ?? '').split(',').map(slugOf)),
    'media:keywords',
  );
  say('credits', find(item, 'media:credit').flatMap(creditOf), 'media:credit');
  say('ratings', ratingsOf(item), 'media:rating');
  say('windows', windowsOf(item), 'media:restriction');
  say('sidecars', sidecarsOf(item), 'media:content');
  const columnOf = (path: readonly PropertyKey[]) => places.get(String(path[0])) ?? String(path[0]);
  return { record: { line: item.line, value, columnOf } };
}

/** `de-de` is how RSS spells `de-DE`. */
function readableTag(tag: string): string {
  try {
    return new Intl.Locale(tag).toString();
  } catch {
    return 'en';
  }
}

function descriptionOf(item: Element): string | null {
  const [element] = [...find(item, 'media:description'), ...find(item, 'description')];
  const text = (element?.text ?? '').replace(/<[^>]*>/g, ' ').replace(/[ \t]+/g, ' ');
  return text.trim().replaceAll('\r', '').slice(0, 5_000) || null;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

function slugOfElement({ attributes, text }: Element): string {
  return slugOf(attributes['label'] ?? text.split('/').at(-1) ?? '');
}

function creditOf({ attributes, text }: Element) {
  const role = roles[(attributes['role'] ?? '').toLowerCase().trim()];
  const name = oneLine(text.trim());
  return role === undefined || name === '' ? [] : [{ name, role }];
}

function ratingsOf(item: Element) {
  const ratings = find(item, 'media:rating').map(({ attributes, text }) => {
    const scheme = (attributes['scheme'] ?? 'urn:simple').toLowerCase();
    const label = text.trim();
    const digits = /(\d{1,2})/.exec(label)?.[1];
    // Without years that can be known, it is left to the check to say so.
    const minimumAge =
      ages[`${scheme} ${label.toLowerCase()}`] ?? (digits === undefined ? label : Number(digits));
    return { territory: territoryOf(scheme), system: scheme.replace(/^urn:/, ''), label, minimumAge };
  });
  return ratings.filter(
    ({ territory }, index) => ratings.findIndex((one) => one.territory === territory) === index,
  );
}

function territoryOf(scheme: string): string {
  return { 'urn:mpaa': 'US', 'urn:v-chip': 'US', 'urn:fsk': 'DE', 'urn:bbfc': 'GB' }[scheme] ?? '*';
}

/**
 * A restriction to countries or a validity is taken for the right to show it there and then, to subscribers of any plan:
 * the specification knows no other terms. Without either, the feed says nothing of rights.
 */
function windowsOf(item: Element) {
  const restrictions = find(item, 'media:restriction').filter(
    ({ attributes }) => attributes['type'] === undefined || attributes['type'] === 'country',
  );
  const [restriction] = restrictions;
  const valid = textOf(find(item, 'dcterms:valid'));
  if (restriction === undefined && valid === undefined) return undefined;
  const countries = restriction?.text.trim().toUpperCase() ?? '';
  const listed = ['', 'ALL', 'NONE'].includes(countries) ? [] : countries.split(/\s+/);
  const isDenied = restriction?.attributes['relationship'] === 'deny';
  // "deny all" and "allow none" leave nobody.
  if ((isDenied && countries === 'ALL') || (!isDenied && countries === 'NONE')) return undefined;
  return [
    {
      opensAt: timeIn(valid, 'start'),
      closesAt: timeIn(valid, 'end'),
      territories: isDenied ? [] : distinct(listed),
      exceptTerritories: isDenied ? distinct(listed) : [],
      offer: { kind: 'subscription' },
    },
  ];
}

/** `start=2002-10-13T09:00+01:00;end=2002-10-17T17:00+01:00;scheme=W3C-DTF`; what is no time is left to the check. */
function timeIn(valid: string | undefined, key: 'start' | 'end'): string | null {
  const text = new RegExp(`(?:^|;)\\s*${key}=\\s*([^;\\s]+)`).exec(valid ?? '')?.[1];
  if (text === undefined) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

function dayOf(text: string | undefined): string | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10);
}

function sidecarsOf(item: Element) {
  const all = (name: string, from: Element = item): Element[] => [
    ...from.children.filter((child) => child.name === name),
    ...from.children
      .filter((child) => child.name === 'media:group' || child.name === 'media:content')
      .flatMap((child) => all(name, child)),
  ];
  const sidecars = [
    ...all('media:content').map(({ attributes }) => ({ kind: 'video', url: attributes['url'] })),
    ...all('media:thumbnail').map(({ attributes }) => ({ kind: 'artwork', url: attributes['url'] })),
    ...all('media:subTitle').map(({ attributes }) => ({
      kind: 'subtitles',
      url: attributes['href'],
      language: canonicalLanguage(readableTag(attributes['lang'] ?? '')),
    })),
  ];
  return sidecars.filter(({ url }) => url !== undefined).slice(0, 100);
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '');
}
