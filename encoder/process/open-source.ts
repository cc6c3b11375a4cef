// Opens a source with the one demuxer its magic bytes call for, and keeps it open for the next request.
import {
  AVDISCARD_ALL,
  AVDISCARD_DEFAULT,
  AVERROR_EOF,
  AVFMT_FLAG_CUSTOM_IO,
  AVSEEK_CUR,
  AVSEEK_END,
  AVSEEK_SET,
  AVSEEK_SIZE,
} from 'node-av/constants';
import { FFmpegError, FormatContext, InputFormat, IOContext, type Stream } from 'node-av/lib';
import { MAX_TRACKS } from '../messages.ts';
import type { ContainerName, SourceReference } from '../protocol.ts';
import { codecWhitelist } from './codec-list.ts';
import { demuxers, HEAD_BYTES, recogniseContainer } from './containers.ts';
import { describePlainStreams } from './plain-streams.ts';
import { refuseExternalMedia } from './refuse-external-media.ts';
import { setOptions } from './set-options.ts';
import { SourceError } from './source-error.ts';
import { openSourceReader, type SourceReader } from './source-reader.ts';

/** Real films have a few dozen tracks at most; every one costs work. */
const MAX_STREAMS = MAX_TRACKS;

/** What FFmpeg reads at once through the callbacks. */
const IO_BUFFER_BYTES = 256 * 1024;
/** The same where a few bytes are wanted here and there. */
const SPARSE_BUFFER_BYTES = 16 * 1024;

/** Sources stay open in a process, so that the next segment of the same film needs no opening. */
const KEPT_OPEN = 4;

export interface OpenSource {
  readonly container: ContainerName;
  readonly format: FormatContext;
  readonly streams: readonly Stream[];
  readonly reader: SourceReader;
  close(): void;
}

/**
 * @param isSparse where little of it will be read, far apart
 * @throws SourceError naming what is wrong with the file
 */
export function openSource(source: SourceReference, { isSparse = false } = {}): OpenSource {
  const reader = openSourceReader(source.location, { isSparse });
  try {
    const container = recogniseContainer(reader.read(0, HEAD_BYTES));
    if (container === 'mp4') refuseExternalMedia(reader);
    const bufferBytes = isSparse ? SPARSE_BUFFER_BYTES : IO_BUFFER_BYTES;
    const { format, io } = openFormat(reader, container, bufferBytes);
    return {
      container,
      format,
      streams: format.streams,
      reader,
      close() {
        format.closeInputSync();
        io.freeContext();
        reader.close();
      },
    };
  } catch (error) {
    reader.close();
    throw error;
  }
}

function openFormat(
  reader: SourceReader,
  container: ContainerName,
  bufferBytes: number,
): { format: FormatContext; io: IOContext } {
  const demuxer = demuxers[container];
  const format = new FormatContext();
  format.allocContext();
  const io = callbacks(reader, bufferBytes);
  format.pb = io;
  format.setFlags(AVFMT_FLAG_CUSTOM_IO);
  // Nested demuxers, references to other files and protocols are all refused: the callbacks are the only input.
  setOptions(format, {
    format_whitelist: demuxer,
    protocol_whitelist: 'none',
    codec_whitelist: codecWhitelist,
    max_streams: MAX_STREAMS,
  });
  const opened = format.openInputSync('', InputFormat.findInputFormat(demuxer));
  if (opened < 0) throw unreadable(opened);
  if (format.streams.length > MAX_STREAMS) {
    throw new SourceError(
      'source-too-many-tracks',
      `This file has ${format.streams.length} tracks; ${MAX_STREAMS} are accepted. Remove some and upload it again.`,
    );
  }
  if (container !== 'mp4' || !describePlainStreams(format.streams)) {
    const known = format.findStreamInfoSync(null);
    if (known < 0) throw unreadable(known);
  }
  return { format, io };
}

function unreadable(code: number): SourceError {
  return new SourceError(
    'source-unreadable',
    `This file is damaged or cut short (${FFmpegError.strerror(code)}). Export it again and upload the new file.`,
  );
}

function callbacks(reader: SourceReader, bufferBytes: number): IOContext {
  const io = new IOContext();
  let position = 0;
  // One for all reads: what is returned is copied at once, and a fresh one for each costs more than the reading.
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  const read = (size: number): Buffer | number => {
    const filled = reader.readInto(buffer.subarray(0, size), position);
    if (filled === 0) return AVERROR_EOF;
    position += filled;
    return buffer.subarray(0, filled);
  };
  const seek = (offset: bigint, whence: number): bigint => {
    if (whence === AVSEEK_SIZE) return BigInt(reader.sizeBytes);
    const base =
      whence === AVSEEK_SET
        ? 0
        : whence === AVSEEK_CUR
          ? position
          : whence === AVSEEK_END
            ? reader.sizeBytes
            : -1;
    const target = base + Number(offset);
    if (base < 0 || target < 0) return -1n;
    position = target;
    return BigInt(target);
  };
  io.allocContextWithCallbacks(bufferBytes, 0, read, null, seek);
  return io;
}

/** Lets only one stream's packets through; MP4 and Matroska then never read the others' bytes. */
export function selectStreams(source: OpenSource, tracks: ReadonlySet<number>): void {
  for (const stream of source.streams) {
    stream.discard = tracks.has(stream.index) ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
  }
}

export interface SourceCache {
  /** The open source of that id for that use; opened now if it is not. */
  get(source: SourceReference, use: string): OpenSource;
  /** Closes everything kept open for that use of that source: its state is not to be trusted. */
  drop(source: SourceReference, use: string): void;
}

export function createSourceCache(): SourceCache {
  const open = new Map<string, OpenSource>();
  const keyOf = (source: SourceReference, use: string) => `${use} ${source.id}`;
  return {
    get(source, use) {
      const key = keyOf(source, use);
      const known = open.get(key) ?? openSource(source);
      open.delete(key);
      open.set(key, known);
      const oldest = open.entries().next();
      if (open.size > KEPT_OPEN && !oldest.done) {
        open.delete(oldest.value[0]);
        oldest.value[1].close();
      }
      return known;
    },
    drop(source, use) {
      const key = keyOf(source, use);
      open.get(key)?.close();
      open.delete(key);
    },
  };
}
