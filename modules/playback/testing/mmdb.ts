// Writes a database of countries in the MaxMind format, version 2.0: https://maxmind.github.io/MaxMind-DB/

/** An IPv4 network, `192.0.2.0/24`, or an IPv6 one, and its country. */
export type Networks = Readonly<Record<string, string>>;

interface Node {
  readonly children: [Node | string | null, Node | string | null];
}

const METADATA_MARKER = Buffer.concat([Buffer.from([0xab, 0xcd, 0xef]), Buffer.from('MaxMind.com')]);
const SEPARATOR = Buffer.alloc(16);
const RECORD_BITS = 32;

export function writeMmdb(networks: Networks): Buffer {
  const root: Node = { children: [null, null] };
  for (const [network, country] of Object.entries(networks)) insert(root, bitsOf(network), country);
  const nodes = [root];
  for (const node of nodes)
    nodes.push(
      ...node.children.filter((child): child is Node => child !== null && typeof child !== 'string'),
    );
  const offsets = new Map<string, number>();
  const data: Buffer[] = [];
  for (const country of new Set(Object.values(networks))) {
    offsets.set(country, Buffer.concat(data).length);
    data.push(map({ country: map({ iso_code: text(country) }) }));
  }
  const tree = Buffer.alloc((nodes.length * RECORD_BITS * 2) / 8);
  nodes.forEach((node, index) => {
    node.children.forEach((child, side) => {
      tree.writeUInt32BE(recordOf(child, nodes, offsets), index * 8 + side * 4);
    });
  });
  return Buffer.concat([tree, SEPARATOR, ...data, METADATA_MARKER, metadata(nodes.length)]);
}

function recordOf(
  child: Node | string | null,
  nodes: readonly Node[],
  offsets: ReadonlyMap<string, number>,
): number {
  if (child === null) return nodes.length;
  if (typeof child === 'string') return nodes.length + SEPARATOR.length + (offsets.get(child) ?? 0);
  return nodes.indexOf(child);
}

function insert(root: Node, bits: readonly (0 | 1)[], country: string): void {
  let node = root;
  bits.forEach((bit, index) => {
    if (index === bits.length - 1) {
      node.children[bit] = country;
      return;
    }
    const child = node.children[bit];
    const next: Node = child === null || typeof child === 'string' ? { children: [child, child] } : child;
    node.children[bit] = next;
    node = next;
  });
}

/** IPv4 stands in the first 32 of the last bits of IPv6, behind 96 zeros. */
function bitsOf(network: string): (0 | 1)[] {
  const [address = '', length = ''] = network.split('/');
  const isV4 = !address.includes(':');
  const bytes = isV4 ? [...Array<number>(12).fill(0), ...address.split('.').map(Number)] : bytesOfV6(address);
  const bits = bytes.flatMap((byte) =>
    Array.from({ length: 8 }, (_, index): 0 | 1 => ((byte >> (7 - index)) & 1 ? 1 : 0)),
  );
  return bits.slice(0, Number(length) + (isV4 ? 96 : 0));
}

function bytesOfV6(address: string): number[] {
  const [head = '', tail = ''] = address.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail)];
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return all.flatMap((group) => [group >> 8, group & 255]);
}

const TEXT = 2;
const MAP = 7;
const UINT16 = 5;
const UINT32 = 6;
const UINT64 = 9;
const ARRAY = 11;

/** The first byte holds the type, or 0 for one beyond 7, which follows; and the size. */
function field(type: number, size: number, payload: Buffer): Buffer {
  const head = type <= 7 ? Buffer.from([(type << 5) | size]) : Buffer.from([size, type - 7]);
  return Buffer.concat([head, payload]);
}

function text(value: string): Buffer {
  return field(TEXT, value.length, Buffer.from(value));
}

function unsigned(type: number, value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return field(type, bytes.length, Buffer.from(bytes));
}

function map(entries: Readonly<Record<string, Buffer>>): Buffer {
  const pairs = Object.entries(entries).flatMap(([key, value]) => [text(key), value]);
  return field(MAP, Object.keys(entries).length, Buffer.concat(pairs));
}

function metadata(nodeCount: number): Buffer {
  return map({
    node_count: unsigned(UINT32, nodeCount),
    record_size: unsigned(UINT16, RECORD_BITS),
    ip_version: unsigned(UINT16, 6),
    database_type: text('Test-Country'),
    languages: field(ARRAY, 1, text('en')),
    binary_format_major_version: unsigned(UINT16, 2),
    binary_format_minor_version: unsigned(UINT16, 0),
    build_epoch: unsigned(UINT64, 1_000_000_000),
    description: map({ en: text('A test') }),
  });
}
