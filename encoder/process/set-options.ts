// Sets FFmpeg options one by one: a dictionary handed to open functions is freed twice by node-av 6.1.1.
import { FFmpegError } from 'node-av/lib';

interface Configurable {
  setOption(name: string, value: string | number): number;
}

/** @throws FFmpegError naming the option that does not exist or does not take the value */
export function setOptions(target: Configurable, options: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(options)) {
    FFmpegError.throwIfError(target.setOption(name, String(value)), `Setting ${name} to ${value}`);
  }
}
