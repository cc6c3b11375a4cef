// Files that ask whoever opens them to open something else: playlists, scripts, external references, attachments.
import type { Canary } from './canary.ts';
import { box, type HostileFile, replaceBoxes, words } from './hostile-file.ts';

export interface HarmlessFiles {
  /** MP4 with its media before its index, so that the index may grow. */
  readonly mp4: Buffer;
  readonly mkv: Buffer;
}

/** Everything here points at the canary and at /etc/passwd. */
export function makeReferenceFiles(canary: Canary, harmless: HarmlessFiles): HostileFile[] {
  return [
    ...scripts(canary),
    ...externalReferences(canary, harmless.mp4),
    ...names(harmless.mp4),
    ...carriers(canary, harmless),
  ];
}

/** Text that FFmpeg would recognise by content, under its own name and dressed as a film. */
function scripts(canary: Canary): HostileFile[] {
  const targets = {
    file: `file://${canary.filePath}`,
    path: canary.filePath,
    passwd: '/etc/passwd',
    http: canary.httpUrl,
  };
  return Object.entries(targets).flatMap(([kind, target]) =>
    Object.entries(textsFor(target, canary.port)).flatMap(([extension, text]) =>
      [extension, 'mp4', 'ts'].map(
        (dress): HostileFile => ({
          name: `${extension} naming ${kind}, as .${dress}`,
          fileName: `film.${dress}`,
          bytes: Buffer.from(text),
          expect: 'rejected',
        }),
      ),
    ),
  );
}

function textsFor(target: string, port: number): Record<string, string> {
  const playlist = (...lines: string[]) =>
    ['#EXTM3U', '#EXT-X-TARGETDURATION:10', ...lines, '#EXT-X-ENDLIST', ''].join('\n');
  return {
    m3u8: playlist('#EXT-X-MEDIA-SEQUENCE:0', '#EXTINF:10.0,', target),
    'concat.m3u8': playlist('#EXTINF:10.0,', `concat:${target}|${target}`),
    'key.m3u8': playlist(
      `#EXT-X-KEY:METHOD=AES-128,URI="${target}"`,
      `#EXT-X-MAP:URI="${target}"`,
      '#EXTINF:10.0,',
      target,
    ),
    'multivariant.m3u8': `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1000000\n${target}\n`,
    ffconcat: `ffconcat version 1.0\nfile '${target}'\n`,
    sdp: `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video ${port} RTP/AVP 96\na=rtpmap:96 H264/90000\n`,
    mpd: `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT10S" minBufferTime="PT2S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1" codecs="avc1.42001e"><BaseURL>${target}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    ism: `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "${target}">]><SmoothStreamingMedia>&e;</SmoothStreamingMedia>`,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="${target}" width="9" height="9"/></svg>`,
    ffmeta: `;FFMETADATA1\ntitle=${target}\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=1\ntitle=x\n`,
    rtsp: `[reference]\nRef1=${target}\n`,
    vqf: `TWIN97012000${target}`,
    'id3.m3u8': `ID3\u0003\0\0\0\0\0\0${playlist('#EXTINF:10.0,', target)}`,
  };
}

/** MOV data references that lie outside the file (ISO/IEC 14496-12 §8.7.2; QuickTime's alias records). */
function externalReferences(canary: Canary, mp4: Buffer): HostileFile[] {
  const text = (value: string) => Buffer.from(`${value}\0`);
  const references = {
    'url to a file': box('url ', Buffer.concat([words(0), text(`file://${canary.filePath}`)])),
    'url to http': box('url ', Buffer.concat([words(0), text(canary.httpUrl)])),
    urn: box('urn ', Buffer.concat([words(0), text('urn:x'), text(canary.httpUrl)])),
    'alias to a file': box('alis', Buffer.concat([words(0), aliasRecord(canary.filePath)])),
    'alias to http': box('alis', Buffer.concat([words(0), aliasRecord(canary.httpUrl)])),
    rsrc: box('rsrc', Buffer.concat([words(0), aliasRecord(canary.filePath)])),
  };
  return Object.entries(references).map(([kind, reference]) => ({
    name: `dref ${kind}`,
    fileName: 'film.mov',
    bytes: replaceBoxes(mp4, 'dref', () => Buffer.concat([words(0, 1), reference])),
    expect: 'rejected',
  }));
}

/** The fields that FFmpeg reads: volume, file name, levels, then the absolute path as record 2. */
function aliasRecord(path: string): Buffer {
  const record = Buffer.alloc(150);
  record.write('disk', 11);
  record[10] = 4;
  record[50] = Math.min(63, path.length);
  record.write(path.slice(-63), 51);
  record.writeUInt16BE(1, 130);
  record.writeUInt16BE(1, 132);
  const value = Buffer.from(path.length % 2 === 0 ? path : `${path}\0`);
  const header = Buffer.alloc(4);
  header.writeUInt16BE(2);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([record, header, value, Buffer.from([0xff, 0xff, 0, 0])]);
}

