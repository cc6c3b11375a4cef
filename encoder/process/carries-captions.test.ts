import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carriesCaptions } from './carries-captions.ts';

// SEI of H.264: payload type 4, 13 bytes, country 0xB5, provider 0x0031, 'GA94', cc_data with one CEA-608 pair.
const captioned = Buffer.from('0000001306040db50031474139340341fffc9420ff800000000165', 'hex');
const plain = Buffer.from('00000005060401000000000165', 'hex');

const indexed = (given: {
  keyPackets?: Buffer[];
  keyPositions?: { position: number; length: number }[];
}) => ({
  video: null,
  audio: [],
  keyPackets: [],
  keyPositions: [],
  ...given,
});
const unread = {
  reader: {
    read(): never {
      throw new Error('nothing is to be read');
    },
  },
};

test('finds captions in packets that were read for the index', () => {
  assert.equal(carriesCaptions(unread, indexed({ keyPackets: [plain, captioned] })), true);
  assert.equal(carriesCaptions(unread, indexed({ keyPackets: [plain, plain] })), false);
});

test('finds captions where the table says that key pictures are, with few reads however many there are', () => {
  const film = Buffer.concat(Array.from({ length: 64 }, () => captioned));
  const keyPositions = Array.from({ length: 64 }, (_, n) => ({
    position: n * captioned.length,
    length: captioned.length,
  }));
  let reads = 0;
  const source = (bytes: Buffer) => ({
    reader: {
      read(position: number, length: number) {
        reads++;
        return bytes.subarray(position, position + length);
      },
    },
  });
  assert.equal(carriesCaptions(source(film), indexed({ keyPositions })), true);
  assert.equal(carriesCaptions(source(Buffer.alloc(film.length)), indexed({ keyPositions })), false);
  assert.ok(reads <= 9, `${reads} reads`);
});

test('a source without a picture carries none', () => {
  assert.equal(carriesCaptions(unread, indexed({})), false);
});
