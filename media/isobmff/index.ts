// ISO base media file format (ISO/IEC 14496-12): boxes read and written, sample tables.
export { BoxError, type BoxErrorCode } from './box-error.ts';
export { type FieldReader, fourccAt, readFields } from './field-reader.ts';
export { findMoov } from './find-moov.ts';
export { type MediaHeader, readMediaHeader } from './media-header.ts';
export {
  type Box,
  type BoxHeader,
  childBoxes,
  type FullBoxFields,
  findChild,
  printable,
  readBoxes,
  readBoxHeader,
  readFullBox,
  requireChild,
} from './read-boxes.ts';
export { type Edit, readSampleTables, type SampleTable } from './sample-tables.ts';
export {
  ascii,
  type BoxPart,
  type BoxParts,
  box,
  concatBytes,
  fullBox,
  i16,
  mdatHeader,
  serialize,
  u8,
  u16,
  u24,
  u32,
  u32Table,
  u64,
  zeros,
} from './write-boxes.ts';
