// Reads from `stsd` and `dref` what the sample tables need to know: the kind of samples and where they lie.
import { BoxError } from './box-error.ts';
import { readFields } from './field-reader.ts';
import { type Box, childBoxes, findChild, readFullBox, requireChild } from './read-boxes.ts';

export interface SampleDescription {
  readonly sampleEntry: string;
  readonly sampleEntryCount: number;
  /** Of QuickTime's uncompressed sound, whose `stsz` may count in other units; null elsewhere. */
  readonly bytesPerSample: number | null;
}

/** @throws BoxError `missing-box` without a sample entry, `external-data` where sound or pictures lie in another file */
export function readSampleDescription(minf: Box, stbl: Box, handler: string): SampleDescription {
  const stsd = requireChild(stbl, 'stsd');
  const entries = childBoxes(stsd, 8);
  const first = entries[0];
  if (first === undefined) throw new BoxError('missing-box', "'stsd' holds no sample entry", stsd.offset);
  if (handler === 'vide' || handler === 'soun') {
    const external = readExternalReferences(minf);
    for (const entry of entries) checkReference(entry, external);
  }
  return {
    sampleEntry: first.type,
    sampleEntryCount: entries.length,
    bytesPerSample: handler === 'soun' ? quickTimeBytesPerSample(first) : null,
  };
}

// For each data reference: does it point to another file? (§8.7.2: flag 1 means "this same file")
function readExternalReferences(minf: Box): boolean[] {
  const dinf = findChild(minf, 'dinf');
  const dref = dinf === null ? null : findChild(dinf, 'dref');
  if (dref === null) return [];
  return childBoxes(dref, 8).map((reference) => (readFullBox(reference).flags & 1) === 0);
}

function checkReference(entry: Box, external: readonly boolean[]): void {
  const fields = readFields(entry.payload);
  fields.skip(6);
  const index = fields.u16();
  if (external[index - 1] === true) {
    const message = 'the samples are said to lie in another file: upload a self-contained one';
    throw new BoxError('external-data', message, entry.offset);
  }
}

// QuickTime sound description version 1: samples and bytes of a packet stand behind the 28 common bytes.
function quickTimeBytesPerSample(entry: Box): number | null {
  const fields = readFields(entry.payload);
  if (fields.remaining < 44) return null;
  fields.skip(8);
  if (fields.u16() !== 1) return null;
  fields.skip(18);
  const samplesPerPacket = fields.u32();
  fields.skip(4);
  const bytesPerFrame = fields.u32();
  return samplesPerPacket > 0 && bytesPerFrame > 0 ? bytesPerFrame / samplesPerPacket : null;
}
