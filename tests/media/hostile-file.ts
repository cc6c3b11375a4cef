// One entry of the hostile corpus, and the pieces that such files are built of.

export interface HostileFile {
  /** Unique and stable: names the test. */
  readonly name: string;
  /** The name to upload it under. */
  readonly fileName: string;
  readonly bytes: Buffer;
  /** 'either': harmless content may remain playable; what counts is that nothing outside is touched and nothing falls. */
  readonly expect: 'rejected' | 'either';
}

/** An ISO-BMFF box. `size` lies about its length. */
export function box(type: string, payload: Buffer, size = payload.length + 8): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(size);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, payload]);
}

/** Big-endian 32-bit words. */
export function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [n, value] of values.entries()) bytes.writeUInt32BE(value, n * 4);
  return bytes;
}

const containers = new Set([
  'moov',
  'trak',
  'mdia',
  'minf',
  'dinf',
  'stbl',
  'edts',
  'mvex',
  'moof',
  'traf',
  'udta',
]);

/** Rebuilds a file with the payload of every box of a type replaced; sizes of the boxes around it follow. */
export function replaceBoxes(bytes: Buffer, type: string, replace: (payload: Buffer) => Buffer): Buffer {
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (size < 8 || at + size > bytes.length) throw new Error(`box ${name} of ${size} bytes does not fit`);
    const payload = bytes.subarray(at + 8, at + size);
    if (name === type) out.push(box(name, replace(payload)));
    else
      out.push(
        containers.has(name)
          ? box(name, replaceBoxes(payload, type, replace))
          : bytes.subarray(at, at + size),
      );
    at += size;
  }
  return Buffer.concat(out);
}

/** A copy with `edit` applied to it. */
export function edited(payload: Buffer, edit: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(payload);
  edit(copy);
  return copy;
}
