// Uploads that want something else than to be seen. Each goes through the real process.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { isVitascopeError } from '@vitascope/platform/kernel';
import sharp from 'sharp';
import { centred } from './frame.ts';
import type { ImageKind } from './image-kinds.ts';
import { blackPng, halves, openMaker, pngHeader, pngOf } from './testing.ts';

const maker = openMaker();
const make = (bytes: Uint8Array, kind: ImageKind = 'still') => maker.make(bytes, { kind, framing: centred });

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isVitascopeError(error)) return error.code;
    throw error;
  }
  return 'made';
}

/** The colour of one pixel of the smallest JPEG. */
async function pixelOf(made: Awaited<ReturnType<typeof make>>, x: number, y: number): Promise<number[]> {
  const file = made.files.find(({ format }) => format === 'jpg') ?? assert.fail('There is no JPEG.');
  const { data, info } = await sharp(file.bytes).raw().toBuffer({ resolveWithObject: true });
  const at =
    (Math.floor(y * (info.height - 1)) * info.width + Math.floor(x * (info.width - 1))) * info.channels;
  return [...data.subarray(at, at + 3)];
}

function isNear(actual: readonly number[], expected: readonly number[], tolerance = 12): void {
  const isSame = actual.every((value, index) => Math.abs(value - (expected[index] ?? 0)) <= tolerance);
  assert.ok(isSame, `${actual} is not ${expected}`);
}

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="225"><script>alert(1)</script></svg>';

