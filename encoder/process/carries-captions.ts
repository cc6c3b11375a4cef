// Whether captions of CEA-608 or CEA-708 travel inside the pictures, as in recordings of American television.

import type { SourceIndex } from './source-index.ts';
import type { SourceReader } from './source-reader.ts';

/**
 * ATSC A/53 Part 4 §6.2.3: `ATSC_identifier` and `user_data_type_code` of cc_data. They stand alike in the user data of
 * MPEG-2 and, behind a country and a provider code, in the SEI messages of H.264 and HEVC (ANSI/SCTE 128-1 §8.1).
 */
const CAPTION_DATA = Buffer.from('GA94\x03', 'latin1');

/** Read from the source, where the index holds no packets: each may be a request over the network. */
const MAX_READ = 8;

/**
 * Looks into the beginnings of key pictures from all over the film. Captions occupy every picture from the first to the
 * last, also while nobody speaks (CEA-708 §4.3 allots them a constant rate), so that a few tell of all.
 */
export function carriesCaptions(
  source: { readonly reader: Pick<SourceReader, 'read'> },
  index: Pick<SourceIndex, 'keyPackets' | 'keyPositions'>,
): boolean {
  if (index.keyPackets.some(holdsCaptions)) return true;
  const step = Math.max(1, Math.ceil(index.keyPositions.length / MAX_READ));
  return index.keyPositions.some(
    ({ position, length }, n) => n % step === 0 && holdsCaptions(source.reader.read(position, length)),
  );
}

function holdsCaptions(packet: Buffer): boolean {
  return packet.includes(CAPTION_DATA);
}
