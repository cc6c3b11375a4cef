/** Structured logs: JSON lines for machines, readable lines at a terminal, secrets in neither. */

import pino from 'pino';
import type { Logger } from '../kernel/index.ts';
import { formatPretty } from './pretty.ts';
import { redact } from './redact.ts';
import type { TraceContext } from './trace-context.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface LoggingOptions {
  readonly level: LogLevel;
  /** `auto`: text when standard output is a terminal, JSON otherwise. */
  readonly format: 'auto' | 'json' | 'text';
  readonly serviceName: string;
  /** The span that a line belongs to. */
  readonly current: () => TraceContext | undefined;
  /** Where lines go instead of standard output. */
  readonly write?: ((line: string) => void) | undefined;
}

export interface Logging {
  readonly logger: Logger;
  /** Writes what is still buffered; afterwards lines are lost. */
  close(): void;
}

// A reader of our output that stalls must stall neither the server nor fill its memory: past this, lines are dropped.
const maxBufferedBytes = 8 * 1024 * 1024;

export function createLogging(options: LoggingOptions): Logging {
  const asText = options.format === 'text' || (options.format === 'auto' && process.stdout.isTTY === true);
  const toOutput = options.write === undefined ? standardOutput() : { write: options.write, close() {} };
  const logger = pino(
    {
      level: options.level,
      base: { service: options.serviceName },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin() {
        const span = options.current();
        return span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId };
      },
      serializers: { err: pino.stdSerializers.errWithCause, error: pino.stdSerializers.errWithCause },
    },
    {
      write(line: string) {
        const safe = redact(line);
        toOutput.write(asText ? formatPretty(safe) : safe);
      },
    },
  );
  return { logger, close: () => toOutput.close() };
}

function standardOutput(): { write(line: string): void; close(): void } {
  const stream = pino.destination({ dest: 1, sync: false, maxLength: maxBufferedBytes });
  const flush = (): void => {
    try {
      stream.flushSync();
    } catch {
      // The stream may not be open yet or the reader gone: nothing can be told to anyone then.
    }
  };
  stream.on('error', () => {});
  process.once('exit', flush);
  return {
    write: (line) => void stream.write(line),
    close() {
      process.removeListener('exit', flush);
      flush();
    },
  };
}
