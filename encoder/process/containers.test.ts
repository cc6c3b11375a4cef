import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demuxers, HEAD_BYTES, recogniseContainer } from './containers.ts';

/** A head of so many bytes that begins with the given parts: text, or bytes in hexadecimal after `0x`. */
function head(parts: readonly string[], length = 4_096): Buffer {
  const bytes = parts.map((part) =>
    part.startsWith('0x') ? Buffer.from(part.slice(2), 'hex') : Buffer.from(part, 'latin1'),
  );
  const start = Buffer.concat(bytes);
  return Buffer.concat([start, Buffer.alloc(Math.max(0, length - start.byteLength))]);
}

/** Transport packets after `first` other bytes. */
function transport(first: number, packetSize: number, packets = 8): Buffer {
  const bytes = Buffer.alloc(first + packets * packetSize, 0xff);
  for (let i = 0; i < packets; i++) bytes[first + i * packetSize] = 0x47;
  return bytes;
}

/** An ID3v2 tag that claims a body of so many bytes, and that body. */
function id3(claimed: number, body = claimed): Buffer {
  const size = [21, 14, 7, 0].map((shift) => (claimed >> shift) & 0x7f);
  return Buffer.concat([Buffer.from('ID3\x04\x00\x00', 'latin1'), Buffer.from(size), Buffer.alloc(body)]);
}

const mp3Frame = '0xfffb9064';
const unknown = { code: 'source-container-unknown', message: /MP4, MOV, MKV/ };

describe('a container', () => {
  it('is recognised by its magic bytes', () => {
    const known: readonly (readonly [string, Buffer])[] = [
      ['mp4', head(['0x00000018', 'ftypmp42', '0x00000000'])],
      ['mp4', head(['0x00000014', 'ftypqt  '])],
      ['mp4', head(['0x00000008', 'wide', '0x00000000', 'mdat'])],
      ['mp4', head(['0x00100000', 'moov'])],
      ['mp4', head(['0x00000001', 'mdat', '0x0000000100000000'])],
      ['matroska', head(['0x1a45dfa3', '0x9f4286810142f7810142f2810442f381084282847765626d'])],
      ['avi', head(['RIFF', '0x00100000', 'AVI LIST'])],
      ['wav', head(['RIFF', '0x24080000', 'WAVEfmt '])],
      ['wav', head(['RF64', '0xffffffff', 'WAVEds64'])],
      ['flv', head(['FLV', '0x0105000000', '0x09'])],
      ['ogg', head(['OggS', '0x0002'])],
      ['flac', head(['fLaC', '0x00000022'])],
      ['mp3', head([mp3Frame])],
      ['mpegts', transport(0, 188)],
      ['mpegts', transport(57, 188)], // cut in the middle of a packet
      ['mpegts', transport(4, 192)], // M2TS, a time code before each packet
    ];
    for (const [name, bytes] of known)
      assert.equal(recogniseContainer(bytes), name, bytes.toString('latin1', 0, 16));
  });

  it('is looked for behind an ID3 tag, which may be larger than what is seen', () => {
    assert.equal(recogniseContainer(Buffer.concat([id3(300), head([mp3Frame])])), 'mp3');
    assert.equal(recogniseContainer(Buffer.concat([id3(200), head(['fLaC'])])), 'flac');
    assert.equal(recogniseContainer(id3(1_000_000, HEAD_BYTES)), 'mp3');
    assert.throws(() => recogniseContainer(Buffer.concat([id3(300), head(['#EXTM3U'])])), unknown);
  });

  it('has a demuxer of its own, and none that opens other files', () => {
    const opening = /hls|dash|concat|image|lavfi|sdp|rtsp|ffmetadata|imf|webm_dash/;
    assert.equal(Object.keys(demuxers).length, 9);
    for (const demuxer of Object.values(demuxers)) assert.doesNotMatch(demuxer, opening);
  });
});

describe('what is not a container', () => {
  it('is refused, also where FFmpeg would follow it to other files', () => {
    const hostile = [
      '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:///etc/passwd\n',
      'ffconcat version 1.0\nfile /etc/passwd\n',
      '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"/>',
      'v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n',
      '[Script Info]\nTitle: x\n',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '%PDF-1.7\n',
      '#!/bin/sh\n',
      'PK\x03\x04',
      '\x7fELF',
      '\x89PNG\r\n\x1a\n',
      '\xff\xd8\xff\xe0\x00\x10JFIF',
      'GIF89a',
      'RIFF\x00\x00\x00\x00WEBP',
      'FLV\x02',
      'FORM\x00\x00\x00\x00AIFF',
    ];
    for (const text of hostile) assert.throws(() => recogniseContainer(head([text])), unknown, text);
  });

  it('is refused however short it is', () => {
    assert.throws(() => recogniseContainer(new Uint8Array()), { code: 'source-empty' });
    for (let length = 1; length < 16; length++) {
      assert.throws(() => recogniseContainer(Buffer.alloc(length)), unknown);
      assert.throws(
        () => recogniseContainer(Buffer.from('\x00\x00\x00\x18ftypmp42isom').subarray(0, length)),
        unknown,
      );
    }
    for (let length = 1; length < 10; length++)
      assert.throws(() => recogniseContainer(id3(50).subarray(0, length)), unknown);
  });

  it('needs more than a sync byte here and there to be a transport stream', () => {
    assert.throws(() => recogniseContainer(transport(0, 188, 4)), unknown);
    assert.throws(() => recogniseContainer(transport(0, 187)), unknown);
    assert.throws(() => recogniseContainer(transport(0, 204)), unknown);
    assert.throws(() => recogniseContainer(Buffer.from('G'.repeat(3) + 'x'.repeat(4_000))), unknown);
  });

  it('needs a frame header that exists to be MP3', () => {
    // Reserved version, reserved layer, layer I, bit rate 15 and 0, reserved sampling rate.
    for (const header of ['0xffeb9064', '0xfff99064', '0xffff9064', '0xfffbf064', '0xfffb0064', '0xfffb9c64'])
      assert.throws(() => recogniseContainer(head([header])), unknown, header);
  });

  it('never makes it fail in another way, or take long, whatever the bytes', () => {
    let state = 17;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const starts = ['ID3', 'RIFF', 'OggS', 'FLV', 'G', '\x00\x00\x00\x18ftyp', '\xff\xfb', ''];
    for (let i = 0; i < 3_000; i++) {
      const bytes = Buffer.from(Array.from({ length: random(2_000) }, () => random(256)));
      bytes.write(starts[random(starts.length)] as string, 'latin1');
      try {
        assert.ok(recogniseContainer(bytes) in demuxers);
      } catch (error) {
        const code = (error as { code?: string }).code ?? String(error);
        assert.ok(code === 'source-container-unknown' || code === 'source-empty', code);
      }
    }
  });
});