/** A harmless film under names that tools have taken for patterns, options, protocols or paths. */
function names(mp4: Buffer): HostileFile[] {
  const fileNames = [
    'frame%05d.mp4',
    '-i.mp4',
    'concat:a|b.mp4',
    'file:film.mp4',
    '../../../../etc/cron.d/film.mp4',
    '..\\..\\film.mp4',
    'film\0.mp4',
    "film'; rm -rf $HOME; '.mp4",
    'film\r\nSet-Cookie: a=b.mp4',
    '<img src=x onerror=alert(1)>.mp4',
    `${'x'.repeat(4096)}.mp4`,
    '\u202Efilm4pm.exe',
    '.mp4',
  ];
  return fileNames.map((fileName) => ({
    name: `a film named ${JSON.stringify(fileName.slice(0, 40))}`,
    fileName,
    bytes: mp4,
    expect: 'either',
  }));
}

/** Playable containers that carry a script inside. */
function carriers(canary: Canary, { mp4, mkv }: HarmlessFiles): HostileFile[] {
  const playlist = Buffer.from(
    `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile://${canary.filePath}\n#EXT-X-ENDLIST\n`,
  );
  return [
    {
      name: 'AVI with a GAB2 playlist subtitle',
      fileName: 'film.avi',
      bytes: gab2Avi(playlist),
      expect: 'either',
    },
    {
      name: 'Matroska with attachments',
      fileName: 'film.mkv',
      bytes: withAttachment(mkv, playlist),
      expect: 'either',
    },
    {
      name: 'MP4 with a playlist after it',
      fileName: 'film.mp4',
      bytes: Buffer.concat([mp4, playlist]),
      expect: 'either',
    },
    {
      name: 'a playlist inside ftyp and free',
      fileName: 'film.mp4',
      bytes: Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0isom')), box('free', playlist)]),
      expect: 'rejected',
    },
  ];
}

/** RIFF AVI of one 16x16 frame and a text stream: FFmpeg probes what follows GAB2 as a file of its own. */
function gab2Avi(script: Buffer): Buffer {
  const chunk = (id: string, payload: Buffer) => {
    const header = Buffer.alloc(8);
    header.write(id, 'latin1');
    header.writeUInt32LE(payload.length, 4);
    return Buffer.concat([header, payload, Buffer.alloc(payload.length % 2)]);
  };
  const list = (id: string, ...parts: Buffer[]) => chunk('LIST', Buffer.concat([Buffer.from(id), ...parts]));
  const little = (...values: number[]) => words(...values).swap32();
  const streamHeader = (type: string, handler: string) =>
    chunk(
      'strh',
      Buffer.concat([Buffer.from(type + handler), little(0, 0, 0, 1, 25, 0, 1, 4096, 0, 0, 0, 0)]),
    );
  const bitmap = little(40, 16, 16, 1 | (24 << 16), 0, 768, 0, 0, 0, 0);
  const gab2 = Buffer.concat([
    Buffer.from('GAB2\0\u0002\0'),
    little(2),
    Buffer.from('x\0'),
    Buffer.from([4, 0]),
    little(script.length),
    script,
  ]);
  return chunk(
    'RIFF',
    Buffer.concat([
      Buffer.from('AVI '),
      list(
        'hdrl',
        chunk('avih', little(40_000, 0, 0, 0, 1, 0, 2, 4096, 16, 16, 0, 0, 0, 0)),
        list('strl', streamHeader('vids', 'DIB '), chunk('strf', bitmap)),
        list('strl', streamHeader('txts', '\0\0\0\0'), chunk('strf', Buffer.alloc(0))),
      ),
      list('movi', chunk('00db', Buffer.alloc(768)), chunk('01tx', gab2)),
    ]),
  );
}

/** Appends an Attachments element (RFC 9559 §5.1.6) to the Segment, whose 8-byte size follows. */
function withAttachment(mkv: Buffer, data: Buffer): Buffer {
  const element = (id: number[], payload: Buffer) => {
    const size = words(0x1000_0000 + payload.length);
    return Buffer.concat([Buffer.from(id), size, payload]);
  };
  const attachment = element(
    [0x19, 0x41, 0xa4, 0x69],
    element(
      [0x61, 0xa7],
      Buffer.concat([
        element([0x46, 0x6e], Buffer.from('../../../../tmp/vitascope-attachment.m3u8')),
        element([0x46, 0x60], Buffer.from('application/vnd.apple.mpegurl')),
        element([0x46, 0xae], Buffer.from([1])),
        element([0x46, 0x5c], data),
      ]),
    ),
  );
  const at = mkv.indexOf(Buffer.from([0x18, 0x53, 0x80, 0x67])) + 4;
  if (at < 4 || mkv[at] !== 1) throw new Error('the Matroska Segment has no 8-byte size');
  const grown = Buffer.from(mkv);
  grown.writeUIntBE(mkv.readUIntBE(at + 2, 6) + attachment.length, at + 2, 6);
  return Buffer.concat([grown, attachment]);
}