describe('what is no picture', () => {
  for (const [name, bytes] of [
    ['SVG', Buffer.from(svg)],
    ['SVG with a prolog', Buffer.from(`<?xml version="1.0"?><!DOCTYPE svg>${svg}`)],
    ['SVG with a byte order mark', Buffer.from(`\ufeff${svg}`)],
    ['SVG in UTF-16', Buffer.from(`\ufeff${svg}`, 'utf16le')],
    ['SVG behind white space', Buffer.from(`${' \n'.repeat(600)}${svg}`)],
    ['SVGZ', gzipSync(svg)],
    [
      'MVG',
      Buffer.from(
        'push graphic-context\nviewbox 0 0 640 480\nfill "url(https://example.org/x)"\npop graphic-context',
      ),
    ],
    ['EPS', Buffer.from('%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n')],
    ['EPS with a preview', Buffer.from([0xc5, 0xd0, 0xd3, 0xc6, 30, 0, 0, 0])],
    ['PDF', Buffer.from('%PDF-1.7\n1 0 obj\n')],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['JavaScript', Buffer.from('alert(1)')],
    ['ICO', Buffer.from([0, 0, 1, 0, 1, 0, 16, 16])],
    ['GIF', Buffer.from('GIF89a/*')],
    ['TIFF', Buffer.from('II*\0\b\0\0\0')],
    ['BMP', Buffer.from('BM6')],
    ['MP4', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isomiso2', 'latin1')],
    ['AVIF sequences', Buffer.from('\0\0\0\x18ftypavis\0\0\0\0avismsf1', 'latin1')],
    ['HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1')],
    ['a playlist', Buffer.from('#EXTM3U\nfile:///etc/passwd\n')],
    ['nothing', Buffer.alloc(0)],
  ] as const)
    test(`${name} is refused by its bytes`, async () => {
      assert.equal(await codeOf(make(bytes)), 'image-unsupported');
    });

  for (const [name, head] of [
    ['JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['PNG', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ['WebP', Buffer.from('RIFF\xff\0\0\0WEBPVP8 ', 'latin1')],
    ['AVIF', Buffer.from('\0\0\0\x18ftypavif\0\0\0\0avifmif1', 'latin1')],
  ] as const)
    test(`an SVG behind the first bytes of a ${name} is refused by its decoder`, async () => {
      assert.equal(await codeOf(make(Buffer.concat([head, Buffer.from(svg)]))), 'image-refused');
    });

  test('the message names what it is', async () => {
    await assert.rejects(make(Buffer.from(svg)), /The upload is an SVG\. Send a JPEG, PNG, WebP or AVIF\./);
  });
});

describe('pictures that are damaged or too large', () => {
  test('a picture that is cut off is refused', async () => {
    const whole = await halves(640, 360).jpeg().toBuffer();
    assert.equal(await codeOf(make(whole.subarray(0, whole.length * 0.7))), 'image-refused');
    const png = await halves(640, 360).png().toBuffer();
    assert.equal(await codeOf(make(png.subarray(0, png.length * 0.7))), 'image-refused');
  });

  for (const [width, height] of [
    [0xffff_ffff, 0xffff_ffff],
    [50_000, 50_000],
    [7_100, 7_100],
    [0, 0],
  ] as const)
    test(`a header of ${width} × ${height} is refused before anything is decoded`, async () => {
      const bytes = pngOf([
        ['IHDR', pngHeader(width, height)],
        ['IDAT', deflateSync(Buffer.alloc(100))],
        ['IEND', Buffer.alloc(0)],
      ]);
      assert.equal(await codeOf(make(bytes)), 'image-refused');
    });

  test('a bomb of 49 million pixels in a few kilobytes is decoded within the limits', async () => {
    const bomb = blackPng(7_000, 7_000);
    assert.ok(bomb.length < 200_000);
    const made = await make(bomb);
    assert.deepEqual(made.size, { width: 1280, height: 720 });
  });

  test('a colour profile that swells to 400 MB does no harm', async () => {
    const profile = Buffer.concat([
      Buffer.from('bomb\0\0', 'latin1'),
      deflateSync(Buffer.alloc(400_000_000), { level: 9 }),
    ]);
    const bytes = pngOf([
      ['IHDR', pngHeader(320, 180)],
      ['iCCP', profile],
      ['IDAT', deflateSync(Buffer.alloc((320 * 3 + 1) * 180))],
      ['IEND', Buffer.alloc(0)],
    ]);
    assert.ok(['made', 'image-refused', 'image-failed'].includes(await codeOf(make(bytes))));
  });

  test('what would be shown of it must be as wide as the smallest size', async () => {
    await assert.rejects(
      make(await halves(150, 900).png().toBuffer()),
      /150 × 84 pixels; a still needs a width of 160/,
    );
  });

  test('animations are refused', async () => {
    const pictures = [halves(320, 180), halves(320, 180).negate()].map((picture) => picture.png().toBuffer());
    const frames = await sharp(await Promise.all(pictures), { join: { animated: true } })
      .webp()
      .toBuffer();
    assert.equal((await sharp(frames).metadata()).pages, 2);
    assert.equal(await codeOf(make(frames)), 'image-refused');
  });
});

describe('the process', () => {
  const film = () => halves(640, 360).jpeg().toBuffer();

  test('is ended when it takes too much memory, and nobody else is', async () => {
    const small = openMaker({ memoryCapBytes: 20 * 1024 ** 2 });
    await assert.rejects(
      small.make(await film(), { kind: 'still', framing: centred }),
      /it took too much memory/,
    );
    assert.equal(await codeOf(make(await film())), 'made');
  });

  test('is ended at its deadline', async () => {
    const hasty = openMaker({ deadlineMs: 1 });
    await assert.rejects(hasty.make(await film(), { kind: 'still', framing: centred }), /it took too long/);
  });

  test('is ended when nobody waits any more', async () => {
    const gone = new AbortController();
    const making = maker.make(await film(), { kind: 'still', framing: centred }, gone.signal);
    gone.abort();
    assert.ok(['image-failed', 'wait-cancelled'].includes(await codeOf(making)));
  });

  for (const [name, source] of [
    ['crashes', 'process.kill(process.pid, "SIGSEGV")'],
    ['ends without an answer', ''],
    ['answers nonsense', 'process.stdout.write("<html>")'],
    ['answers with a head that is no head', 'process.stdout.write(Buffer.from([0, 0, 0, 2, 123, 125]))'],
    ['answers without end', 'setInterval(() => process.stdout.write(Buffer.alloc(4_000_000)), 1)'],
    [
      'passes HTML off as a picture',
      `const head = JSON.stringify({ source: { width: 1, height: 1 }, size: { width: 1, height: 1 }, focus: { x: 0, y: 0 },
        placeholder: '', color: '#000000', files: [{ width: 1, height: 1, format: 'jpg', sizeBytes: 6 }] });
      const length = Buffer.alloc(4); length.writeUInt32BE(head.length); process.stdout.write(length); process.stdout.write(head + '<html>')`,
    ],
  ] as const)
    test(`that ${name} costs its own picture only`, async (context) => {
      const dir = await mkdtemp(join(tmpdir(), 'vitascope-broken-'));
      context.after(() => rm(dir, { recursive: true }));
      const module = join(dir, 'broken.mjs');
      await writeFile(
        module,
        `await (await import('node:stream/consumers')).buffer(process.stdin); ${source}`,
      );
      const broken = openMaker({ module });
      assert.equal(
        await codeOf(broken.make(await film(), { kind: 'still', framing: centred })),
        'image-failed',
      );
    });
});

describe('what is made', () => {
  test('has every size and format, the best first, and what is shown meanwhile', async () => {
    const made = await make(await halves(2000, 1125).png().toBuffer(), 'backdrop');
    assert.deepEqual(
      [...new Set(made.files.map(({ width, height }) => `${width}x${height}`))],
      ['160x90', '320x180', '640x360', '1280x720', '1920x1080'],
    );
    assert.deepEqual(
      made.files.slice(0, 3).map(({ format }) => format),
      ['avif', 'webp', 'jpg'],
    );
    for (const { width, height, format, bytes } of made.files) {
      const read = await sharp(bytes).metadata();
      assert.deepEqual([read.width, read.height], [width, height]);
      assert.equal(read.format, format === 'avif' ? 'heif' : format === 'jpg' ? 'jpeg' : format);
    }
    assert.ok(['#fe0000', '#ff0000', '#0000fe', '#0000ff'].includes(made.color), made.color);
    assert.ok(Buffer.from(made.placeholder, 'base64').length < 40);
  });

  test('stands upright and says nothing of where it was taken', async () => {
    const gps = {
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 12/1 0/1', GPSLongitude: '16/1 22/1 0/1' },
    };
    const bytes = await halves(360, 640)
      .rotate()
      .withExif({ IFD0: { Copyright: 'SECRET-PLACE', Artist: 'SECRET-PLACE' }, ...gps })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    assert.ok(bytes.includes('SECRET-PLACE') || (await sharp(bytes).metadata()).orientation === 6);
    const made = await make(bytes);
    assert.deepEqual(made.source, { width: 640, height: 360 });
    // A quarter turn clockwise brings the left side to the top.
    isNear(await pixelOf(made, 0.5, 0.1), [255, 0, 0]);
    isNear(await pixelOf(made, 0.5, 0.9), [0, 0, 255]);
    for (const { bytes: file, format } of made.files) {
      const { exif, icc, xmp, iptc, orientation } = await sharp(file).metadata();
      assert.deepEqual(
        [exif, icc, xmp, iptc, orientation],
        [undefined, undefined, undefined, undefined, undefined],
        format,
      );
      assert.ok(!Buffer.from(file).includes('SECRET-PLACE'));
    }
  });

  test('carries nothing of what was hidden in the upload', async () => {
    const payload = '<script>alert(document.domain)</script>';
    const jpeg = await halves(640, 360).jpeg().toBuffer();
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, payload.length + 2]), Buffer.from(payload)]);
    const polyglots = [
      Buffer.concat([jpeg, Buffer.from(payload)]),
      Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]),
      pngOf([
        ['IHDR', pngHeader(320, 180)],
        ['tEXt', Buffer.from(`Comment\0${payload}`)],
        ['IDAT', deflateSync(Buffer.alloc((320 * 3 + 1) * 180))],
        ['IEND', Buffer.from('')],
      ]),
    ];
    for (const bytes of polyglots) {
      const made = await make(bytes);
      for (const file of made.files) assert.ok(!Buffer.from(file.bytes).includes('<script>'));
    }
  });

  test('is in sRGB with 8 bits, whatever came', async () => {
    const grey = { create: { width: 640, height: 360, channels: 3, background: '#808080' } } as const;
    const inputs = {
      CMYK: await sharp(grey).toColourspace('cmyk').withIccProfile('cmyk').jpeg().toBuffer(),
      '16 bits': await sharp(grey).toColourspace('rgb16').png().toBuffer(),
      P3: await sharp(grey).withIccProfile('p3').jpeg().toBuffer(),
      grey: await sharp(grey).toColourspace('b-w').png().toBuffer(),
      transparent: await sharp(grey).ensureAlpha(1).png().toBuffer(),
    };
    for (const [name, bytes] of Object.entries(inputs)) {
      const made = await make(bytes);
      // A profile of printing inks does not give back every grey.
      isNear(await pixelOf(made, 0.5, 0.5), [128, 128, 128], 24);
      for (const { bytes: file, format } of made.files) {
        const { space, depth, channels } = await sharp(file).metadata();
        assert.deepEqual([space, depth, channels], ['srgb', 'uchar', 3], `${name} as ${format}`);
      }
    }
  });

  test('keeps a logo transparent and as wide as it is high', async () => {
    const logo = await sharp({ create: { width: 400, height: 400, channels: 4, background: '#ff000080' } })
      .png()
      .toBuffer();
    const made = await make(logo, 'logo');
    assert.deepEqual(made.size, { width: 400, height: 400 });
    for (const { bytes, format } of made.files) {
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      assert.equal(info.channels, 4, format);
      assert.ok(Math.abs((data[3] ?? 0) - 128) < 8, format);
    }
  });
});
